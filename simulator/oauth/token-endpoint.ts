import { jsonAnswer, type Answer } from "../answer.js";
import type { Behaviour } from "../control/behaviour.js";
import { authenticateClient, type RegisteredClient } from "./client.js";
import { RefusedTokenRequest, tokenErrorBody } from "./errors.js";
import type { Grants, Issue } from "./grants.js";
import { scopesOf } from "./scopes.js";
import type { TokenResponse } from "./token-response.js";

/** What the token endpoint works with. */
export interface TokenEndpointParts {
  readonly client: RegisteredClient;
  readonly grants: Grants;
  readonly behaviour: () => Behaviour;
  readonly respond: (issue: Issue) => TokenResponse;
}

/** A request to the token endpoint. */
export interface TokenCall {
  /** The `authorization` header. */
  readonly authorization?: string;
  /** Absent when the body was not a form. */
  readonly form?: URLSearchParams;
}

const refuse = (description: string): never => {
  throw new RefusedTokenRequest("invalid_request", description);
};

const UNCACHED = { "cache-control": "no-store", pragma: "no-cache" };

/** Answers a token request: a code or a refresh token in, tokens out. */
export function answerTokenRequest(parts: TokenEndpointParts, call: TokenCall): Answer {
  try {
    const issue = issueFor(parts, call);
    return jsonAnswer(parts.behaviour().tokenStatus, parts.respond(issue), UNCACHED);
  } catch (error) {
    if (!(error instanceof RefusedTokenRequest)) throw error;
    return jsonAnswer(error.status, tokenErrorBody(error), { ...UNCACHED, ...error.headers });
  }
}

/** What is issued for a token request. Throws RefusedTokenRequest. */
function issueFor({ client, grants, behaviour }: TokenEndpointParts, { authorization, form }: TokenCall): Issue {
  if (!form) return refuse("The body must be application/x-www-form-urlencoded");
  const twice = [...new Set(form.keys())].filter((name) => form.getAll(name).length > 1);
  if (twice.length > 0) refuse(`${twice.join(", ")} was given more than once`);
  const grantType = form.get("grant_type");
  if (grantType === null) refuse("grant_type is missing");
  authenticateClient(client, authorization, form, behaviour().clientAuth);

  const required = (name: string): string => form.get(name) || refuse(`${name} is missing`);
  if (grantType === "authorization_code") {
    return grants.redeem({ code: required("code"), redirectUri: form.get("redirect_uri"), verifier: form.get("code_verifier") });
  }
  if (grantType === "refresh_token") {
    const scope = form.get("scope");
    return grants.refresh(required("refresh_token"), scope ? scopesOf(scope) : undefined);
  }
  throw new RefusedTokenRequest("unsupported_grant_type", "grant_type must be authorization_code or refresh_token");
}
