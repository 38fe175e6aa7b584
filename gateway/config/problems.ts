import { variables, type Name } from "./variables.js";

/** All that is wrong with the environment, at once. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  constructor(readonly problems: readonly string[]) {
    super(`The configuration cannot be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/** Collects what is wrong with the environment. */
export interface Problems {
  /** What was found so far, each a sentence. */
  readonly found: readonly string[];
  /** Notes a sentence of its own. */
  add(problem: string): void;
  /** Notes that a variable is not what it must be: because of `problem`, or because of its value. */
  complain(name: Name, problem?: string): void;
}

/** Variables that hold secrets: their values are never repeated. */
const secret: ReadonlySet<Name> = new Set<Name>(["ACTIONSTEP_CLIENT_SECRET", "AUTH_KEYS"]);

/** A value as a message repeats it. The address of a store may hold a password: only how it begins is repeated. */
const shown = (name: Name, value: string | undefined): string | undefined =>
  name === "STORE_URL" ? value?.replace(/^([a-z][a-z0-9+.-]*:)?.*$/is, "$1…") : value;

/** Begins without a problem; `given` are the variables as they were set. */
export function createProblems(given: Readonly<Record<string, string | undefined>>): Problems {
  const found: string[] = [];
  return {
    found,
    add: (problem) => void found.push(problem),
    complain(name, problem) {
      const said = problem ?? (secret.has(name) ? "is not valid" : `is ${JSON.stringify(shown(name, given[name]))}`);
      found.push(`${name} ${said}; expected ${variables[name].expected}.`);
    },
  };
}
