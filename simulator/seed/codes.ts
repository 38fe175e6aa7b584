import lists from "../firms/every-firm/codes.json" with { type: "json" };
import type { Site } from "./site.js";

const { utbms, quickCodes, activities, tags } = lists;

/** What the code tables made for others to link to. */
export interface Codes {
  readonly tags: readonly number[];
  readonly quickCodes: readonly number[];
  readonly activities: readonly number[];
  readonly activityCodes: readonly string[];
  readonly taskCodes: readonly string[];
}

/** Codes that time is recorded with, and tags. */
export function seedCodes({ tables }: Site, rates: readonly number[], divisions: readonly number[]): Codes {
  for (const { code, category: parentUtbmsCode, description } of utbms) {
    tables.add("utbmscodes", {
      id: code,
      utbmsCode: code,
      categoryCode: parentUtbmsCode ?? code,
      parentUtbmsCode,
      description,
      enabled: code === "A111" ? "F" : "T",
      overrideDescription: code === "A105" ? "Internal discussion" : null,
    });
  }
  const quick = quickCodes.map(({ code: quickCode, description }, index) =>
    tables.add(
      "quickcodes",
      {
        quickCode,
        description: description.replace(" {client}", " client"),
        useForRetainerTransfers: "F",
        useForReceipts: "F",
        useForTasks: index < 4 ? "T" : "F",
        useForTimeEntry: "T",
        useForWithdrawals: "F",
      },
      { rate: index % 3 === 0 ? rates[0] : null },
    ),
  );
  const activityIds = activities.map(({ name, description, group }, index) =>
    tables.add(
      "timerecordactivities",
      { name, description, group },
      { divisions: index === 6 ? [] : divisions.slice(0, index === 4 ? 2 : divisions.length) },
    ),
  );
  const tagIds: number[] = [];
  for (const { name, description, parent } of tags)
    tagIds.push(tables.add("tags", { name, description }, { parentTag: parent === null ? null : tagIds[parent] }));
  const below = (letter: string): string[] =>
    utbms.filter(({ code, category }) => category !== null && code.startsWith(letter)).map(({ code }) => code);
  return { tags: tagIds, quickCodes: quick, activities: activityIds, activityCodes: below("A"), taskCodes: below("L") };
}
