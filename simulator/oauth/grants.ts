import type { Behaviour } from "../control/behaviour.js";
import type { Person } from "../database.js";
import { RefusedTokenRequest } from "./errors.js";
import type { GrantFile } from "./grant-file.js";
import { verifyChallenge } from "./pkce.js";
import { covers } from "./scopes.js";
import { digest, newSecret } from "./secrets.js";

/** What a person has allowed the client. */
export interface Grant {
  readonly person: Person;
  readonly scopes: readonly string[];
  /** To be repeated in identity tokens. */
  readonly nonce?: string;
}

/** What a code was asked for with. */
export interface CodeRequest extends Grant {
  readonly redirectUri: string;
  /** PKCE, S256. */
  readonly challenge?: string;
}

/** What a client presents to have a code exchanged. */
export interface Redemption {
  readonly code: string;
  readonly redirectUri: string | null;
  readonly verifier: string | null;
}

/** New tokens. */
export interface Issue {
  readonly grant: Grant;
  readonly scopes: readonly string[];
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly refreshToken?: string;
}

/** What an access token turned out to be. */
export type AccessTokenCheck =
  | { readonly state: "unknown" }
  | { readonly state: "expired" | "valid"; readonly person: Person; readonly scopes: readonly string[] };

interface Live {
  readonly grant: Grant;
  ended: boolean;
}
interface Code {
  readonly request: CodeRequest;
  readonly until: number;
  spent: boolean;
  live?: Live;
}
interface AccessToken {
  readonly live: Live;
  readonly scopes: readonly string[];
  until: number;
  ended: boolean;
}
interface RefreshToken {
  readonly live: Live;
  readonly until: number;
  usedAt?: number;
}

const refuse = (description: string): never => {
  throw new RefusedTokenRequest("invalid_grant", description);
};

/** Codes and tokens, kept by their digests only. */
export class Grants {
  private readonly codes = new Map<string, Code>();
  private readonly accessTokens = new Map<string, AccessToken>();
  private readonly refreshTokens = new Map<string, RefreshToken>();

  constructor(
    private readonly now: () => number,
    private readonly behaviour: () => Behaviour,
    private readonly file?: GrantFile,
    people: readonly Person[] = [],
  ) {
    this.recall(people);
  }

  /** Makes the code that goes back to the client. */
  issueCode(request: CodeRequest): string {
    const code = newSecret();
    this.codes.set(digest(code), { request, until: this.now() + this.behaviour().codeSeconds * 1000, spent: false });
    return code;
  }

  /** Exchanges a code. It is spent by the first attempt, and a second one ends what the first was given. */
  redeem({ code, redirectUri, verifier }: Redemption): Issue {
    const known = this.codes.get(digest(code));
    if (!known) return refuse("The authorization code is not known");
    if (known.spent) {
      if (known.live) this.end(known.live);
      return refuse("The authorization code has been used before");
    }
    known.spent = true;
    const { request, until } = known;
    if (this.now() >= until) refuse("The authorization code has expired");
    if (redirectUri !== request.redirectUri) refuse("The redirect_uri is not the one the code was sent to");
    if (this.behaviour().verifyPkce && !verifyChallenge(request.challenge, verifier))
      refuse("The code_verifier does not match the code_challenge");
    known.live = { grant: request, ended: false };
    return this.issue(known.live);
  }

  /** Exchanges a refresh token, as the rotation in force has it. */
  refresh(token: string, narrowed?: readonly string[]): Issue {
    const { rotation, graceSeconds, refreshTokenReturned, revokesPreviousAccessToken } = this.behaviour();
    const known = this.refreshTokens.get(digest(token));
    if (!known || known.live.ended) return refuse("The refresh token is invalid");
    if (this.now() >= known.until) refuse("The refresh token has expired");
    if (known.usedAt !== undefined && rotation !== "lenient") {
      if (rotation === "family") this.end(known.live);
      const forgiven = rotation === "grace" && this.now() < known.usedAt + graceSeconds * 1000;
      if (!forgiven) refuse("The refresh token has been used before");
    }
    if (narrowed && !covers(known.live.grant.scopes, narrowed))
      throw new RefusedTokenRequest("invalid_scope", "The scope is wider than what was granted");
    if (refreshTokenReturned) known.usedAt ??= this.now();
    if (revokesPreviousAccessToken) {
      for (const access of this.accessTokens.values()) if (access.live === known.live) access.ended = true;
    }
    return this.issue(known.live, narrowed, refreshTokenReturned);
  }

