import type { AttributeKind } from "../../schema/vocabulary/codecs.js";

/** What two values of one kind are compared by. */
export type Comparable = string | number;

/** How one kind of attribute is compared: what a wire value and a filter's text come to. */
interface Reading {
  /** Null where the row has no value. */
  readonly ofWire: (wire: unknown) => Comparable | null;
  /** Undefined where the text is no value of this kind. */
  readonly ofFilter: (text: string) => Comparable | undefined;
}

const orUndefined = (number: number): number | undefined => (Number.isNaN(number) ? undefined : number);
const orNull = (number: number): number | null => (Number.isNaN(number) ? null : number);
const isAbsent = (wire: unknown): boolean => wire === null || wire === undefined;

const textual: Reading = { ofWire: (wire) => (isAbsent(wire) ? null : String(wire)), ofFilter: (text) => text };

const numeric: Reading = {
  ofWire: (wire) => (isAbsent(wire) || wire === "" ? null : orNull(Number(wire))),
  ofFilter: (text) => (text.trim() === "" ? undefined : orUndefined(Number(text))),
};

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** A day or date-time as an instant; without a zone it is read as UTC. */
export function instantOfText(text: string): number | undefined {
  const [, day, time, zone] = MOMENT.exec(text) ?? [];
  return day === undefined ? undefined : orUndefined(Date.parse(`${day}T${time ?? "00:00:00"}${zone ?? "Z"}`));
}

const temporal: Reading = {
  ofWire: (wire) => (isAbsent(wire) || wire === "" ? null : (instantOfText(String(wire)) ?? null)),
  ofFilter: instantOfText,
};

const clock: Reading = {
  ofWire: textual.ofWire,
  ofFilter: (text) => (/^\d{2}:\d{2}:\d{2}$/.test(text) ? text : /^\d{2}:\d{2}$/.test(text) ? `${text}:00` : undefined),
};

/** One way of comparing for each kind of attribute. */
export const readings: Readonly<Record<AttributeKind, Reading>> = {
  text: textual,
  choice: textual,
  flag: textual,
  whole: numeric,
  decimal: numeric,
  day: temporal,
  timestamp: temporal,
  time: clock,
};

/** Ids: numbers by size, composite ones as text. */
export const idReading: Reading = {
  ofWire: (wire) => (isAbsent(wire) ? null : /^\d+$/.test(String(wire)) ? Number(wire) : String(wire)),
  ofFilter: (text) => (/^\d+$/.test(text) ? Number(text) : text),
};
