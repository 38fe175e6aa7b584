import { isIP, isIPv4 } from "node:net";
import { z } from "zod";
import { isLoopback } from "../auth/index.js";
import { EnvFileError, readEnvFile } from "./env-file.js";

/** Everything the environment decides, checked and frozen. */
export interface Config {
  readonly port: number;
  readonly host: string;
  /** Where metrics are served instead of on the main port; absent for the main port, and then for this machine alone. */
  readonly metricsPort?: number;
  readonly metricsHost: string;
  /** Whether a browser gets Apollo Sandbox at `GET /graphql`, which runs in a frame of Apollo's; otherwise it is sent to GraphiQL. */
  readonly sandbox: boolean;
  /** External base; never taken from a request. */
  readonly publicUrl: URL;
  readonly environment: "demo" | "staging" | "production" | "custom";
  readonly actionstep: {
    /** Absent in the demo, whose simulator has its own. */
    readonly credentials?: { readonly clientId: string; readonly clientSecret: string };
    readonly clientAuth: "body" | "basic";
    /** Scopes to ask for; `all`: every scope the graph uses; `server`: none, they are set at Actionstep. */
    readonly scope: readonly string[] | "all" | "server";
    /** Absent in the demo. */
    readonly endpoints?: { readonly authorizeUrl: URL; readonly tokenUrl: URL };
    /** Hosts, with port, that may be called with a viewer's token; a leading `*.` stands for any subdomain. */
    readonly apiHosts: readonly string[];
  };
  readonly storeUrl: string;
  /** How many gateway processes share the store. */
  readonly instances: number;
  /** What is done with a refresh token whose last use ended in a way nobody knows. */
  readonly replay: "now" | "at-expiry" | "never";
  /** For how long after its last use a connection is kept alive, in days; 0 for not at all. */
  readonly keepAliveDays: number;
  /** Where tokens are put that the store would not take; beside the store when not given. */
  readonly spoolDirectory?: string;
  /** Sealing keys, the first seals; `local`: made on first start and kept beside the store. */
  readonly authKeys: readonly { readonly id: string; readonly key: Uint8Array }[] | "local";
  readonly frontendOrigins: readonly string[];
  readonly sameSite: "lax" | "strict" | "none";
  readonly log: {
    readonly level: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
    readonly format: "json" | "pretty";
  };
  readonly simulatorPort: number;
  /** Milliseconds for which the requests of one operation may be kept waiting. */
  readonly operationDeadline: number;
  /** Milliseconds for which a gateway that is told to end goes on serving and says that it is not ready. */
  readonly drainDelay: number;
  /** Milliseconds one REST request may take, from sending to the last byte. */
  readonly upstreamTimeout: number;
  /** The same for the first page of a list, which Actionstep may have to count first; never less than `upstreamTimeout`. */
  readonly upstreamSlowTimeout: number;
  /** The largest answer of an operation, in bytes of JSON before compression. */
  readonly maxAnswer: number;
  /** How long sessions live, in milliseconds: without being used, and at most. */
  readonly sessionLife: { readonly idle: number; readonly most: number };
  /** Proxies whose `x-forwarded-for` is believed, as addresses, networks or names of kinds of them. */
  readonly trustedProxies: readonly string[];
  /** The largest file that is taken, in bytes. */
  readonly maxUpload: number;
  /** Where the audit trail is kept besides the log. */
  readonly auditFile?: string;
}

/** All that is wrong with the environment, at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/** Actionstep's own endpoints, by environment. */
const presets = {
  staging: {
    authorizeUrl: "https://go.actionstepstaging.com/api/oauth/authorize",
    tokenUrl: "https://api.actionstepstaging.com/api/oauth/token",
    apiHosts: ["*.actionstepstaging.com"],
  },
  production: {
    authorizeUrl: "https://go.actionstep.com/api/oauth/authorize",
    tokenUrl: "https://api.actionstep.com/api/oauth/token",
    apiHosts: ["*.actionstep.com"],
  },
} as const;

const HOUR = 3_600_000;
const MEGABYTE = 1_048_576;

const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);

