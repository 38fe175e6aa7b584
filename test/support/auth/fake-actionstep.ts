import { randomBytes } from "node:crypto";

/** What a spent refresh token is worth: nothing, less than nothing (its whole family ends), or as much as before. */
export type Rotation = "strict" | "family" | "lenient";

/** Answers a refresh; `commit` does what the real server would and returns its answer. */
export type RefreshHandler = (commit: () => Response) => Response | Promise<Response>;

/** Actionstep's token endpoint and users/current behind a `fetch`, without a network. */
export interface FakeActionstep {
  readonly fetch: typeof globalThis.fetch;
  rotation: Rotation;
  lifeSeconds: number;
  /** Members that every token answer gets, over the usual ones. */
  extra: Record<string, unknown>;
  /** How many refreshes were received. */
  readonly refreshes: number;
  /** How many token requests of either kind. */
  readonly tokenPosts: number;
  /** How many API requests, and the bearer tokens they brought. */
  readonly apiTokens: readonly string[];
  /** Every secret that was ever given out or received. */
  readonly secrets: ReadonlySet<string>;
  /** The next refreshes are answered by these, in order. */
  onRefresh(...handlers: RefreshHandler[]): void;
  /** The next code exchange is answered by this. */
  onExchange(handler: RefreshHandler): void;
  /** users/current is answered by this, once for each. */
  onUser(...handlers: (() => Response | Promise<Response>)[]): void;
  /** Ends everything that was granted. */
  revokeAll(): void;
  /** Undoes `revokeAll`. */
  restoreAll(): void;
}

interface Family {
  readonly userId: string;
  readonly orgkey: string;
  dead: boolean;
}

/** A JSON answer. */
export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/** Makes one. A code `<user>@<orgkey>` signs in that user of that organisation. */
export function createFakeActionstep(): FakeActionstep {
  const refreshTokens = new Map<string, { family: Family; used: boolean }>();
  const owners = new Map<string, Family>();
  const handlers: RefreshHandler[] = [];
  const exchangeHandlers: RefreshHandler[] = [];
  const userHandlers: (() => Response | Promise<Response>)[] = [];
  const secrets = new Set<string>();
  const apiTokens: string[] = [];
  let refreshes = 0;
  let tokenPosts = 0;
  let revoked = false;
  const secret = (): string => {
    const value = randomBytes(24).toString("base64url");
    secrets.add(value);
    return value;
  };
  const grant = (family: Family): Response => {
    const [accessToken, refreshToken] = [secret(), secret()];
    refreshTokens.set(refreshToken, { family, used: false });
    owners.set(accessToken, family);
    return json(200, {
      access_token: accessToken,
      refresh_token: refreshToken,
      token_type: "bearer",
      expires_in: fake.lifeSeconds,
      api_endpoint: "https://ap-southeast-2.actionstep.com/api/",
      orgkey: family.orgkey,
      ...fake.extra,
    });
  };
  const spend = (refreshToken: string): Response => {
    const entry = refreshTokens.get(refreshToken);
    const refuse = (): Response => json(400, { error: "invalid_grant", error_description: "The refresh token is not valid" });
    if (!entry || revoked || entry.family.dead) return refuse();
    if (entry.used && fake.rotation !== "lenient") {
      if (fake.rotation === "family") entry.family.dead = true;
      return refuse();
    }
    entry.used = true;
    return grant(entry.family);
  };

  const fake: FakeActionstep = {
    rotation: "strict",
    lifeSeconds: 3_600,
    extra: {},
    get refreshes() {
      return refreshes;
    },
    get tokenPosts() {
      return tokenPosts;
    },
    apiTokens,
    secrets,
    onRefresh: (...more) => void handlers.push(...more),
    onExchange: (handler) => void exchangeHandlers.push(handler),
    onUser: (...more) => void userHandlers.push(...more),
    revokeAll: () => {
      revoked = true;
    },
    restoreAll: () => {
      revoked = false;
    },
    fetch: async (input, init) => {
      const url = new URL(input);
      if (url.pathname === "/api/oauth/token") {
        tokenPosts++;
        const form = new URLSearchParams(init!.body as URLSearchParams);
        for (const name of ["code", "code_verifier"]) if (form.has(name)) secrets.add(form.get(name)!);
        if (form.get("grant_type") === "refresh_token") {
          refreshes++;
          const commit = (): Response => spend(form.get("refresh_token")!);
          return (handlers.shift() ?? ((done) => done()))(commit);
        }
        const [userId, orgkey] = form.get("code")!.split("@") as [string, string];
        return (exchangeHandlers.shift() ?? ((done) => done()))(() => grant({ userId, orgkey, dead: false }));
      }
      const token = new Headers(init!.headers).get("authorization")!.slice("Bearer ".length);
      apiTokens.push(token);
      const handler = userHandlers.shift();
      if (handler) return handler();
      const family = owners.get(token);
      if (!family) return json(401, { error: "invalid_token" });
      return json(200, {
        users: {
          id: Number(family.userId) || family.userId,
          emailAddress: "lee@example.com",
          orgkey: family.orgkey,
          links: { participant: "9" },
        },
        linked: { participants: [{ id: 9, displayName: "Lee Example" }] },
      });
    },
  };
  return fake;
}
