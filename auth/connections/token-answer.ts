/** What a token answer says, as far as it is used. */
export interface TokenAnswer {
  readonly accessToken: string | undefined;
  readonly refreshToken: string | undefined;
  /** Life of the access token in milliseconds. */
  readonly lifeMs: number;
  readonly scope: readonly string[] | undefined;
  readonly apiEndpoint: unknown;
  readonly orgkey: string | undefined;
}

/** Life in milliseconds of an access token whose answer does not state it, and the longest that is believed. */
const DEFAULT_LIFE = 3_600_000;
const MAX_LIFE = 24 * 3_600_000;

/**
 * Reads the body of a token answer leniently. The refresh token before it is spent, so that the answer's tokens must not be
 * lost because of something else that is wrong with it.
 */
export function readTokenAnswer(json: Readonly<Record<string, unknown>>): TokenAnswer {
  const { scope, orgkey } = json;
  return {
    accessToken: text(json["access_token"]),
    refreshToken: text(json["refresh_token"]),
    lifeMs: lifeOf(json["expires_in"]),
    scope:
      typeof scope === "string"
        ? splitScope(scope)
        : Array.isArray(scope)
          ? scope.filter((each) => typeof each === "string")
          : undefined,
    apiEndpoint: json["api_endpoint"],
    orgkey: text(orgkey) ?? (typeof orgkey === "number" ? String(orgkey) : undefined),
  };
}

/** The scopes in a space-separated list, each once. */
export function splitScope(scope: string): string[] {
  return [...new Set(scope.split(/\s+/).filter((each) => each !== ""))];
}

function lifeOf(expiresIn: unknown): number {
  if (expiresIn === undefined || expiresIn === null || expiresIn === "") return DEFAULT_LIFE;
  const seconds = Number(expiresIn);
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0) * 1_000, MAX_LIFE) : DEFAULT_LIFE;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
