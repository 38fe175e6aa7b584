/** What can be told of a document before it is parsed, in one pass over its characters. */
export interface DocumentShape {
  /** Levels of brackets of every kind, at the deepest place. */
  readonly nesting: number;
  /** Selection sets and the like at the top: operations, fragments, and definitions that no request may have. */
  readonly definitions: number;
  /** Characters of the longest name. */
  readonly longestName: number;
}

const isNameCharacter = (code: number): boolean =>
  (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95;

const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;
const RETURN = 13;

/** The place behind a string that begins at `start`, be it a block or not; the end of the source where it does not end. */
function afterString(source: string, start: number): number {
  if (source.startsWith('"""', start)) {
    for (let at = source.indexOf('"""', start + 3); at >= 0; at = source.indexOf('"""', at + 3))
      if (source.charCodeAt(at - 1) !== BACKSLASH) return at + 3;
    return source.length;
  }
  for (let at = start + 1; at < source.length; at++) {
    const code = source.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1;
    // A string ends with its line; the parser says so.
    else if (code === NEWLINE || code === RETURN) return at;
  }
  return source.length;
}

function afterComment(source: string, start: number): number {
  let at = start;
  while (at < source.length && source.charCodeAt(at) !== NEWLINE && source.charCodeAt(at) !== RETURN) at++;
  return at;
}

/**
 * Looks over a document without parsing it: parsing and validation are recursive, and their time grows with the square of
 * some of these. Strings and comments are passed over.
 */
export function documentShape(source: string): DocumentShape {
  let depth = 0;
  let nesting = 0;
  let definitions = 0;
  let longestName = 0;
  for (let at = 0; at < source.length;) {
    const code = source.charCodeAt(at);
    if (isNameCharacter(code)) {
      const start = at;
      while (at < source.length && isNameCharacter(source.charCodeAt(at))) at++;
      longestName = Math.max(longestName, at - start);
      continue;
    }
    if (code === QUOTE) at = afterString(source, at);
    else if (code === 35) at = afterComment(source, at);
    else {
      if (code === 123 || code === 91 || code === 40) {
        if (code === 123 && depth === 0) definitions += 1;
        nesting = Math.max(nesting, (depth += 1));
      } else if (code === 125 || code === 93 || code === 41) depth = Math.max(0, depth - 1);
      at += 1;
    }
  }
  return { nesting, definitions, longestName };
}
