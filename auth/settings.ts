import type { Time } from "../time/time.js";
import type { ApiHosts } from "./provider/api-endpoint.js";
import { isLoopback } from "./provider/api-endpoint.js";
import type { AuthEvent } from "./events.js";
import { keyProblems, type Key } from "./crypto/keys.js";
import type { Limits } from "./http/limits.js";
import type { Log } from "./log.js";
import type { AuthMeter } from "./connections/meter.js";
import type { Replay } from "./connections/refresh-parts.js";
import type { SessionLife } from "./callers/sessions.js";
import type { Spool } from "./connections/spool.js";
import type { SessionStore, TokenStore, WindowCounter } from "./store/store.js";
import type { Timing } from "./connections/timing.js";

/** How a gateway connects people to Actionstep. */
export interface AuthSettings {
  /** The gateway's own address; the redirect URI is `/auth/callback` under it. */
  readonly publicUrl: URL;
  /** Which Actionstep this is; connections of another are not touched. */
  readonly environment: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientAuth: "body" | "basic";
  readonly authorizeUrl: URL;
  readonly tokenUrl: URL;
  /** What is asked for unless a request says otherwise; `server` leaves it to Actionstep. */
  readonly scope: readonly string[] | "server";
  /** Hosts a token may be sent to: with a port where it is not the scheme's own, a leading `*.` for any subdomain. */
  readonly apiHosts: readonly string[];
  readonly keys: readonly Key[];
  /** Origins besides our own that may use the session and be returned to. */
  readonly frontendOrigins: readonly string[];
  readonly sameSite: "lax" | "strict" | "none";
  /** Whether Actionstep may be reached by `http:`, which is for a simulator on this machine only. */
  readonly allowInsecureUpstream: boolean;
  /** Whether several processes use the store: one that they cannot share is refused then. */
  readonly sharedStore?: boolean;
  readonly replay?: Replay;
  /** For how long after its last use a connection is kept alive, in milliseconds; 90 days unless said otherwise, 0 for not at all. */
  readonly keepAliveFor?: number;
  readonly timing?: Partial<Timing>;
  /** How long sessions live without use, and at most. */
  readonly sessionLife?: Partial<SessionLife>;
  /** How often a minute the auth routes may be asked. */
  readonly limits?: Partial<Limits>;
}

/** A sign-in that could not be finished, as the page about it shows it. */
export interface AuthProblem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Where to start again. */
  readonly restartUrl: string;
  readonly requestId?: string;
}

/** What the auth module needs of the process it runs in. */
export interface AuthPorts {
  readonly tokens: TokenStore;
  readonly sessions: SessionStore;
  /** Counts requests over all processes; without one nothing is limited. */
  readonly counter?: WindowCounter;
  readonly fetch?: typeof globalThis.fetch;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** What waits for other processes, for the store or for Actionstep waits in this time; the process's own by default. */
  readonly time?: Time;
  /** Between 0 and 1, for spreading retries; secrets never come from it. */
  readonly random?: () => number;
  readonly log: Log;
  /** The HTML page for a sign-in that failed. */
  problemPage(problem: AuthProblem): string;
  readonly on?: (event: AuthEvent) => void;
  readonly meter?: AuthMeter;
  /** Where tokens are kept that the store would not take. Without one they are kept in memory only. */
  readonly spool?: Spool;
}

/** Settings that cannot work or would not be safe. Lists everything that is wrong. */
export class AuthSettingsError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The auth settings are not usable:\n${problems.map((problem) => `- ${problem}`).join("\n")}`);
    this.name = "AuthSettingsError";
  }
}

/** What is wrong with the settings, each in a sentence that says what is expected; no secret is quoted. */
export function settingsProblems(settings: AuthSettings): string[] {
  const problems: string[] = [];
  const { publicUrl, sameSite, frontendOrigins } = settings;
  const secure = publicUrl.protocol === "https:";
  if (!secure && !(publicUrl.protocol === "http:" && isLoopback(publicUrl.hostname))) {
    problems.push(
      `publicUrl: ${publicUrl.origin} must use https: only loopback addresses may do without, since session cookies are bound to it`,
    );
  }
  if (
    publicUrl.pathname !== "/" ||
    publicUrl.search !== "" ||
    publicUrl.hash !== "" ||
    publicUrl.username !== "" ||
    publicUrl.password !== ""
  ) {
    problems.push("publicUrl: expected an origin and nothing after it, as in https://graph.example.com");
  }
  if (sameSite === "none" && !secure) problems.push("sameSite: none needs an https publicUrl");
  if (sameSite === "none" && frontendOrigins.length === 0) problems.push("sameSite: none needs the frontends' origins listed");
  for (const origin of frontendOrigins) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin)
      problems.push(`frontendOrigins: ${origin} is not an origin such as https://app.example.com`);
  }
  for (const [name, url] of [
    ["authorizeUrl", settings.authorizeUrl],
    ["tokenUrl", settings.tokenUrl],
  ] as const) {
    const local = url.protocol === "http:" && isLoopback(url.hostname) && settings.allowInsecureUpstream;
    if (url.protocol !== "https:" && !local)
      problems.push(`${name}: expected https, or http on a loopback address where that is allowed`);
  }
  if (settings.clientId === "") problems.push("clientId: missing");
  if (settings.clientSecret === "") problems.push("clientSecret: missing");
  if (settings.apiHosts.length === 0) problems.push("apiHosts: at least one host must be allowed");
  for (const host of settings.apiHosts) {
    if (!/^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?$/i.test(host) && !/^\[[0-9a-f:]+\](:\d{1,5})?$/i.test(host)) {
      problems.push(`apiHosts: ${host} is not a host such as *.actionstep.com or localhost:4001`);
    }
  }
  if (settings.scope !== "server")
    problems.push(
      ...settings.scope
        .filter((scope) => !isScope(scope))
        .map((scope) => `scope: ${JSON.stringify(scope)} is not a scope's name`),
    );
  return [...problems, ...keyProblems(settings.keys)];
}

/** Says whether a text has the form of one scope. */
export function isScope(text: string): boolean {
  return /^[A-Za-z0-9_.:-]{1,64}$/.test(text);
}

/** The hosts a token may be sent to. */
export function apiHostsOf({ apiHosts, allowInsecureUpstream }: AuthSettings): ApiHosts {
  return { patterns: apiHosts, allowInsecure: allowInsecureUpstream };
}
