import { TODAY, type Site } from "./site.js";

const hooks = ["TaskCreated", "ActionUpdated", "FileNoteCreated", "StepChanged", "ParticipantUpdated"];

/** Settings of the firm, and programs that want to be told of changes. */
export function seedOffice({ firm, tables, dates }: Site): void {
  const settings: readonly (readonly [string, string, string | null])[] = [
    ["companyName", firm.name, "The name on bills and letters"],
    ["timezone", firm.timeZone, "Zone in which times are shown"],
    ["defaultCurrency", firm.currency, null],
    ["financialYearEnd", firm.country === "NZ" ? "31 March" : "31 December", null],
    ["timeUnitMinutes", "6", "Smallest unit in which time is charged"],
    ["matterReferenceFormat", "", "Empty: the lawyer's initials and a number"],
  ];
  for (const [id, value, description] of settings) tables.add("settings", { id, value, description });
  hooks.forEach((eventName, index) => {
    tables.add("resthooks", {
      eventName,
      targetUrl: `https://apps.${firm.domain}/actionstep/${eventName.toLowerCase()}`,
      status: index === 3 ? "Disabled" : index === 4 ? "Deleted" : "Active",
      triggeredCount: index === 1 ? 0 : 17 * (index + 1),
      triggeredLastTimestamp: index === 1 ? null : dates.timestampOn(TODAY - index * 86_400_000),
    });
  });
}
