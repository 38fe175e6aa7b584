import type { Attribute } from "../../schema/vocabulary/resource.js";
import { instantOf, timestampIn } from "../time-zones.js";

/** A value as it is stored, or in words what it should have been. */
export type Outcome = { readonly value: string | number } | { readonly expected: string };

/** Whether a text is a day as the API writes it. */
export const isDay = (text: string): boolean => {
  const day = Date.parse(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(day) && new Date(day).toISOString().startsWith(text);
};

const TIMESTAMP = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

/** A moment in the organisation's zone; without a zone it is wall-clock time there. */
function timestamp(text: string, zone: string): string | undefined {
  const [, day, time = "00:00:00", offset] = TIMESTAMP.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const instant = Date.parse(`${day}T${time}${offset ?? "Z"}`);
  if (Number.isNaN(instant)) return undefined;
  return timestampIn(zone, offset === undefined ? instantOf(zone, instant) : instant);
}

/** Whether a text is a day or a date-time, with or without an offset. */
export const isMoment = (text: string): boolean => timestamp(text, "UTC") !== undefined;

const outcome = (value: string | number | undefined, expected: string): Outcome =>
  value === undefined ? { expected } : { value };

/** Reads a value that is not null as its attribute's kind. */
export function valueOf({ kind, choice }: Attribute, sent: unknown, zone: string): Outcome {
  const text = typeof sent === "string" ? sent : typeof sent === "number" ? String(sent) : undefined;
  const number = text !== undefined && /^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined;
  switch (kind) {
    case "text":
      return outcome(text, "text");
    case "whole":
      return outcome(Number.isSafeInteger(number) ? number : undefined, "a whole number");
    case "decimal":
      return outcome(number?.toFixed(2), "a number");
    case "flag":
      return outcome(sent === "T" || sent === "F" ? sent : undefined, "T or F");
    case "day":
      return outcome(text !== undefined && isDay(text) ? text : undefined, "a date as YYYY-MM-DD");
    case "timestamp":
      return outcome(text === undefined ? undefined : timestamp(text, zone), "a timestamp as YYYY-MM-DDTHH:MM:SS+ZZ:ZZ");
    case "time": {
      const [, time, seconds = ":00"] = /^((?:[01]\d|2[0-3]):[0-5]\d)(:[0-5]\d)?$/.exec(text ?? "") ?? [];
      return outcome(time === undefined ? undefined : time + seconds, "a time as HH:MM:SS");
    }
    case "choice": {
      const values = Object.values(choice?.values ?? {});
      return outcome(text !== undefined && values.includes(text) ? text : undefined, `one of ${values.join(", ")}`);
    }
  }
}
