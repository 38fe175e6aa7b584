import { z } from "zod";

/** An environment variable: how its text becomes a value, and what it must be, in the words of an error message. */
interface Variable<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly expected: string;
}

const variable = <Schema extends z.ZodType>(schema: Schema, expected: string): Variable<Schema> => ({ schema, expected });

const port = z.string().regex(/^\d+$/).transform(Number).pipe(z.number().max(65535));
/** A number above 0, at most so many as hours in a year. */
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

/** Every variable that the gateway reads. */
export const variables = {
  PORT: variable(port.default(4000), "a port number from 0 to 65535"),
  HOST: variable(z.string().default("127.0.0.1"), "a host name or address to listen on"),
  METRICS_PORT: variable(port.optional(), "a port number from 0 to 65535, other than PORT"),
  METRICS_HOST: variable(z.string().optional(), "a host name or address to serve metrics on"),
  SANDBOX: variable(z.enum(["on", "off"]).optional(), "on or off"),
  PUBLIC_URL: variable(url.optional(), "an absolute http(s) URL, like https://gateway.example.com"),
  ACTIONSTEP_ENVIRONMENT: variable(
    z.enum(["demo", "staging", "production", "custom"]).default("demo"),
    "demo, staging, production or custom",
  ),
  ACTIONSTEP_CLIENT_ID: variable(z.string().optional(), "the client id Actionstep issued"),
  ACTIONSTEP_CLIENT_SECRET: variable(z.string().optional(), "the client secret Actionstep issued"),
  ACTIONSTEP_CLIENT_AUTH: variable(z.enum(["body", "basic"]).default("body"), "body or basic"),
  ACTIONSTEP_SCOPE: variable(z.string().optional(), "scopes separated by spaces, or the word server"),
  ACTIONSTEP_AUTHORIZE_URL: variable(url.optional(), "an absolute http(s) URL"),
  ACTIONSTEP_TOKEN_URL: variable(url.optional(), "an absolute http(s) URL"),
  ACTIONSTEP_API_HOSTS: variable(
    z.string().optional(),
    "hosts separated by spaces or commas, like *.example.com or localhost:4001",
  ),
  STORE_URL: variable(
    z
      .string()
      .regex(/^(memory:|lmdb:.+|(rediss?|postgres(ql)?):\/\/.+)$/)
      .default("lmdb:.data/store"),
    "memory:, lmdb:<directory>, redis://, rediss:// or postgres:// and an address",
  ),
  INSTANCES: variable(wholeFrom(1, 10_000).default(1), "how many gateway processes share the store, as a number from 1"),
  REFRESH_REPLAY: variable(z.enum(["now", "at-expiry", "never"]).default("now"), "now, at-expiry or never"),
  KEEP_ALIVE_DAYS: variable(wholeFrom(0, 3_650).default(90), "a number of days, 0 for never"),
  SPOOL_DIRECTORY: variable(z.string().optional(), "a directory"),
  AUTH_KEYS: variable(
    z.string().optional(),
    "id:base64key pairs separated by commas, each key 32 bytes: make one with `openssl rand -base64 32`",
  ),
  FRONTEND_ORIGINS: variable(z.string().optional(), "origins separated by spaces or commas, like https://app.example.com"),
  SESSION_SAME_SITE: variable(z.enum(["lax", "strict", "none"]).default("lax"), "lax, strict or none"),
  LOG_LEVEL: variable(
    z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
    "fatal, error, warn, info, debug, trace or silent",
  ),
  LOG_FORMAT: variable(z.enum(["json", "pretty"]).optional(), "json or pretty"),
  SIMULATOR_PORT: variable(port.default(4001), "a port number from 0 to 65535"),
  SESSION_IDLE_HOURS: variable(positive.default(8), "a number of hours above 0"),
  SESSION_LIFE_DAYS: variable(positive.default(21), "a number of days above 0"),
  OPERATION_DEADLINE_SECONDS: variable(wholeFrom(1, 3_600).default(30), "a whole number of seconds from 1 to 3600"),
  DRAIN_DELAY_SECONDS: variable(wholeFrom(0, 300).default(0), "a whole number of seconds up to 300"),
  UPSTREAM_TIMEOUT_SECONDS: variable(wholeFrom(1, 3_600).default(60), "a whole number of seconds from 1 to 3600"),
  UPSTREAM_SLOW_TIMEOUT_SECONDS: variable(
    wholeFrom(1, 3_600).optional(),
    "a whole number of seconds from UPSTREAM_TIMEOUT_SECONDS to 3600",
  ),
  TRUSTED_PROXIES: variable(
    z.string().optional(),
    "addresses, networks like 10.0.0.0/8, or loopback, linklocal, uniquelocal, separated by spaces or commas",
  ),
  MAX_UPLOAD_MB: variable(wholeFrom(1, 10_000).default(512), "a whole number of megabytes from 1 to 10000"),
  MAX_ANSWER_MB: variable(wholeFrom(1, 1_000).default(20), "a whole number of megabytes from 1 to 1000"),
  AUDIT_FILE: variable(z.string().optional(), "a file to append to"),
};

/** The name of a variable. */
export type Name = keyof typeof variables;

type Schemas = { readonly [Each in Name]: (typeof variables)[Each]["schema"] };

/** All variables as one schema. */
const schema = z.object(Object.fromEntries(Object.entries(variables).map(([name, each]) => [name, each.schema])) as Schemas);

/** The values of all variables, each read by itself. */
export type Values = z.infer<typeof schema>;

/**
 * Reads each variable by itself. Those that cannot be read are in `invalid`, and are taken as not given in `values`, so that
 * later checks find the rest of the problems.
 */
export function readVariables(given: Readonly<Record<string, string | undefined>>): {
  readonly values: Values;
  readonly invalid: ReadonlySet<Name>;
} {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { values: parsed.data, invalid: new Set() };
  const invalid = new Set(parsed.error.issues.map(({ path }) => path[0] as Name));
  const readable = Object.entries(given).filter(([name]) => !invalid.has(name as Name));
  return { values: schema.parse(Object.fromEntries(readable)), invalid };
}

/** Splits a list that is separated by spaces or commas. */
export const words = (text: string): string[] => text.split(/[\s,]+/).filter(Boolean);
