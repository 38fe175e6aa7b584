import type { Behaviour } from "../control/behaviour.js";
import type { Organisation } from "../database.js";
import type { Issue } from "./grants.js";
import type { IdentitySigner } from "./identity-token.js";

/** What the token endpoint answers: OAuth's members, `orgkey` and `api_endpoint` (protocol 1.3). */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: "bearer";
  /** Seconds. */
  readonly expires_in: number;
  /** Ends in `/api/`; REST is at `rest/` below it. */
  readonly api_endpoint: string;
  readonly orgkey: string;
  readonly refresh_token?: string;
  /** Only when the behaviour says so: no captured response has it (protocol 1.3). */
  readonly scope?: string;
  /** Only with the scope `openid` (protocol 1.2). */
  readonly id_token?: string;
}

/** What a response says besides what was issued. */
export interface TokenResponseParts {
  readonly clientId: string;
  readonly organisation: Organisation;
  readonly apiEndpoint: string;
  readonly behaviour: Pick<Behaviour, "returnsScope">;
  readonly signer: IdentitySigner;
  readonly now: number;
}

/** Writes new tokens down for the client. */
export function tokenResponse(issue: Issue, parts: TokenResponseParts): TokenResponse {
  const { clientId, organisation, apiEndpoint, behaviour, signer, now } = parts;
  const { grant, scopes, accessToken, expiresIn, refreshToken } = issue;
  const identity = (): string =>
    signer.sign({ issuer: new URL("..", apiEndpoint).href, audience: clientId, grant, organisation, now, lifetime: expiresIn });
  return {
    access_token: accessToken,
    token_type: "bearer",
    expires_in: expiresIn,
    api_endpoint: apiEndpoint,
    orgkey: organisation.orgkey,
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
    ...(behaviour.returnsScope && { scope: scopes.join(" ") }),
    ...(scopes.includes("openid") && { id_token: identity() }),
  };
}
