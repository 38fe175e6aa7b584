import { readActionstep } from "./config/actionstep.js";
import { readFrontendOrigins, readMetricsAddress, readPublicUrl, readTrustedProxies } from "./config/addresses.js";
import { checkInstances, readAuthKeys } from "./config/keys.js";
import { ConfigError, createProblems, type Problems } from "./config/problems.js";
import { readVariables, variables, type Values } from "./config/variables.js";
import { EnvFileError, readEnvFile } from "./env-file.js";

export { ConfigError } from "./config/problems.js";

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

const HOUR = 3_600_000;
const MEGABYTE = 1_048_576;
/** Seconds that the first page of a list may take unless it is said otherwise: Actionstep may have to count the list. */
const SLOW_TIMEOUT = 300;

/**
 * Reads the configuration out of an environment. Pure: the same variables give the same answer.
 * Throws `ConfigError` with every problem there is.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, terminal = false): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""));
  const problems = createProblems(given);
  checkNames(given, problems);
  const { values, invalid } = readVariables(given);
  for (const name of invalid) problems.complain(name);
  const metrics = readMetricsAddress(values, given, problems);
  const timeouts = readTimeouts(values, problems);
  const publicUrl = readPublicUrl(values, problems);
  const actionstep = readActionstep(values, given, problems);
  const authKeys = readAuthKeys(values, publicUrl, problems);
  const frontendOrigins = readFrontendOrigins(values, publicUrl, problems);
  const trustedProxies = readTrustedProxies(values, problems);
  checkInstances(values, problems);
  if (problems.found.length > 0) throw new ConfigError(problems.found);
  const kind = values.ACTIONSTEP_ENVIRONMENT;
  return Object.freeze({
    port: values.PORT,
    host: values.HOST,
    ...metrics,
    sandbox: values.SANDBOX === undefined ? kind !== "production" : values.SANDBOX === "on",
    publicUrl,
    environment: kind,
    actionstep,
    storeUrl: values.STORE_URL,
    instances: values.INSTANCES,
    replay: values.REFRESH_REPLAY,
    keepAliveDays: values.KEEP_ALIVE_DAYS,
    ...(values.SPOOL_DIRECTORY !== undefined && { spoolDirectory: values.SPOOL_DIRECTORY }),
    authKeys,
    frontendOrigins,
    sameSite: values.SESSION_SAME_SITE,
    log: { level: values.LOG_LEVEL, format: values.LOG_FORMAT ?? (terminal ? "pretty" : "json") },
    simulatorPort: values.SIMULATOR_PORT,
    sessionLife: { idle: values.SESSION_IDLE_HOURS * HOUR, most: values.SESSION_LIFE_DAYS * 24 * HOUR },
    ...timeouts,
    trustedProxies,
    maxUpload: values.MAX_UPLOAD_MB * MEGABYTE,
    maxAnswer: values.MAX_ANSWER_MB * MEGABYTE,
    ...(values.AUDIT_FILE !== undefined && { auditFile: values.AUDIT_FILE }),
  } satisfies Config);
}

/** Complains of variables that look like settings of ours and are none. */
function checkNames(given: Readonly<Record<string, unknown>>, problems: Problems): void {
  const known = Object.keys(variables).filter((name) => name.startsWith("ACTIONSTEP_"));
  for (const name of Object.keys(given))
    if (name.startsWith("ACTIONSTEP_") && !known.includes(name))
      problems.add(`${name} is not a setting of the gateway; there are ${known.join(", ")}.`);
}

type Timeouts = Pick<Config, "operationDeadline" | "drainDelay" | "upstreamTimeout" | "upstreamSlowTimeout">;

function readTimeouts(values: Values, problems: Problems): Timeouts {
  const timeout = values.UPSTREAM_TIMEOUT_SECONDS;
  const slowTimeout = values.UPSTREAM_SLOW_TIMEOUT_SECONDS ?? Math.max(SLOW_TIMEOUT, timeout);
  if (slowTimeout < timeout) problems.complain("UPSTREAM_SLOW_TIMEOUT_SECONDS");
  return {
    operationDeadline: values.OPERATION_DEADLINE_SECONDS * 1_000,
    drainDelay: values.DRAIN_DELAY_SECONDS * 1_000,
    upstreamTimeout: timeout * 1_000,
    upstreamSlowTimeout: slowTimeout * 1_000,
  };
}

/**
 * The configuration of this process: its environment, with a `.env` file in the working directory behind it. What the
 * file says is put into the environment too, where libraries look for settings of their own. Throws `ConfigError`.
 */
export function readProcessConfig(): Config {
  try {
    for (const [name, value] of Object.entries(readEnvFile(".env"))) process.env[name] ??= value;
  } catch (error) {
    throw error instanceof EnvFileError ? new ConfigError([error.message]) : error;
  }
  return readConfig(process.env, process.stdout.isTTY);
}
