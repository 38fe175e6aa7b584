import { badParameter } from "./errors.js";
import type { RestQuirks } from "./quirks.js";

/** One parameter of a query string. */
export interface Parameter {
  /** The whole name, decoded: `division[participant][displayName_ilike]`. */
  readonly name: string;
  /** The name taken apart at its brackets. */
  readonly path: readonly string[];
  readonly value: string;
  /** Name and value as they were sent. */
  readonly text: string;
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw badParameter(text, "The query string holds a percent sign that is not followed by two hexadecimal digits");
  }
};

const BRACKETED = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;

function pathOf(name: string): string[] {
  const [, head, brackets] = BRACKETED.exec(name) ?? [];
  return head === undefined ? [name] : [head, ...(brackets ? brackets.slice(1, -1).split("][") : [])];
}

/** The parameters of a query string in the order sent; of two with one name the last counts, as in PHP. */
export function parametersOf(search: string, repeated: RestQuirks["repeatedParameter"]): Parameter[] {
  const parameters = search
    .split("&")
    .filter((text) => text !== "")
    .map((text): Parameter => {
      const equals = text.indexOf("=");
      const name = decode(equals < 0 ? text : text.slice(0, equals));
      return { name, path: pathOf(name), value: equals < 0 ? "" : decode(text.slice(equals + 1)), text };
    });
  if (repeated === "all") return parameters;
  return [...new Map(parameters.map((parameter) => [parameter.name, parameter])).values()];
}
