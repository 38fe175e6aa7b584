import { MAX_JSON_DEPTH, MAX_JSON_VALUES } from "./answer-limits.js";

/** The members of a JSON object, before anything is known of them. */
export type JsonObject = Record<string, unknown>;

/** Whether it is an object, and neither null nor a list. */
export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The content of a text; undefined where it is no JSON, and where it is deeper or has more in it than any answer. */
export function parsed(text: string): unknown {
  if (text.length > SHORT && hasTooMuch(text)) return undefined;
  try {
    const content = JSON.parse(text) as unknown;
    return isTooDeep(content) ? undefined : content;
  } catch {
    return undefined;
  }
}

/** Characters of a text whose content cannot take much memory, whatever it is. */
const SHORT = 1024 * 1024;

/** Whether a text has more values than any answer: an empty object of two characters takes fifty bytes once it is read. */
function hasTooMuch(text: string): boolean {
  let values = 1;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') at = endOfString(text, at);
    else if ((char === "," || char === "{" || char === "[") && ++values > MAX_JSON_VALUES) return true;
  }
  return false;
}

/** The place of the quotation mark that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start; ;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let before = at - 1;
    while (text[before] === "\\") before -= 1;
    if ((at - before) % 2 === 1) return at;
  }
}

/** Whether lists and objects stand in one another too deep; found out without doing the same below each. */
function isTooDeep(content: unknown): boolean {
  const left: { readonly [key: string]: unknown }[] = [];
  const depths: number[] = [];
  const add = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null) return;
    left.push(value as JsonObject);
    depths.push(depth);
  };
  add(content, 1);
  for (let next = left.pop(); next; next = left.pop()) {
    const depth = depths.pop()!;
    if (depth > MAX_JSON_DEPTH) return true;
    for (const key in next) add(next[key], depth + 1);
  }
  return false;
}

/** The failures in a body: `errors` is one as an object, or a list of them. Empty where there are none. */
export function errorsIn(body: unknown): readonly JsonObject[] {
  if (!isObject(body)) return [];
  const { errors } = body;
  return (Array.isArray(errors) ? errors : [errors]).filter(isObject);
}

/** Whether a media type is JSON of some kind. Whatever says nothing of itself may be. */
export const isJson = (contentType: string | undefined): boolean =>
  contentType === undefined || /^\s*application\/([\w.!#$&^-]+\+)?json\s*(;|$)/i.test(contentType);
