import type { GraphQLScalarType } from "graphql";
import { GraphQLBoolean, GraphQLString } from "graphql";
import type { Attribute } from "./resource.js";
import { DateTime, Day, Decimal, LocalTime, SafeInt, isDay, isDecimal, isTime, isTimestamp } from "./scalars.js";

/** The kinds of attribute, each with one wire form. */
export type AttributeKind = "text" | "whole" | "decimal" | "flag" | "day" | "time" | "timestamp" | "choice";

/** A wire value that is not of its attribute's kind. It is thrown at its own field, and fails no other. */
export class UnreadableValue {
  constructor(readonly expected: string) {}
}

/** How values of one kind of attribute are read from and written to the wire. */
export interface Codec {
  /** Wire value → value in the graph. Null stays null; what cannot be read is an `UnreadableValue`. */
  readonly decode: (wire: unknown, attribute: Attribute) => unknown;
  /** Value in the graph → wire value, for bodies. */
  readonly encode: (value: unknown) => unknown;
  /** Value in the graph → text of a query-string filter. */
  readonly filterText: (value: unknown) => string;
  /** The GraphQL scalar; a choice has its own enum instead. */
  readonly scalar?: GraphQLScalarType;
}

/** The enum value for wire values that are not documented. */
export const UNRECOGNIZED = "UNRECOGNIZED";

const same = (value: unknown): unknown => value;
const isAbsent = (wire: unknown): boolean => wire === null || wire === undefined || wire === "";

/** A text, number or truth value as text; undefined for an object or a list, which may be of any size and depth. */
export const textOf = (wire: unknown): string | undefined =>
  typeof wire === "string" ? wire : typeof wire === "number" || typeof wire === "boolean" ? String(wire) : undefined;

/** A value of a filter, which GraphQL has checked, as text. */
const filterText = (value: unknown): string => String(value);

/** Reads whatever is written as text of one form. */
function textual(accepts: (text: string) => boolean, expected: string): (wire: unknown) => unknown {
  const unreadable = new UnreadableValue(expected);
  return (wire) => {
    if (isAbsent(wire)) return null;
    const text = textOf(wire);
    return text !== undefined && accepts(text) ? text : unreadable;
  };
}

const notText = new UnreadableValue("text");
const notWhole = new UnreadableValue("a whole number");
const notFlag = new UnreadableValue("T or F");
const notChoice = new UnreadableValue("one of a list of texts");

/** Reads `7`, `"7"` and `"7.00"`. A number too large to be exact is unreadable: rounded it would be another one. */
function wholeValue(wire: unknown): unknown {
  if (isAbsent(wire)) return null;
  const number = typeof wire === "string" && /^-?\d+(\.0+)?$/.test(wire) ? Number(wire) : wire;
  return Number.isSafeInteger(number) ? number : notWhole;
}

/** Text of a time in a filter: Actionstep reads it as UTC, without a zone (protocol 2.6). */
const asUtcWithoutZone = (value: unknown): string => new Date(value as string).toISOString().slice(0, 19);

/** `2025-11-20T19:45:02+11:00`; a plain day in a timestamp's place is midnight UTC. */
const timestamp = textual(isTimestamp, "a timestamp");

const wireChoices = new WeakMap<object, Map<string, string>>();
function choiceValue(wire: unknown, { choice }: Attribute): unknown {
  if (isAbsent(wire) || !choice) return null;
  let known = wireChoices.get(choice.type);
  if (!known) {
    known = new Map(Object.values(choice.values).map((value) => [value.toLowerCase(), value]));
    wireChoices.set(choice.type, known);
  }
  const text = textOf(wire);
  return text === undefined ? notChoice : (known.get(text.toLowerCase()) ?? UNRECOGNIZED);
}

/** One codec for each kind of attribute. */
export const codecs: Readonly<Record<AttributeKind, Codec>> = {
  text: {
    decode: (wire) => (wire === null || wire === undefined ? null : (textOf(wire) ?? notText)),
    encode: same,
    filterText,
    scalar: GraphQLString,
  },
  whole: { decode: wholeValue, encode: same, filterText, scalar: SafeInt },
  decimal: { decode: textual(isDecimal, "a decimal number"), encode: same, filterText, scalar: Decimal },
  flag: {
    decode: (wire) => {
      if (isAbsent(wire)) return null;
      if (wire === "T" || wire === true) return true;
      if (wire === "F" || wire === false) return false;
      return notFlag;
    },
    encode: (value) => (value === null ? null : value ? "T" : "F"),
    filterText: (value) => (value ? "T" : "F"),
    scalar: GraphQLBoolean,
  },
  day: {
    decode: (wire) => (typeof wire === "string" && isTimestamp(wire) ? wire.slice(0, 10) : textual(isDay, "a date")(wire)),
    encode: same,
    filterText,
    scalar: Day,
  },
  time: { decode: textual(isTime, "a time of day"), encode: same, filterText, scalar: LocalTime },
  timestamp: {
    decode: (wire) => (typeof wire === "string" && isDay(wire) ? `${wire}T00:00:00Z` : timestamp(wire)),
    encode: same,
    filterText: asUtcWithoutZone,
    scalar: DateTime,
  },
  choice: { decode: choiceValue, encode: same, filterText },
};
