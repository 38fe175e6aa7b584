import { basename } from "node:path/win32";

const MAX_CHARACTERS = 200;

/** Cuts a name short before its extension, between whole characters. */
function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_CHARACTERS) return name;
  const extension = [...(/\.[^.]{1,20}$/u.exec(name)?.[0] ?? "")];
  return [...characters.slice(0, MAX_CHARACTERS - extension.length), ...extension].join("");
}

/**
 * A file's name as it can stand in headers and after the id of an upload: without folders, control characters, quotes
 * and semicolons, and not too long. Empty where nothing of it is left.
 */
export function safeName(name: string): string {
  const plain = basename(name.normalize("NFC").replace(/%22|"/g, "'"))
    .replace(/\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]|%0[AD]/giu, "")
    .replaceAll(";", ",")
    // What some systems drop at the end of a name must not hide its extension.
    .replace(/[\s.\p{Cf}]+$/u, "")
    .trim();
  return /^\.*$/.test(plain) ? "" : shortened(plain);
}
