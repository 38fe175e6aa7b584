import type { Codes } from "./codes.js";
import { TODAY, partOf, type MatterFacts, type Site } from "./site.js";
import type { Staff } from "./staff.js";

const kinds = [
  [".pdf", "application/pdf"],
  [".pdf", "application/pdf"],
  [".txt", "text/plain"],
  [".rtf", "application/rtf"],
  [".eml", "message/rfc822"],
] as const;

/** Folders and documents of every matter. Returns the ids of the documents by matter. */
export function seedDocuments(
  whole: Site,
  matters: readonly MatterFacts[],
  { workers }: Staff,
  codes: Codes,
): Map<number, number[]> {
  const site = partOf(whole, "documents");
  const { tables, random, dates } = site;
  const byMatter = new Map<number, number[]>();
  for (const matter of matters) {
    if (matter.bulk === 0) continue;
    const top = matter.type.kind.folders.map((name) => tables.add("actionfolders", { name }, { action: matter.id }));
    const folders = [
      ...top,
      tables.add("actionfolders", { name: "Correspondence in" }, { action: matter.id, parentFolder: top.at(-1) }),
    ];
    const ids = matter.type.kind.documents.map((name, index): number => {
      const id = tables.rows("actiondocuments").length + 1;
      const day = dates.dayBetween(matter.opened, matter.lastTouched);
      const created = dates.moment(day);
      const [extension, fileType] = kinds[(index + matter.id) % kinds.length]!;
      const stamp = dates.timestamp(created).slice(0, 19).replace(/\D/g, "");
      const checkedOut = random.chance(0.05);
      const deleted = random.chance(0.02);
      // One document needs two parts to download.
      const fileSize = matter.id === 1 && index === 0 ? 7_340_032 : random.whole(2_000, 600_000);
      return tables.add(
        "actiondocuments",
        {
          name,
          createdTimestamp: dates.timestamp(created),
          modifiedTimestamp: dates.timestamp(created),
          documentTimestamp: random.chance(0.4) ? dates.timestamp(created) : null,
          status: "uploaded",
          keywords: random.chance(0.15) ? "signed, original" : null,
          summary: random.chance(0.1) ? "" : null,
          fileType: random.chance(0.8) ? fileType : null,
          fileSize,
          extension,
          isDeleted: deleted ? "T" : "F",
          fileName: `${matter.id}_${stamp}_${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}${extension}`,
          file: `DL::Actions::${matter.id}::${id}`,
          sharepointUrl: null,
          checkedOutTimestamp: checkedOut ? dates.timestampOn(TODAY) : null,
          checkedOutTo: checkedOut ? matter.assignee.displayName : null,
          checkedOutEtaTimestamp: null,
        },
        {
          action: matter.id,
          folder: random.maybe(0.8, folders),
          createdBy: random.pick(workers).id,
          checkedOutBy: checkedOut ? matter.assignee.id : null,
          documentTemplate: matter.type.templates[index],
          tags: random.chance(0.2) ? random.some(codes.tags, random.whole(1, 3)) : [],
        },
      );
    });
    byMatter.set(matter.id, ids);
  }
  return byMatter;
}
