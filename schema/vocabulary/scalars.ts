import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from "graphql";
import { shortened } from "../quote.js";

/** What was sent, short enough for a message. */
function described(value: unknown): string {
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "a list" : "an object";
  return typeof value === "string" ? JSON.stringify(shortened(value)) : shortened(String(value));
}

const misfit = (scalar: string, value: unknown, expected: string, node?: ValueNode): GraphQLError =>
  new GraphQLError(`${scalar} cannot represent ${described(value)}: expected ${expected}.`, { ...(node && { nodes: node }) });

interface TextScalar {
  name: string;
  description: string;
  specifiedByURL?: string;
  /** Says whether the text is one of these; the error shows the example. */
  accepts: (text: string) => boolean;
  example: string;
  /** Literals other than strings that also read as one, and how. */
  literal?: (node: ValueNode) => string | undefined;
}

/** Makes a scalar whose values are text of one form. The text is kept as it is, so that no zone or precision is lost. */
function textScalar({
  name,
  description,
  specifiedByURL,
  accepts,
  example,
  literal,
}: TextScalar): GraphQLScalarType<string, string> {
  const parse = (value: unknown, node?: ValueNode): string => {
    if (typeof value === "string" && accepts(value)) return value;
    throw misfit(name, value, `a value like "${example}"`, node);
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    specifiedByURL,
    serialize: (value) => value as string,
    parseValue: (value) => parse(typeof value === "number" && literal ? String(value) : value),
    parseLiteral: (node) => parse(node.kind === Kind.STRING ? node.value : (literal?.(node) ?? null), node),
  });
}

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/;
const TIMESTAMP =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** Whether the month of a text like `2025-02-30` has that day. Calculated without `Date`, for speed: lists hold thousands of days. */
function hasDay(text: string): boolean {
  const day = Number(text.slice(8, 10));
  if (day < 29) return true;
  const month = Number(text.slice(5, 7));
  if (month === 2) return day === 29 && isLeap(Number(text.slice(0, 4)));
  return day < 31 || (month !== 4 && month !== 6 && month !== 9 && month !== 11);
}

/** A real day of the calendar as `YYYY-MM-DD`. */
export const isDay = (text: string): boolean => DAY.test(text) && hasDay(text);
/** A time of day as `HH:MM:SS`. */
export const isTime = (text: string): boolean => TIME.test(text);
/** An instant with its offset, RFC 3339. */
export const isTimestamp = (text: string): boolean => TIMESTAMP.test(text) && hasDay(text);
/** A decimal number, without exponent. */
export const isDecimal = (text: string): boolean => DECIMAL.test(text);

export const DateTime = textScalar({
  name: "DateTime",
  description: "An instant with the offset Actionstep reported it in: `2026-03-04T09:15:00+11:00`.",
  specifiedByURL: "https://scalars.graphql.org/andimarek/date-time",
  accepts: isTimestamp,
  example: "2026-03-04T09:15:00+11:00",
});

export const Day = textScalar({
  name: "Date",
  description: "A day of the calendar: `2026-03-04`.",
  accepts: isDay,
  example: "2026-03-04",
});

export const LocalTime = textScalar({
  name: "LocalTime",
  description: "A time of day without a zone: `14:52:00`.",
  accepts: isTime,
  example: "14:52:00",
});

export const Decimal = textScalar({
  name: "Decimal",
  description: 'An exact decimal number as text, so that no cent is lost to floating point: `"4.00"`.',
  accepts: isDecimal,
  example: "4.00",
  literal: (node) => (node.kind === Kind.INT || node.kind === Kind.FLOAT ? node.value : undefined),
});

const wholeNumber = (value: unknown, node?: ValueNode): number => {
  const number = node ? (node.kind === Kind.INT ? Number(node.value) : undefined) : value;
  if (Number.isSafeInteger(number)) return number as number;
  const given = node && "value" in node ? node.value : value;
  throw misfit("SafeInt", given, `a whole number between ${Number.MIN_SAFE_INTEGER} and ${Number.MAX_SAFE_INTEGER}`, node);
};

export const SafeInt = new GraphQLScalarType<number, number>({
  name: "SafeInt",
  description:
    "A whole number that may pass the 32 bits of an Int, up to 9007199254740991: every number that a script can count with exactly.",
  serialize: (value) => value as number,
  parseValue: (value) => wholeNumber(value),
  parseLiteral: (node) => wholeNumber(null, node),
});