  /** Tokens for a person without any code. */
  open(grant: Grant): Issue & { readonly refreshToken: string } {
    return this.issue({ grant, ended: false }) as Issue & { readonly refreshToken: string };
  }

  /** What an access token is good for. */
  check(token: string): AccessTokenCheck {
    const access = this.accessTokens.get(digest(token));
    if (!access || access.ended || access.live.ended) return { state: "unknown" };
    return { state: this.now() < access.until ? "valid" : "expired", person: access.live.grant.person, scopes: access.scopes };
  }

  /** Whose code, access token or refresh token it is, good or not. */
  personOf(secret: string | null): Person | undefined {
    const key = digest(secret ?? "");
    return this.codes.get(key)?.request.person ?? (this.accessTokens.get(key) ?? this.refreshTokens.get(key))?.live.grant.person;
  }

  /** Lets every access token expire now; says how many were still good. */
  expireAccessTokens(): number {
    const good = [...this.accessTokens.values()].filter(
      (access) => access.until > this.now() && !access.ended && !access.live.ended,
    );
    for (const access of good) access.until = this.now();
    this.keep();
    return good.length;
  }

  /** Ends every grant of a person, as when they disconnect the application. */
  revoke(username: string): void {
    for (const { live } of [...this.accessTokens.values(), ...this.refreshTokens.values()]) {
      if (live.grant.person.username === username) live.ended = true;
    }
    this.keep();
    for (const [key, { request }] of this.codes) if (request.person.username === username) this.codes.delete(key);
  }

  private issue(live: Live, scopes = live.grant.scopes, withRefreshToken = true): Issue {
    const { accessTokenSeconds, refreshTokenSeconds } = this.behaviour();
    const accessToken = newSecret();
    this.accessTokens.set(digest(accessToken), { live, scopes, until: this.now() + accessTokenSeconds * 1000, ended: false });
    const issue = { grant: live.grant, scopes, accessToken, expiresIn: accessTokenSeconds };
    const refreshToken = withRefreshToken ? newSecret() : undefined;
    if (refreshToken !== undefined)
      this.refreshTokens.set(digest(refreshToken), { live, until: this.now() + refreshTokenSeconds * 1000 });
    this.keep();
    return { ...issue, ...(refreshToken !== undefined && { refreshToken }) };
  }

  private end(live: Live): void {
    live.ended = true;
    this.keep();
  }

  /** Writes down what is still good. */
  private keep(): void {
    if (!this.file) return;
    const lives: Live[] = [];
    const grantOf = (live: Live): number => (lives.includes(live) ? lives.indexOf(live) : lives.push(live) - 1);
    const good = <T extends { live: Live; until: number }>(tokens: Map<string, T>): [string, T][] =>
      [...tokens].filter(([, { live, until }]) => !live.ended && until > this.now());
    const accessTokens = good(this.accessTokens)
      .filter(([, { ended }]) => !ended)
      .map(([key, { live, scopes, until }]) => ({ digest: key, grant: grantOf(live), scopes: [...scopes], until }));
    const refreshTokens = good(this.refreshTokens).map(([key, { live, until, usedAt }]) => ({
      digest: key,
      grant: grantOf(live),
      until,
      ...(usedAt !== undefined && { usedAt }),
    }));
    const grants = lives.map(({ grant: { person, scopes } }) => ({
      username: person.username,
      orgkey: person.orgkey,
      scopes: [...scopes],
    }));
    this.file.save({ grants, accessTokens, refreshTokens });
  }

  /** Takes up what an earlier run wrote down, as far as the people are still there. */
  private recall(people: readonly Person[]): void {
    const { grants, accessTokens, refreshTokens } = this.file?.load() ?? { grants: [], accessTokens: [], refreshTokens: [] };
    const lives = grants.map(({ username, orgkey, scopes }): Live | undefined => {
      const person = people.find((candidate) => candidate.username === username && candidate.orgkey === orgkey);
      return person && { grant: { person, scopes }, ended: false };
    });
    for (const { digest: key, grant, scopes, until } of accessTokens) {
      const live = lives[grant];
      if (live) this.accessTokens.set(key, { live, scopes, until, ended: false });
    }
    for (const { digest: key, grant, until, usedAt } of refreshTokens) {
      const live = lives[grant];
      if (live) this.refreshTokens.set(key, { live, until, ...(usedAt !== undefined && { usedAt }) });
    }
  }
}
