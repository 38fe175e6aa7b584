import texts from "../firms/every-firm/texts.json" with { type: "json" };
import type { Codes } from "./codes.js";
import { rowsFor, textsFor } from "./matter-texts.js";
import { partOf, type MatterFacts, type Site } from "./site.js";
import type { Staff } from "./staff.js";

/** File notes of every matter; some speak of a document. */
export function seedFileNotes(
  whole: Site,
  matters: readonly MatterFacts[],
  { workers }: Staff,
  codes: Codes,
  documents: ReadonlyMap<number, readonly number[]>,
): void {
  const site = partOf(whole, "file notes");
  const { tables, random, dates, counts } = site;
  for (const matter of matters) {
    textsFor(site, matter, [matter.type.kind.notes, texts.fileNotes], rowsFor(matter, counts.fileNotesPerMatter)).forEach(
      (text, index) => {
        const author = random.chance(0.5) ? matter.assignee : random.pick(workers);
        const entered = dates.timestampOn(dates.dayBetween(matter.opened, matter.lastTouched));
        const system = index % 6 === 5;
        tables.add(
          "filenotes",
          {
            enteredTimestamp: entered,
            text: system ? `Step changed to ${matter.type.kind.steps[matter.step] ?? "Start"}` : text,
            enteredBy: system ? "System" : author.displayName,
            source: system ? "System" : "User",
            noteTimestamp: entered,
          },
          {
            action: matter.id,
            document: random.maybe(0.08, documents.get(matter.id) ?? []),
            participant: system ? null : author.id,
            tags: random.chance(0.15) ? random.some(codes.tags, random.whole(1, 2)) : [],
          },
        );
      },
    );
  }
}
