import type { Behaviour } from "../control/behaviour.js";
import { acceptsRedirect, type RegisteredClient } from "./client.js";
import { isChallenge } from "./pkce.js";
import { scopesOf, unknownScopes } from "./scopes.js";

/** An authorization request that can be put to a person. */
export interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state?: string;
  readonly challenge?: string;
  readonly nonce?: string;
  /** Whether somebody must sign in even if somebody is. */
  readonly signInAgain: boolean;
}

/** Where an error is sent back to. */
export interface ErrorRedirect {
  readonly redirectUri: string;
  readonly state?: string;
  readonly error: string;
  readonly description: string;
}

/** What an authorization request turned out to be. */
export type ReadAuthorizationRequest =
  | ({ readonly kind: "request" } & AuthorizationRequest)
  /** To be shown and not redirected: there is nobody known to redirect to. */
  | { readonly kind: "refused"; readonly title: string; readonly detail: string }
  | ({ readonly kind: "error" } & ErrorRedirect);

const SINGLE = [
  "response_type",
  "client_id",
  "redirect_uri",
  "scope",
  "state",
  "code_challenge",
  "code_challenge_method",
  "nonce",
  "prompt",
];

/** Reads the query of an authorization request. */
export function readAuthorizationRequest(
  query: URLSearchParams,
  client: RegisteredClient,
  { requirePkce }: Pick<Behaviour, "requirePkce">,
): ReadAuthorizationRequest {
  const refused = (title: string, detail: string): ReadAuthorizationRequest => ({ kind: "refused", title, detail });
  const twice = SINGLE.filter((name) => query.getAll(name).length > 1);
  const clientId = query.get("client_id");
  const redirectUri = query.get("redirect_uri");
  if (clientId === null) return refused("No application", "The request has no client_id, so it is not clear who is asking.");
  if (clientId !== client.id || twice.includes("client_id"))
    return refused("Unknown application", "The client_id of the request is not registered here.");
  if (redirectUri === null) return refused("No way back", "The request has no redirect_uri.");
  if (!acceptsRedirect(client, redirectUri) || twice.includes("redirect_uri")) {
    return refused(
      "Unknown redirect URI",
      `“${redirectUri}” is not registered for this application. It must be the same to the letter, port and path included.`,
    );
  }

  const state = query.get("state") ?? undefined;
  const error = (name: string, description: string): ReadAuthorizationRequest => ({
    kind: "error",
    redirectUri,
    ...(state !== undefined && !twice.includes("state") && { state }),
    error: name,
    description,
  });
  if (twice.length > 0) return error("invalid_request", `${twice.join(", ")} was given more than once`);
  const responseType = query.get("response_type");
  if (responseType === null) return error("invalid_request", "response_type is missing");
  if (responseType !== "code") return error("unsupported_response_type", "response_type must be code");

  const scopes = query.has("scope") ? scopesOf(query.get("scope")!) : client.serverScopes;
  if (scopes.length === 0)
    return error("invalid_scope", "scope names nothing; leave it out to ask for what is set on the server");
  const strangers = unknownScopes(scopes);
  if (strangers.length > 0) return error("invalid_scope", `There is no scope ${strangers.join(", ")}`);

  const challenge = query.get("code_challenge") ?? undefined;
  if (challenge === undefined && requirePkce) return error("invalid_request", "code_challenge is missing");
  // A challenge that does not name its method is a plain one (RFC 7636, 4.3).
  if (challenge !== undefined && query.get("code_challenge_method") !== "S256")
    return error("invalid_request", "code_challenge_method must be S256");
  if (challenge !== undefined && !isChallenge(challenge))
    return error("invalid_request", "code_challenge is not the base64url of a SHA-256");

  const nonce = query.get("nonce") ?? undefined;
  return {
    kind: "request",
    redirectUri,
    scopes,
    ...(state !== undefined && { state }),
    ...(challenge !== undefined && { challenge }),
    ...(nonce !== undefined && { nonce }),
    signInAgain: scopesOf(query.get("prompt") ?? "").includes("login"),
  };
}