const port = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().max(65535));
const positive = z
  .string()
  .regex(/^\d+(\.\d+)?$/)
  .transform(Number)
  .pipe(
    z
      .number()
      .positive()
      .max(366 * 24),
  );
const wholeFrom = (least: number, most: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(least).max(most));
const url = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text));
const settings = {
  PORT: port.default(4000),
  HOST: z.string().default("127.0.0.1"),
  METRICS_PORT: port.optional(),
  METRICS_HOST: z.string().optional(),
  SANDBOX: z.enum(["on", "off"]).optional(),
  PUBLIC_URL: url.optional(),
  ACTIONSTEP_ENVIRONMENT: z.enum(["demo", "staging", "production", "custom"]).default("demo"),
  ACTIONSTEP_CLIENT_ID: z.string().optional(),
  ACTIONSTEP_CLIENT_SECRET: z.string().optional(),
  ACTIONSTEP_CLIENT_AUTH: z.enum(["body", "basic"]).default("body"),
  ACTIONSTEP_SCOPE: z.string().optional(),
  ACTIONSTEP_AUTHORIZE_URL: url.optional(),
  ACTIONSTEP_TOKEN_URL: url.optional(),
  ACTIONSTEP_API_HOSTS: z.string().optional(),
  STORE_URL: z
    .string()
    .regex(/^(memory:|lmdb:.+|(rediss?|postgres(ql)?):\/\/.+)$/)
    .default("lmdb:.data/store"),
  INSTANCES: wholeFrom(1, 10_000).default(1),
  REFRESH_REPLAY: z.enum(["now", "at-expiry", "never"]).default("now"),
  KEEP_ALIVE_DAYS: wholeFrom(0, 3_650).default(90),
  SPOOL_DIRECTORY: z.string().optional(),
  AUTH_KEYS: z.string().optional(),
  FRONTEND_ORIGINS: z.string().optional(),
  SESSION_SAME_SITE: z.enum(["lax", "strict", "none"]).default("lax"),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  LOG_FORMAT: z.enum(["json", "pretty"]).optional(),
  SIMULATOR_PORT: port.default(4001),
  SESSION_IDLE_HOURS: positive.default(8),
  SESSION_LIFE_DAYS: positive.default(21),
  OPERATION_DEADLINE_SECONDS: wholeFrom(1, 3_600).default(30),
  DRAIN_DELAY_SECONDS: wholeFrom(0, 300).default(0),
  UPSTREAM_TIMEOUT_SECONDS: wholeFrom(1, 3_600).default(60),
  UPSTREAM_SLOW_TIMEOUT_SECONDS: wholeFrom(1, 3_600).optional(),
  TRUSTED_PROXIES: z.string().optional(),
  MAX_UPLOAD_MB: wholeFrom(1, 10_000).default(512),
  MAX_ANSWER_MB: wholeFrom(1, 1_000).default(20),
  AUDIT_FILE: z.string().optional(),
};

type Name = keyof typeof settings;

