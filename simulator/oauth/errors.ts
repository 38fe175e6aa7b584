/** The errors of a token endpoint (RFC 6749, 5.2). */
export type TokenError = "invalid_request" | "invalid_client" | "invalid_grant" | "unsupported_grant_type" | "invalid_scope";

/** A token request that is refused. */
export class RefusedTokenRequest extends Error {
  constructor(
    readonly error: TokenError,
    description: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(description);
  }

  get status(): number {
    return this.error === "invalid_client" ? 401 : 400;
  }
}

/** The body of an OAuth error, at the token endpoint as at the REST API. */
export interface OAuthErrorBody {
  readonly error: string;
  readonly error_description: string;
  readonly error_uri: string;
}

/** A refused token request as it is answered. */
export const tokenErrorBody = ({ error, message }: RefusedTokenRequest): OAuthErrorBody => ({
  error,
  error_description: message,
  error_uri: "http://tools.ietf.org/html/rfc6749#section-5.2",
});

const refused = (error: string, error_description: string): OAuthErrorBody => ({
  error,
  error_description,
  error_uri: "http://tools.ietf.org/html/rfc6749#section-7",
});

/** The REST API's answer to an access token that has expired; status and wording as captured (protocol 1.5). */
export const expiredToken = refused("expired_token", "The access token provided has expired. Please refresh your token. (4a)");

/** The REST API's answer to an access token it does not know, slip of the pen included. */
export const invalidToken = refused("invalid_token", "The access token provided in invalid (2)");
