import type { WireAnswer } from "./wire.js";

/** Bytes of one answer that are too many. */
const MAX_ANSWER = 25_000_000;
/** Bytes of the errors of one answer that are too many. */
const MAX_ERRORS = 65_536;
/** Errors of one answer: of fields, and where nobody is signed in. */
const MAX_FIELD_ERRORS = 100;
const MAX_ANONYMOUS_ERRORS = 10;
/** Characters that a message may repeat of what was sent. */
const MAX_QUOTED = 100;
/** Characters around a quoted text that may be in what was sent by right: the names of the members it stands in. */
const AROUND = 30;
/** Characters of a message that are read by nobody. */
const MAX_MESSAGE = 1_000;

interface Failure {
  readonly message: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

const errorsOf = ({ json }: WireAnswer): readonly Failure[] => {
  const errors = (json as { errors?: unknown } | null | undefined)?.errors;
  return Array.isArray(errors) ? (errors as Failure[]) : [];
};

/** What a caller sees of an answer: the codes of its errors, `DATA`, or what became of the request without an answer. */
export function outcomesOf(answer: WireAnswer): readonly string[] {
  if (answer.status === 0) return ["CUT"];
  const errors = errorsOf(answer);
  if (errors.length > 0) return [...new Set(errors.map(({ extensions }) => String(extensions?.["code"])))];
  const isAnswer = typeof answer.json === "object" && answer.json !== null && "data" in answer.json;
  return [isAnswer ? "DATA" : `HTTP ${answer.status}`];
}

/** Only letters and digits: however a text was quoted, escaped or indented, it is the same. */
const bare = (text: string): string => text.replace(/\\[nrtbf]|[^\p{L}\p{N}]/gu, "");

/** Whether a text has so many letters and digits on end that another has as well. */
function repeats(message: string, sent: string): boolean {
  const [words, source] = [bare(message), bare(sent)];
  const most = MAX_QUOTED + AROUND;
  const half = most / 2;
  for (let at = 0; at + half < words.length; at += half) {
    if (!source.includes(words.slice(at, at + half))) continue;
    for (let from = Math.max(0, at - half); from <= at && from + most < words.length; from++)
      if (source.includes(words.slice(from, from + most + 1))) return true;
  }
  return false;
}

const shortened = (text: string): string => (text.length > 120 ? `${text.slice(0, 120)}… (${text.length})` : text);

/** What no answer may be, whoever gets it. */
export function complaintsAbout(answer: WireAnswer, isAnonymous: boolean, secrets: Iterable<string>): string[] {
  const complaints: string[] = [];
  const { body, sent } = answer;
  if (body.length > MAX_ANSWER) complaints.push(`an answer of ${body.length} bytes or more`);
  const errors = errorsOf(answer);
  const size = errors.length > 0 ? Buffer.byteLength(JSON.stringify(errors)) : 0;
  if (size > MAX_ERRORS) complaints.push(`${errors.length} errors of ${size} bytes`);
  const most = isAnonymous ? MAX_ANONYMOUS_ERRORS : MAX_FIELD_ERRORS;
  if (errors.length > most) complaints.push(`${errors.length} errors; at most ${most} are to be told`);
  const messages = new Set(errors.map(({ message }) => message));
  for (const message of [...messages].slice(0, 200)) {
    if (message.length > MAX_MESSAGE) complaints.push(`a message of ${message.length} characters: ${shortened(message)}`);
    else if (message.length > MAX_QUOTED + AROUND && repeats(message, sent))
      complaints.push(`a message that repeats what was sent: ${shortened(message)}`);
  }
  if (errors.some(({ extensions }) => extensions?.["code"] === "INTERNAL_SERVER_ERROR") || answer.status === 500)
    complaints.push(`INTERNAL_SERVER_ERROR, status ${answer.status}: ${shortened(errors[0]?.message ?? body.toString())}`);
  if (errors.some(({ extensions: e }) => e?.["code"] === "ANSWER_TOO_LARGE" && typeof e["limit"] !== "number"))
    complaints.push("an answer that is too large, without the limit");
  for (const secret of secrets) if (body.includes(secret)) complaints.push("a secret in an answer");
  return complaints;
}
