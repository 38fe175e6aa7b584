import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import type { Edit, Fault } from "./fault.js";

/** How often a text stands in another. */
const countOf = (text: string, find: string): number => (find === "" ? Infinity : text.split(find).length - 1);

/** The text of a file with a fault in it. Throws where a text that is to be replaced does not stand there exactly once. */
export function faulty(text: string, edits: readonly Edit[]): string {
  return edits.reduce((before, { file, find, replace }) => {
    const count = countOf(before, find);
    if (count !== 1) throw new Error(`${file}: expected once, found ${count} times: ${JSON.stringify(find)}`);
    // Not as a pattern: a dollar sign in the replacement is one.
    return before.replace(find, () => replace);
  }, text);
}

/** The files that a fault changes, with the text that each has then. */
export function changedFiles({ edits }: Fault, root: string): ReadonlyMap<string, string> {
  const files = new Set(edits.map(({ file }) => file));
  return new Map(
    [...files].map((file) => {
      const own = edits.filter((edit) => edit.file === file);
      return [file, faulty(readFileSync(join(root, file), "utf8"), own)];
    }),
  );
}

/** The first mistake of grammar in a TypeScript file; undefined where there is none, and for other files. */
function mistakeIn(file: string, text: string): string | undefined {
  if (!/\.tsx?$/.test(file)) return undefined;
  const { diagnostics = [] } = ts.transpileModule(text, { fileName: file, reportDiagnostics: true });
  return diagnostics[0] && ts.flattenDiagnosticMessageText(diagnostics[0].messageText, " ");
}

/** What keeps a fault from being planted in the sources below a folder, or a test from noticing it; empty where nothing does. */
export function problemsOf(fault: Fault, root: string): string[] {
  const missing = fault.tests.filter((file) => !existsSync(join(root, file))).map((file) => `${file} does not exist`);
  if (fault.tests.length === 0) missing.push("no test is named");
  try {
    const mistakes = [...changedFiles(fault, root)].flatMap(([file, text]) => {
      const mistake = mistakeIn(file, text);
      return mistake === undefined ? [] : [`${file} would be no TypeScript: ${mistake}`];
    });
    return [...missing, ...mistakes];
  } catch (error) {
    return [...missing, (error as Error).message];
  }
}
