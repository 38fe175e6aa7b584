import type { Site } from "./site.js";

/** UTBMS: code, the category it stands under, description. */
const utbms = [
  ["A100", null, "Activities"],
  ["A101", "A100", "Plan and prepare for"],
  ["A102", "A100", "Research"],
  ["A103", "A100", "Draft/revise"],
  ["A104", "A100", "Review/analyze"],
  ["A105", "A100", "Communicate (in firm)"],
  ["A106", "A100", "Communicate (with client)"],
  ["A107", "A100", "Communicate (other outside counsel)"],
  ["A109", "A100", "Appear for/attend"],
  ["A111", "A100", "Other"],
  ["L100", null, "Case assessment, development and administration"],
  ["L110", "L100", "Fact investigation/development"],
  ["L120", "L100", "Analysis/strategy"],
  ["L160", "L100", "Settlement/non-binding ADR"],
  ["L200", null, "Pre-trial pleadings and motions"],
  ["L210", "L200", "Pleadings"],
  ["L250", "L200", "Other written motions and submissions"],
  ["L300", null, "Discovery"],
  ["L320", "L300", "Document production"],
  ["E100", null, "Expenses"],
  ["E101", "E100", "Copying"],
  ["E107", "E100", "Delivery services/messengers"],
  ["E109", "E100", "Local travel"],
  ["E112", "E100", "Court fees"],
  ["PT", null, "Partner"],
  ["AS", null, "Associate"],
  ["PL", null, "Paralegal"],
] as const;

const quickCodes = [
  ["EM", "Email to {client}"],
  ["TC", "Telephone attendance on {client}"],
  ["MTG", "Meeting with {client}"],
  ["RV", "Reviewing documents"],
  ["DR", "Drafting"],
  ["COURT", "Attendance at court"],
  ["TRAV", "Travel time"],
  ["FILE", "File opening and checks"],
] as const;

const activities = [
  ["Attendance", "Time with the client, in person or by telephone", "Client"],
  ["Drafting", "Writing documents", "Documents"],
  ["Perusal", "Reading documents", "Documents"],
  ["Research", "Law and facts", "Preparation"],
  ["Court", "Time at court, waiting included", "Court"],
  ["Travel", "To and from court or client", "Other"],
  ["Administration", "Not charged", "Other"],
] as const;

/** Name, description, index of the parent. */
const tags = [
  ["Urgent", "Needs doing today", null],
  ["AML", "Anti-money-laundering checks", null],
  ["AML: identity verified", "Identity documents seen", 1],
  ["AML: source of funds", null, 1],
  ["Waiting on client", "", null],
  ["Waiting on other side", "", null],
  ["Privileged", "Not to leave the firm", null],
  ["Signed", "Original signed copy", null],
  ["Draft", null, null],
  ["Court", "Filed or to be filed", null],
  ["Court: sealed", "Sealed copy from the registry", 9],
  ["⭐ Precedent", "Worth using again", null],
] as const;

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
  for (const [code, parentUtbmsCode, description] of utbms) {
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
  const quick = quickCodes.map(([quickCode, description], index) =>
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
  const activityIds = activities.map(([name, description, group], index) =>
    tables.add(
      "timerecordactivities",
      { name, description, group },
      { divisions: index === 6 ? [] : divisions.slice(0, index === 4 ? 2 : divisions.length) },
    ),
  );
  const tagIds: number[] = [];
  for (const [name, description, parent] of tags)
    tagIds.push(tables.add("tags", { name, description }, { parentTag: parent === null ? null : tagIds[parent] }));
  const below = (letter: string): string[] =>
    utbms.filter(([code, parent]) => parent !== null && code.startsWith(letter)).map(([code]) => code);
  return { tags: tagIds, quickCodes: quick, activities: activityIds, activityCodes: below("A"), taskCodes: below("L") };
}
