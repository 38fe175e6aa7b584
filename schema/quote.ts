/** Characters of a client's text that a message repeats at most. */
export const MAX_QUOTED = 100;

/** A text cut to a hundred characters, with an ellipsis for the rest. */
export function shortened(text: string, most = MAX_QUOTED): string {
  if (text.length <= most) return text;
  // A surrogate pair is not cut in half.
  const kept = text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "");
  return `${kept}…`;
}

/** A text in double quotes, shortened. */
export const quoted = (text: string): string => `"${shortened(text)}"`;

/** Characters of a whole message at most. */
const MAX_MESSAGE = 600;

/** What others put into messages at full length: text in quotes, words without an end, literals after "found" or "value:". */
const LONG_QUOTE = /"(?:[^"\\]|\\.){101,}"/g;
const LONG_WORD = /[^\s"]{101,}/g;
const LITERAL = /(\bfound |\bvalue: |\bgot invalid value |\brepresent )([^\n]{101,})$/;

/**
 * A message written by others, GraphQL's or Apollo's, with at most a hundred characters of each thing it repeats. Texts
 * longer than any message are cut before they are looked at, so that this takes no time worth counting.
 */
export function withShortQuotes(message: string): string {
  if (message.length <= MAX_QUOTED) return message;
  const short = shortened(message, 20 * MAX_MESSAGE)
    .replace(LONG_QUOTE, (text) => `${shortened(text, MAX_QUOTED - 1)}"`)
    .replace(LITERAL, (_, before: string, literal: string) => before + shortened(literal))
    .replace(LONG_WORD, (text) => shortened(text));
  return shortened(short, MAX_MESSAGE);
}
