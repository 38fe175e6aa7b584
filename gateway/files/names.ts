import { basename } from "node:path/win32";

const MAX_CHARACTERS = 200;

/** Cuts a name to `MAX_CHARACTERS` whole characters and keeps its extension. */
function shortened(name: string): string {
  const characters = [...name];
  if (characters.length <= MAX_CHARACTERS) return name;
  const extension = [...(/\.[^.]{1,20}$/u.exec(name)?.[0] ?? "")];
  return [...characters.slice(0, MAX_CHARACTERS - extension.length), ...extension].join("");
}

/**
 * A file's name that is safe in headers and in `<file id>;<name>`: without folders, control characters, double quotes and
 * semicolons, and not too long. Empty when nothing of the name is left.
 */
export function safeName(name: string): string {
  const plain = basename(name.normalize("NFC").replace(/%22|"/g, "'"))
    .replace(/\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|[\u200e\u200f\u202a-\u202e\u2066-\u2069]|%0[AD]/giu, "")
    .replaceAll(";", ",")
    // Some systems drop blanks, dots and invisible characters at the end of a name, so that `a.exe.` would be `a.exe`.
    .replace(/[\s.\p{Cf}]+$/u, "")
    .trim();
  return /^\.*$/.test(plain) ? "" : shortened(plain);
}
