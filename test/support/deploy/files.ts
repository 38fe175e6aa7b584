import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse, parseAllDocuments } from "yaml";

const read = (name: string): string => readFileSync(fileURLToPath(new URL(`../../../${name}`, import.meta.url)), "utf8");

/** The text of each file that says how the gateway is run. */
export const shipped = {
  compose: read("deploy/compose.yml"),
  kubernetes: read("deploy/kubernetes.yml"),
  haproxy: read("deploy/haproxy.cfg"),
  container: read("deploy/Containerfile"),
  ignored: [read(".dockerignore"), read(".containerignore")],
  example: read(".env.example"),
  version: (JSON.parse(read("package.json")) as { version: string }).version,
} as const;

/** A service of the compose file, as far as tests look. */
export interface ComposeService {
  readonly image: string;
  readonly build?: unknown;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly user?: string;
  readonly read_only?: boolean;
  readonly mem_limit: string;
  readonly stop_grace_period?: string;
  readonly volumes?: readonly string[];
  readonly ports?: readonly string[];
  readonly networks: readonly string[] | Readonly<Record<string, { readonly ipv4_address: string }>>;
}

/** The compose file. */
export const compose = parse(shipped.compose, { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: { readonly people: { readonly ipam: { readonly config: readonly [{ readonly subnet: string }] } } };
  readonly volumes: Readonly<Record<string, unknown>>;
};

/** A manifest of Kubernetes; what is in it depends on its kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  // Each kind has members of its own.
  readonly spec: any; // eslint-disable-line @typescript-eslint/no-explicit-any
  readonly data?: Readonly<Record<string, string>>;
}

/** All manifests, in their order. */
export const manifests = parseAllDocuments(shipped.kubernetes).map((document) => {
  if (document.errors.length > 0) throw document.errors[0]!;
  return document.toJS() as Manifest;
});

/** The one manifest of a kind, by name where there are several. */
export function manifest(kind: string, name = "actionstep-graphql-gateway"): Manifest {
  const found = manifests.filter((each) => each.kind === kind && each.metadata.name === name);
  if (found.length !== 1) throw new Error(`There are ${found.length} manifests of kind ${kind} named ${name}`);
  return found[0]!;
}

/** Seconds of a duration such as `400s` or `1m`. */
export function secondsOf(duration: string): number {
  const [, amount, unit] = /^(\d+)(ms|s|m)$/.exec(duration) ?? [];
  if (amount === undefined) throw new Error(`${duration} is no duration`);
  return Number(amount) * { ms: 0.001, s: 1, m: 60 }[unit as "ms" | "s" | "m"];
}

/** Megabytes of a size such as `768m` or `768Mi`. */
export const megabytesOf = (size: string): number => Number(/^(\d+)Mi?$/i.exec(size)?.[1]);

/** What stands after a word at the beginning of a line of HAProxy's configuration. */
export function haproxyValue(name: string): string {
  const value = new RegExp(`^\\s*${name} (.+)$`, "m").exec(shipped.haproxy)?.[1];
  if (value === undefined) throw new Error(`deploy/haproxy.cfg has no ${name}`);
  return value;
}
