import { createHash } from "node:crypto";
import type { Simulator, TokenResponse } from "../../../simulator/index.js";

export const REDIRECT_URI = "http://localhost:4000/auth/callback";

/** The URL an application sends a browser to. */
export function authorizeUrl({ authorizeUrl: url, client }: Simulator, changes: Record<string, string | undefined> = {}): string {
  const parameters = { response_type: "code", client_id: client.id, redirect_uri: REDIRECT_URI, state: "the-state", ...changes };
  const given = Object.entries(parameters).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return `${url}?${new URLSearchParams(given).toString()}`;
}

export const get = (url: string, cookie = ""): Promise<Response> =>
  fetch(url, { redirect: "manual", headers: cookie ? { cookie } : {} });

export const post = (url: string, form: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: "POST", redirect: "manual", body: new URLSearchParams(form), headers });

/** `name=value` of the only cookie an answer sets. */
export const cookieOf = (response: Response): string => response.headers.getSetCookie()[0]!.split(";")[0]!;

export const locationOf = (response: Response): URL => new URL(response.headers.get("location")!);

/** Signs in and decides in one request. */
export async function decide(
  simulator: Simulator,
  username: string,
  decision: "allow" | "decline",
  changes: Record<string, string | undefined> = {},
  more: Record<string, string> = {},
): Promise<Response> {
  return post(authorizeUrl(simulator, changes), { username, password: `${username}'s password`, decision, ...more });
}

/** A fresh code. */
export async function codeFor(
  simulator: Simulator,
  username: string,
  changes: Record<string, string | undefined> = {},
): Promise<string> {
  return locationOf(await decide(simulator, username, "allow", changes)).searchParams.get("code")!;
}

/** What the token endpoint says to a form, with the client's credentials in it. */
export async function tokenRequest(
  { tokenUrl, client }: Simulator,
  form: Record<string, string>,
): Promise<{ status: number; body: TokenResponse & { error?: string; error_description?: string; error_uri?: string } }> {
  const response = await post(tokenUrl, { client_id: client.id, client_secret: client.secret, ...form });
  return { status: response.status, body: (await response.json()) as TokenResponse };
}

export const exchange = (
  simulator: Simulator,
  code: string,
  more: Record<string, string> = {},
): ReturnType<typeof tokenRequest> =>
  tokenRequest(simulator, { grant_type: "authorization_code", code, redirect_uri: REDIRECT_URI, ...more });

export const refresh = (
  simulator: Simulator,
  token: string,
  more: Record<string, string> = {},
): ReturnType<typeof tokenRequest> => tokenRequest(simulator, { grant_type: "refresh_token", refresh_token: token, ...more });

/** A REST call below the endpoint a token response names. */
export const rest = (
  tokens: Pick<TokenResponse, "access_token" | "api_endpoint">,
  path: string,
  init: RequestInit = {},
): Promise<Response> =>
  fetch(`${tokens.api_endpoint}rest/${path}`, {
    ...init,
    headers: { authorization: `Bearer ${tokens.access_token}`, accept: "application/vnd.api+json" },
  });

/** A PKCE verifier and its challenge. */
export const pkce = (): { verifier: string; challenge: string } => {
  const verifier = "a-verifier-of-at-least-forty-three-characters";
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
};

/** What went wrong with a fetch: the code of the cause, or the error's name. */
export const failure = (error: unknown): string => {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? name;
};