/** What each variable must be, in the words of an error message. Secrets are never repeated in one. */
const expected: Readonly<Record<Name, string>> = {
  PORT: "a port number from 0 to 65535",
  HOST: "a host name or address to listen on",
  METRICS_PORT: "a port number from 0 to 65535, other than PORT",
  METRICS_HOST: "a host name or address to serve metrics on",
  SANDBOX: "on or off",
  PUBLIC_URL: "an absolute http(s) URL, like https://gateway.example.com",
  ACTIONSTEP_ENVIRONMENT: "demo, staging, production or custom",
  ACTIONSTEP_CLIENT_ID: "the client id Actionstep issued",
  ACTIONSTEP_CLIENT_SECRET: "the client secret Actionstep issued",
  ACTIONSTEP_CLIENT_AUTH: "body or basic",
  ACTIONSTEP_SCOPE: "scopes separated by spaces, or the word server",
  ACTIONSTEP_AUTHORIZE_URL: "an absolute http(s) URL",
  ACTIONSTEP_TOKEN_URL: "an absolute http(s) URL",
  ACTIONSTEP_API_HOSTS: "hosts separated by spaces or commas, like *.example.com or localhost:4001",
  STORE_URL: "memory:, lmdb:<directory>, redis://, rediss:// or postgres:// and an address",
  INSTANCES: "how many gateway processes share the store, as a number from 1",
  REFRESH_REPLAY: "now, at-expiry or never",
  KEEP_ALIVE_DAYS: "a number of days, 0 for never",
  SPOOL_DIRECTORY: "a directory",
  AUTH_KEYS: "id:base64key pairs separated by commas, each key 32 bytes: make one with `openssl rand -base64 32`",
  FRONTEND_ORIGINS: "origins separated by spaces or commas, like https://app.example.com",
  SESSION_SAME_SITE: "lax, strict or none",
  LOG_LEVEL: "fatal, error, warn, info, debug, trace or silent",
  LOG_FORMAT: "json or pretty",
  SIMULATOR_PORT: "a port number from 0 to 65535",
  SESSION_IDLE_HOURS: "a number of hours above 0",
  SESSION_LIFE_DAYS: "a number of days above 0",
  OPERATION_DEADLINE_SECONDS: "a whole number of seconds from 1 to 3600",
  DRAIN_DELAY_SECONDS: "a whole number of seconds up to 300",
  UPSTREAM_TIMEOUT_SECONDS: "a whole number of seconds from 1 to 3600",
  UPSTREAM_SLOW_TIMEOUT_SECONDS: "a whole number of seconds from UPSTREAM_TIMEOUT_SECONDS to 3600",
  TRUSTED_PROXIES: "addresses, networks like 10.0.0.0/8, or loopback, linklocal, uniquelocal, separated by spaces or commas",
  MAX_UPLOAD_MB: "a whole number of megabytes from 1 to 10000",
  MAX_ANSWER_MB: "a whole number of megabytes from 1 to 1000",
  AUDIT_FILE: "a file to append to",
};

// The address of a store may hold a password: only how it begins is repeated.
const shown = (name: Name, value: string | undefined): string | undefined =>
  name === "STORE_URL" ? value?.replace(/^([a-z][a-z0-9+.-]*:)?.*$/is, "$1…") : value;

const secret: ReadonlySet<string> = new Set<Name>(["ACTIONSTEP_CLIENT_SECRET", "AUTH_KEYS"]);

