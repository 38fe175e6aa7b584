import { isLoopback } from "../../auth/index.js";
import type { Config } from "../config.js";
import type { Problems } from "./problems.js";
import { words, type Values } from "./variables.js";

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

/** Reads which Actionstep the gateway speaks to, and as which client. */
export function readActionstep(
  values: Values,
  given: Readonly<Record<string, unknown>>,
  problems: Problems,
): Config["actionstep"] {
  const credentials = readCredentials(values, given, problems);
  const endpoints = readEndpoints(values, given, problems);
  const apiHosts = readApiHosts(values, problems);
  const { ACTIONSTEP_SCOPE: scope } = values;
  return {
    ...(credentials && { credentials }),
    clientAuth: values.ACTIONSTEP_CLIENT_AUTH,
    scope: scope === undefined ? "all" : scope.trim() === "server" ? "server" : words(scope),
    ...(endpoints && { endpoints }),
    apiHosts,
  };
}

function readCredentials(
  { ACTIONSTEP_ENVIRONMENT: kind, ACTIONSTEP_CLIENT_ID: clientId, ACTIONSTEP_CLIENT_SECRET: clientSecret }: Values,
  given: Readonly<Record<string, unknown>>,
  problems: Problems,
): Config["actionstep"]["credentials"] {
  if (kind !== "demo") {
    if (!clientId) problems.complain("ACTIONSTEP_CLIENT_ID", "is missing");
    if (!clientSecret) problems.complain("ACTIONSTEP_CLIENT_SECRET", "is missing");
  } else {
    for (const name of ["ACTIONSTEP_CLIENT_ID", "ACTIONSTEP_CLIENT_SECRET"] as const)
      if (given[name])
        problems.add(
          `${name} is given, but the demo has credentials of its own; set ACTIONSTEP_ENVIRONMENT to staging, production or custom.`,
        );
  }
  return clientId && clientSecret ? { clientId, clientSecret } : undefined;
}

function readEndpoints(
  { ACTIONSTEP_ENVIRONMENT: kind, ACTIONSTEP_AUTHORIZE_URL: authorizeUrl, ACTIONSTEP_TOKEN_URL: tokenUrl }: Values,
  given: Readonly<Record<string, unknown>>,
  problems: Problems,
): Config["actionstep"]["endpoints"] {
  for (const [name, value] of [
    ["ACTIONSTEP_AUTHORIZE_URL", authorizeUrl],
    ["ACTIONSTEP_TOKEN_URL", tokenUrl],
  ] as const) {
    if (kind === "custom" && !value && !(name in given)) problems.complain(name, "is missing: ACTIONSTEP_ENVIRONMENT is custom");
    if (kind !== "custom" && name in given)
      problems.add(`${name} is given, but belongs only to ACTIONSTEP_ENVIRONMENT=custom; ${kind} has its own.`);
    if (value && value.protocol === "http:" && !isLoopback(value.hostname))
      problems.complain(name, "must be https, unless it is this very machine");
  }
  if (kind === "custom") return authorizeUrl && tokenUrl && { authorizeUrl, tokenUrl };
  if (kind === "demo") return undefined;
  return { authorizeUrl: new URL(presets[kind].authorizeUrl), tokenUrl: new URL(presets[kind].tokenUrl) };
}

function readApiHosts(
  { ACTIONSTEP_ENVIRONMENT: kind, ACTIONSTEP_API_HOSTS: text }: Values,
  problems: Problems,
): readonly string[] {
  const hosts = text ? words(text) : kind === "staging" || kind === "production" ? [...presets[kind].apiHosts] : [];
  if (hosts.some((host) => !/^(\*\.)?[a-z\d-]+(\.[a-z\d-]+)*(:\d+)?$/i.test(host))) problems.complain("ACTIONSTEP_API_HOSTS");
  if (kind === "custom" && hosts.length === 0)
    problems.complain("ACTIONSTEP_API_HOSTS", "is missing: ACTIONSTEP_ENVIRONMENT is custom");
  return hosts;
}
