import { worded, type MatterFacts, type Site } from "./site.js";

/** How many rows a matter gets where most have `usual`: about as many, none for an empty one. */
export const rowsFor = ({ bulk }: MatterFacts, usual: number): number => Math.round(bulk * usual);

/** Texts for a matter, each different until they run out. */
export function textsFor(site: Site, { words }: MatterFacts, lists: readonly (readonly string[])[], count: number): string[] {
  const all = lists.flat();
  const texts: string[] = [];
  while (texts.length < count) texts.push(...site.random.some(all, Math.min(count - texts.length, all.length)));
  return texts.map((text) => worded(text, words));
}

/** Tenths of an hour as the wire has hours: `1.20`. */
export const hours = (tenths: number): string => (tenths / 10).toFixed(2);