/**
 * Reads the configuration out of an environment. Pure: the same variables give the same answer.
 * Throws `ConfigError` with every problem there is.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, terminal = false): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
  const problems: string[] = [];
  const complain = (name: Name, problem?: string): void => {
    problems.push(
      `${name} ${problem ?? (secret.has(name) ? "is not valid" : `is ${JSON.stringify(shown(name, given[name]))}`)}; expected ${expected[name]}.`,
    );
  };

  for (const name of Object.keys(given)) {
    if (/^ACTIONSTEP_/.test(name) && !(name in settings)) {
      problems.push(
        `${name} is not a setting of the gateway; there are ${Object.keys(settings)
          .filter((known) => known.startsWith("ACTIONSTEP_"))
          .join(", ")}.`,
      );
    }
  }
  const parsed = z.object(settings).safeParse(given);
  for (const name of new Set(parsed.error?.issues.map(({ path }) => path[0] as Name))) complain(name);
  // What could not be read is taken as not given, so that the checks below find the rest of the problems.
  const values =
    parsed.data ??
    z
      .object(settings)
      .parse(
        Object.fromEntries(Object.entries(given).filter(([name]) => !parsed.error.issues.some(({ path }) => path[0] === name))),
      );

  if (values.METRICS_PORT !== undefined && values.METRICS_PORT === values.PORT && values.PORT !== 0) complain("METRICS_PORT");
  if (values.METRICS_HOST !== undefined && !("METRICS_PORT" in given))
    problems.push("METRICS_HOST is given, but METRICS_PORT is not; without it metrics are on PORT, for this machine alone.");
  const { UPSTREAM_TIMEOUT_SECONDS: timeout, UPSTREAM_SLOW_TIMEOUT_SECONDS: slowTimeout = Math.max(300, timeout) } = values;
  if (slowTimeout < timeout) complain("UPSTREAM_SLOW_TIMEOUT_SECONDS");

  const kind = values.ACTIONSTEP_ENVIRONMENT;
  const publicUrl = values.PUBLIC_URL ?? new URL(`http://localhost:${values.PORT}`);
  if (publicUrl.pathname !== "/" || publicUrl.search || publicUrl.hash || publicUrl.username)
    complain("PUBLIC_URL", "must be an origin, without path, query or user");
  if (publicUrl.protocol === "http:" && !isLoopback(publicUrl.hostname))
    complain("PUBLIC_URL", "must be https, unless it is this very machine");

  const { ACTIONSTEP_CLIENT_ID: clientId, ACTIONSTEP_CLIENT_SECRET: clientSecret } = values;
  if (kind !== "demo") {
    if (!clientId) complain("ACTIONSTEP_CLIENT_ID", "is missing");
    if (!clientSecret) complain("ACTIONSTEP_CLIENT_SECRET", "is missing");
  } else {
    for (const name of ["ACTIONSTEP_CLIENT_ID", "ACTIONSTEP_CLIENT_SECRET"] as const) {
      if (given[name])
        problems.push(
          `${name} is given, but the demo has credentials of its own; set ACTIONSTEP_ENVIRONMENT to staging, production or custom.`,
        );
    }
  }

  const { ACTIONSTEP_AUTHORIZE_URL: authorizeUrl, ACTIONSTEP_TOKEN_URL: tokenUrl } = values;
  for (const [name, value] of [
    ["ACTIONSTEP_AUTHORIZE_URL", authorizeUrl],
    ["ACTIONSTEP_TOKEN_URL", tokenUrl],
  ] as const) {
    if (kind === "custom" && !value && !(name in given)) complain(name, "is missing: ACTIONSTEP_ENVIRONMENT is custom");
    if (kind !== "custom" && name in given)
      problems.push(`${name} is given, but belongs only to ACTIONSTEP_ENVIRONMENT=custom; ${kind} has its own.`);
    if (value && value.protocol === "http:" && !isLoopback(value.hostname))
      complain(name, "must be https, unless it is this very machine");
  }
  const endpoints =
    kind === "custom"
      ? authorizeUrl && tokenUrl && { authorizeUrl, tokenUrl }
      : kind === "demo"
        ? undefined
        : { authorizeUrl: new URL(presets[kind].authorizeUrl), tokenUrl: new URL(presets[kind].tokenUrl) };

  const apiHosts = values.ACTIONSTEP_API_HOSTS
    ? words(values.ACTIONSTEP_API_HOSTS)
    : kind === "staging" || kind === "production"
      ? [...presets[kind].apiHosts]
      : [];
  if (apiHosts.some((host) => !/^(\*\.)?[a-z\d-]+(\.[a-z\d-]+)*(:\d+)?$/i.test(host))) complain("ACTIONSTEP_API_HOSTS");
  if (kind === "custom" && apiHosts.length === 0)
    complain("ACTIONSTEP_API_HOSTS", "is missing: ACTIONSTEP_ENVIRONMENT is custom");

  const authKeys = values.AUTH_KEYS === undefined ? undefined : readKeys(values.AUTH_KEYS);
  if (authKeys === "invalid") complain("AUTH_KEYS");
  if (authKeys === undefined && !(kind === "demo" || isLoopback(publicUrl.hostname))) complain("AUTH_KEYS", "is missing");

  const frontendOrigins = values.FRONTEND_ORIGINS ? words(values.FRONTEND_ORIGINS) : [publicUrl.origin];
  if (
    frontendOrigins.some(
      (origin) => !URL.canParse(origin) || new URL(origin).origin !== origin.replace(/\/$/, "") || !/^https?:/.test(origin),
    )
  )
    complain("FRONTEND_ORIGINS");
  if (values.SESSION_SAME_SITE === "none" && (publicUrl.protocol !== "https:" || !values.FRONTEND_ORIGINS)) {
    problems.push(
      "SESSION_SAME_SITE is none; expected PUBLIC_URL to be https and FRONTEND_ORIGINS to list who may use the session.",
    );
  }

  const trustedProxies = words(values.TRUSTED_PROXIES ?? "");
  if (!trustedProxies.every(isProxy)) complain("TRUSTED_PROXIES");
  if (values.INSTANCES > 1 && values.STORE_URL === "memory:")
    problems.push(
      'INSTANCES is more than 1, but STORE_URL is "memory:", which no other process sees; expected lmdb: on one machine, redis:// or postgres:// on several.',
    );
  if (values.INSTANCES > 1 && authKeys === undefined && /^(redis|postgres)/.test(values.STORE_URL))
    complain("AUTH_KEYS", "is missing, and every instance would make a key of its own");

  if (problems.length > 0) throw new ConfigError(problems);
  const scope = values.ACTIONSTEP_SCOPE;
  return Object.freeze({
    port: values.PORT,
    host: values.HOST,
    ...(values.METRICS_PORT !== undefined && { metricsPort: values.METRICS_PORT }),
    metricsHost: values.METRICS_HOST ?? values.HOST,
    sandbox: values.SANDBOX === undefined ? kind !== "production" : values.SANDBOX === "on",
    publicUrl,
    environment: kind,
    actionstep: {
      ...(clientId && clientSecret && { credentials: { clientId, clientSecret } }),
      clientAuth: values.ACTIONSTEP_CLIENT_AUTH,
      scope: scope === undefined ? "all" : scope.trim() === "server" ? "server" : words(scope),
      ...(endpoints && { endpoints }),
      apiHosts,
    },
    storeUrl: values.STORE_URL,
    instances: values.INSTANCES,
    replay: values.REFRESH_REPLAY,
    keepAliveDays: values.KEEP_ALIVE_DAYS,
    ...(values.SPOOL_DIRECTORY !== undefined && { spoolDirectory: values.SPOOL_DIRECTORY }),
    authKeys: authKeys === undefined || authKeys === "invalid" ? "local" : authKeys,
    frontendOrigins: frontendOrigins.map((origin) => new URL(origin).origin),
    sameSite: values.SESSION_SAME_SITE,
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT ?? (terminal ? "pretty" : "json") },
    simulatorPort: values.SIMULATOR_PORT,
    sessionLife: { idle: values.SESSION_IDLE_HOURS * HOUR, most: values.SESSION_LIFE_DAYS * 24 * HOUR },
    operationDeadline: values.OPERATION_DEADLINE_SECONDS * 1000,
    drainDelay: values.DRAIN_DELAY_SECONDS * 1000,
    upstreamTimeout: timeout * 1000,
    upstreamSlowTimeout: slowTimeout * 1000,
    trustedProxies,
    maxUpload: values.MAX_UPLOAD_MB * MEGABYTE,
    maxAnswer: values.MAX_ANSWER_MB * MEGABYTE,
    ...(values.AUDIT_FILE !== undefined && { auditFile: values.AUDIT_FILE }),
  } satisfies Config);
}

/** An address, a network, or a kind of them that has a name. Not "everybody": then anybody could claim any address. */
function isProxy(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text)) return true;
  const [address = "", bits, ...rest] = text.split("/");
  if (isIP(address) === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (isIPv4(address) ? 32 : 128));
}

function readKeys(text: string): { id: string; key: Uint8Array }[] | "invalid" {
  const keys = text.split(",").map((pair) => {
    const [, id, base64] = /^\s*([\w-]{1,32}):([A-Za-z0-9+/_-]+={0,2})\s*$/.exec(pair) ?? [];
    const key = Buffer.from(base64 ?? "", "base64");
    return id && key.length === 32 ? { id, key: new Uint8Array(key) } : undefined;
  });
  const valid = keys.filter((key) => key !== undefined);
  return valid.length === keys.length && new Set(valid.map(({ id }) => id)).size === keys.length ? valid : "invalid";
}

/**
 * The configuration of this process: its environment, with a `.env` file in the working directory behind it. What the
 * file says is put into the environment too, where libraries look for settings of their own.
 */
export function readProcessConfig(): Config {
  try {
    for (const [name, value] of Object.entries(readEnvFile(".env"))) process.env[name] ??= value;
  } catch (error) {
    throw error instanceof EnvFileError ? new ConfigError([error.message]) : error;
  }
  return readConfig(process.env, process.stdout.isTTY);
}
