import { isDay, isDecimal, isTimestamp } from "../vocabulary/scalars.js";
import { CustomKind, type DataType } from "./kind.js";

/** What a stored text means, as a value of its field's kind. Members that the kind does not fill are absent. */
export interface Projection {
  readonly text?: string;
  readonly number?: string;
  readonly money?: string;
  readonly date?: string;
  readonly dateTime?: string;
  /** The same without an offset, `2026-03-04T09:15:00`: what the firm's clocks showed. */
  readonly localDateTime?: string;
  readonly flag?: boolean;
  readonly choice?: string;
  readonly choices?: readonly string[];
  /** Actionstep's id of the participant. */
  readonly participantId?: string;
  readonly memo?: string;
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...["t", "true", "1", "y", "yes"].map((text) => [text, true] as const),
  ...["f", "false", "0", "n", "no"].map((text) => [text, false] as const),
]);

/** What separates several choices is not documented: the first of these that a value has. */
const SEPARATORS = ["\n", "|", ";", ","] as const;

/** A day or an instant at the beginning of a text, and what follows it. */
const DATED = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s?(Z|[+-]\d{2}:?\d{2})?)?(?![\d:])\s*([^]*)$/;
/** How a memo may be set off from its date: none is documented. */
const MEMO = /^[|;,:–-]?\s*(?:\(([^]*)\)|([^]*))$/;

/** A text that begins with a day, perhaps a time of day, perhaps an offset. */
interface Dated {
  readonly day: string;
  readonly time?: string;
  readonly offset?: string;
  readonly memo?: string;
}

function datedOf(text: string): Dated | undefined {
  const [, day, time, offset, rest = ""] = DATED.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const [, inBrackets, plain = inBrackets] = MEMO.exec(rest) ?? [];
  const memo = plain?.trim();
  return {
    day,
    ...(time !== undefined && { time: time.length === 5 ? `${time}:00` : time }),
    ...(offset !== undefined && { offset: offset.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2") }),
    ...(memo && { memo }),
  };
}

function instantOf({ day, time, offset }: Dated): Pick<Projection, "dateTime" | "localDateTime"> {
  const local = `${day}T${time}`;
  if (time === undefined || !isTimestamp(`${local}${offset ?? "Z"}`)) return {};
  return offset === undefined ? { localDateTime: local } : { dateTime: local + offset };
}

const decimal = (text: string): string | undefined => (isDecimal(text) ? text : undefined);

const given = <Name extends keyof Projection>(name: Name, value: Projection[Name] | undefined): Projection =>
  value === undefined ? {} : { [name]: value };

function choicesOf(text: string): readonly string[] {
  const separator = SEPARATORS.find((each) => text.includes(each));
  const parts = separator === undefined ? [text] : text.split(separator);
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

function projectedDate(text: string, { kind, mayHaveMemo }: DataType): Projection {
  const dated = datedOf(text);
  if (!dated || (dated.memo !== undefined && !mayHaveMemo && kind !== CustomKind.APPOINTMENT)) return {};
  const memo = mayHaveMemo ? given("memo", dated.memo) : {};
  if (kind === CustomKind.DATE) return { ...memo, ...given("date", dated.day) };
  return { ...memo, ...instantOf(dated) };
}

/** Reads a stored text as a value of a data type. What does not fit its kind is nothing; the text itself stays the caller's. */
export function projected(raw: string | null, dataType: DataType): Projection {
  if (raw === null) return {};
  const text = raw.trim();
  const { kind } = dataType;
  switch (kind) {
    case CustomKind.TEXT:
    case CustomKind.HTML:
    case CustomKind.AUTO_NUMBER:
      return { text: raw };
    case CustomKind.NUMBER:
      return given("number", decimal(text));
    case CustomKind.MONEY:
      return given("money", decimal(text));
    case CustomKind.DATE:
    case CustomKind.DATE_TIME:
    case CustomKind.APPOINTMENT:
      return projectedDate(text, dataType);
    case CustomKind.FLAG:
      return given("flag", FLAGS.get(text.toLowerCase()));
    case CustomKind.CHOICE:
      return text === "" ? {} : { choice: raw };
    case CustomKind.CHOICES:
      return { choices: choicesOf(text) };
    case CustomKind.PARTICIPANT:
      return /^\d+$/.test(text) ? { participantId: text } : {};
    case CustomKind.UNRECOGNIZED:
      return {};
  }
}
