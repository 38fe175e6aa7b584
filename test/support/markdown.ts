import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A fenced block of a document. */
export interface Block {
  /** `graphql`, `json`, `sh`. */
  readonly language: string;
  /** The words after the language; `error=FORBIDDEN` is a setting, `answer` is set to nothing. */
  readonly settings: ReadonlyMap<string, string>;
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
}

/** A file of the repository, by its path in it. */
export const document = (path: string): string => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), "utf8");

/** The fenced blocks of a Markdown document, in order. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(/^```([^\n]*)\n([\s\S]*?)^```$/gm)].map(({ 1: info = "", 2: text = "", index }) => {
    const [language = "", ...words] = info.trim().split(/\s+/);
    const settings = new Map(words.map((word): [string, string] => [word.split("=")[0]!, word.split("=").slice(1).join("=")]));
    return { language, settings, text, line: markdown.slice(0, index).split("\n").length };
  });
}
