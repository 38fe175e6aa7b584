import type { Catalogued } from "./catalogue.js";
import type { Operator } from "./comparison.js";
import { badParameter } from "./errors.js";
import { UnknownFilter, conditionOf, type Condition, type FilterContext } from "./filters.js";

const TOKEN = /\s*(?:('(?:[^']|'')*')|([A-Za-z_][\w.]*)|(-?\d+(?:\.\d+)?)|(<>|!=|<=|>=|=|<|>))/y;

const operatorNames: Readonly<Record<string, Operator>> = {
  "=": "eq",
  "<>": "nteq",
  "!=": "nteq",
  "<": "lt",
  ">": "gt",
  "<=": "lteq",
  ">=": "gteq",
  like: "like",
  ilike: "ilike",
};

const refuse = (expression: string, at: number): never => {
  throw badParameter("filter", `The filter expression cannot be read from '${expression.slice(at, at + 30)}' on`);
};

/** The terms of an expression such as `action = 1 AND dataCollection.name ilike '%property%'`. */
export function termsOf(expression: string): { path: string[]; operator: Operator; text: string }[] {
  let at = 0;
  const next = (): RegExpExecArray => {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(expression) ?? refuse(expression, at);
    at = TOKEN.lastIndex;
    return token;
  };
  const terms = [];
  for (;;) {
    const start = at;
    const path = next()[2]?.split(".") ?? refuse(expression, start);
    const [, , word, , sign] = next();
    const operator = operatorNames[(sign ?? word ?? "").toLowerCase()] ?? refuse(expression, start);
    const [, quoted, , number] = next();
    const text = quoted?.slice(1, -1).replaceAll("''", "'") ?? number ?? refuse(expression, start);
    terms.push({ path, operator, text });
    if (expression.slice(at).trim() === "") return terms;
    const before = at;
    if (next()[2]?.toLowerCase() !== "and") refuse(expression, before);
  }
}

/** The conditions of the SQL-like `filter` parameter: comparisons joined by AND, dotted paths, `%` in patterns. */
export function sqlConditionsOf(resource: Catalogued, expression: string, context: FilterContext): Condition[] {
  return termsOf(expression).map(({ path, operator, text }) => {
    try {
      return conditionOf(resource, path, { text, wildcard: "%", parameter: "filter" }, operator, context);
    } catch (error) {
      if (!(error instanceof UnknownFilter)) throw error;
      throw badParameter("filter", `'${error.message}' is not something '${resource.path}' can be filtered by`);
    }
  });
}
