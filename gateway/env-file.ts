import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from "node:fs";
import { TextDecoder, parseEnv } from "node:util";

/** Bytes of a file of settings. */
const MAX_ENV_FILE = 1_048_576;

/** What is wrong with a file of settings, as a sentence that begins with its name. Values are never repeated. */
export class EnvFileError extends Error {
  override readonly name = "EnvFileError";
}

const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

/** The bytes of a file; undefined where there is none. Throws `EnvFileError` for whatever is no readable file of moderate size. */
function bytesOf(path: string): Buffer | undefined {
  const refused = (problem: string): EnvFileError => new EnvFileError(`${path} ${problem}; expected a text file, or none.`);
  let descriptor: number;
  try {
    // Without O_NONBLOCK, opening a named pipe waits until somebody writes to it.
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT") throw refused(`cannot be opened (${code})`);
    if (isThere(path)) throw refused("is a link that leads nowhere");
    return undefined;
  }
  try {
    const kind = fstatSync(descriptor);
    if (kind.isDirectory()) throw refused("is a directory");
    // An empty device in its place, as containers mount it, is a file without a line.
    if (!kind.isFile() && !kind.isCharacterDevice()) throw refused("is no file");
    const room = Buffer.alloc(MAX_ENV_FILE + 1);
    let length = 0;
    for (let count = -1; count !== 0 && length < room.length; length += count)
      count = readSync(descriptor, room, length, room.length - length, null);
    if (length > MAX_ENV_FILE) throw refused(`is larger than ${MAX_ENV_FILE} bytes`);
    return room.subarray(0, length);
  } catch (error) {
    if (error instanceof EnvFileError) throw error;
    throw refused(`cannot be read (${(error as NodeJS.ErrnoException).code})`);
  } finally {
    closeSync(descriptor);
  }
}

/** How the first bytes of a text say what it is encoded in; longer ones first. */
const MARKS: readonly (readonly [bytes: readonly number[], encoding: string])[] = [
  [[0xff, 0xfe, 0, 0], "utf-32"],
  [[0, 0, 0xfe, 0xff], "utf-32"],
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];

/** The text of a file as an editor wrote it: UTF-8, or UTF-16 that says so. Throws `EnvFileError` for any other encoding. */
function textOf(path: string, bytes: Buffer): string {
  const [, encoding = "utf-8"] = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte)) ?? [];
  let text: string | undefined;
  try {
    text = encoding === "utf-32" ? undefined : new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    // What cannot be decoded is told of below.
  }
  if (text === undefined || text.includes("\0"))
    throw new EnvFileError(`${path} is not UTF-8, nor UTF-16 with a byte order mark; save it as UTF-8.`);
  // Files that were put together have a mark in their midst, too.
  return text.replaceAll("\uFEFF", "").replace(/\r\n?/g, "\n");
}

const NAME = /^[A-Za-z_][\w.-]*$/;

/** Throws where a line was read as nothing, or as something with a name that nobody could ask for. */
function checkLines(path: string, text: string, values: Readonly<Record<string, string>>): void {
  const inside = new Set(Object.values(values).flatMap((value) => (value.includes("\n") ? value.split("\n") : [])));
  for (const [index, line] of text.split("\n").entries()) {
    const isEmpty = /^\s*(#|$)/.test(line);
    // The end of a value of several lines has its closing quote.
    if (isEmpty || line.includes("=") || inside.has(line) || inside.has(line.replace(/["'`]\s*(#.*)?$/, ""))) continue;
    throw new EnvFileError(`${path}, line ${index + 1}, is no setting; expected NAME=value, or a comment that begins with #.`);
  }
  const odd = Object.keys(values).find((name) => !NAME.test(name));
  if (odd !== undefined)
    throw new EnvFileError(
      `${path} has a setting whose name cannot be one: ${JSON.stringify(odd.slice(0, 40)).replace(/[^ -~]/g, "?")}.`,
    );
}

/** The settings of a file, by name; none where there is no file. Throws `EnvFileError` rather than leave out a line. */
export function readEnvFile(path: string): Readonly<Record<string, string>> {
  const bytes = bytesOf(path);
  if (!bytes) return {};
  const text = textOf(path, bytes);
  const values = parseEnv(text) as Record<string, string>;
  checkLines(path, text, values);
  return values;
}
