import { catalogue } from "../rest/catalogue.js";

/** Every scope there is: the collections, the verbs among them, and the two that are neither. */
const known: ReadonlySet<string> = new Set([...catalogue.keys(), "actioncreate", "actionchangestep", "files", "all", "openid"]);

/** The scopes of a space-separated list, each once. */
export const scopesOf = (text: string): readonly string[] => [...new Set(text.split(/\s+/).filter(Boolean))];

/** Those that do not exist. */
export const unknownScopes = (scopes: readonly string[]): readonly string[] => scopes.filter((scope) => !known.has(scope));

/** Whether a grant covers all of some scopes. */
export const covers = (granted: readonly string[], scopes: readonly string[]): boolean =>
  scopes.every((scope) => granted.includes(scope) || (scope !== "openid" && granted.includes("all")));
