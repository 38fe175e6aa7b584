import type { GraphQLScalarType } from "graphql";
import { GraphQLBoolean, GraphQLInt, GraphQLString } from "graphql";
import type { Attribute } from "./resource.js";
import { DateTime, Day, Decimal, LocalTime, isDay, isDecimal, isTime, isTimestamp } from "./scalars.js";

/** The kinds of attribute, each with one wire form. */
export type AttributeKind = "text" | "whole" | "decimal" | "flag" | "day" | "time" | "timestamp" | "choice";

/** A value nobody documented for this attribute: it reads as an error at its own field, and nowhere else. */
export class UnreadableValue extends Error {
  override readonly name = "UnreadableValue";
  constructor(readonly expected: string) {
    super(`Actionstep sent a value that is not ${expected}.`);
  }
}

/** How one kind of attribute crosses the wire. */
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

/** The value that stands for one nobody documented. */
export const UNRECOGNIZED = "UNRECOGNIZED";

const same = (value: unknown): unknown => value;
const isAbsent = (wire: unknown): boolean => wire === null || wire === undefined || wire === "";

/** A scalar as text; whatever else turns up in its place stays legible. */
export const textOf = (wire: unknown): string =>
  typeof wire === "string" ? wire : typeof wire === "object" ? JSON.stringify(wire) : `${wire as number}`;

const textual =
  (accepts: (text: string) => boolean, expected: string) =>
  (wire: unknown): unknown => {
    if (isAbsent(wire)) return null;
    const text = textOf(wire);
    return accepts(text) ? text : new UnreadableValue(expected);
  };

/** Actionstep reads filter times as UTC and wants them without a zone. */
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
  return known.get(textOf(wire).toLowerCase()) ?? UNRECOGNIZED;
}

/** One codec for each kind of attribute. */
export const codecs: Readonly<Record<AttributeKind, Codec>> = {
  text: {
    decode: (wire) => (wire === null || wire === undefined ? null : textOf(wire)),
    encode: same,
    filterText: textOf,
    scalar: GraphQLString,
  },
  whole: {
    decode: (wire) => {
      if (isAbsent(wire)) return null;
      const number = Number(wire);
      return Number.isSafeInteger(number) ? number : new UnreadableValue("a whole number");
    },
    encode: same,
    filterText: textOf,
    scalar: GraphQLInt,
  },
  decimal: { decode: textual(isDecimal, "a decimal number"), encode: same, filterText: textOf, scalar: Decimal },
  flag: {
    decode: (wire) => {
      if (isAbsent(wire)) return null;
      if (wire === "T" || wire === true) return true;
      if (wire === "F" || wire === false) return false;
      return new UnreadableValue("T or F");
    },
    encode: (value) => (value === null ? null : value ? "T" : "F"),
    filterText: (value) => (value ? "T" : "F"),
    scalar: GraphQLBoolean,
  },
  day: {
    decode: (wire) => (typeof wire === "string" && isTimestamp(wire) ? wire.slice(0, 10) : textual(isDay, "a date")(wire)),
    encode: same,
    filterText: textOf,
    scalar: Day,
  },
  time: { decode: textual(isTime, "a time of day"), encode: same, filterText: textOf, scalar: LocalTime },
  timestamp: {
    decode: (wire) => (typeof wire === "string" && isDay(wire) ? `${wire}T00:00:00Z` : timestamp(wire)),
    encode: same,
    filterText: asUtcWithoutZone,
    scalar: DateTime,
  },
  choice: { decode: choiceValue, encode: same, filterText: textOf },
};
