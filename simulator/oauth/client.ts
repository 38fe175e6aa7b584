import { RefusedTokenRequest } from "./errors.js";
import { sameSecret } from "./secrets.js";
import type { Behaviour } from "../control/behaviour.js";
import { isLoopbackName } from "../origin.js";

/** The one application that is registered. */
export interface RegisteredClient {
  readonly id: string;
  readonly secret: string;
  /** As the pages call it. */
  readonly name: string;
  /** Compared character by character; when absent, any URL of this machine will do. */
  readonly redirectUris?: readonly string[];
  /** What is asked for when an authorization request names no scope. */
  readonly serverScopes: readonly string[];
}

/** Whether the client may be redirected to. */
export function acceptsRedirect({ redirectUris }: RegisteredClient, uri: string): boolean {
  if (redirectUris) return redirectUris.includes(uri);
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname, hash, username } = new URL(uri);
  return /^https?:$/.test(protocol) && isLoopbackName(hostname) && hash === "" && username === "";
}

/** The readings of a Basic header: RFC 6749 has the two halves form-encoded first, which half of all clients do not know. */
function basicCredentials(authorization: string): { id: string; secret: string }[] {
  const [, encoded] = /^Basic +([A-Za-z0-9+/_-]+={0,2})$/i.exec(authorization.trim()) ?? [];
  const [, id, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? "", "base64").toString("utf8")) ?? [];
  if (id === undefined || secret === undefined) return [];
  const decoded = (text: string): string => new URLSearchParams(`text=${text.replaceAll("&", "%26")}`).get("text")!;
  return [
    { id, secret },
    { id: decoded(id), secret: decoded(secret) },
  ];
}

/** Checks who sends a token request: credentials in the form, in a Basic header, or alike in both. */
export function authenticateClient(
  client: RegisteredClient,
  authorization: string | undefined,
  form: URLSearchParams,
  accepted: Behaviour["clientAuth"],
): void {
  const inHeader = /^Basic\b/i.test(authorization ?? "") ? authorization : undefined;
  const refuse = (why: string): never => {
    throw new RefusedTokenRequest(
      "invalid_client",
      why,
      inHeader ? { "www-authenticate": 'Basic realm="Actionstep", charset="UTF-8"' } : {},
    );
  };
  const inBody = form.get("client_secret") !== null;
  if (!inHeader && !inBody) refuse("The client's id and secret are missing");
  if (accepted === "body" && !inBody) refuse("The client's id and secret must be in the body");
  if (accepted === "basic" && !inHeader) refuse("The client's id and secret must be in an Authorization header");

  const matches = (id: string, secret: string): boolean => sameSecret(id, client.id) && sameSecret(secret, client.secret);
  if (inHeader && !basicCredentials(inHeader).some(({ id, secret }) => matches(id, secret)))
    refuse("The client credentials are invalid");
  if (inBody && !matches(form.get("client_id") ?? "", form.get("client_secret")!)) refuse("The client credentials are invalid");
  if (!inBody && form.get("client_id") !== null && form.get("client_id") !== client.id)
    refuse("The client_id in the body is another one");
}
