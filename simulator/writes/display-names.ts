type Names = Readonly<Record<string, unknown>>;

const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

/** How a contact is called by its names: a company by its own, a person as `Quill, Jo`; empty where it has none. */
export function displayNameOf(names: Names): string {
  if (names["isCompany"] === "T") return text(names["companyName"]);
  return [text(names["lastName"]), text(names["firstName"])].filter((name) => name !== "").join(", ");
}

/** A contact's initials: `JQ`; of a company the first letter and a blank, as the API has it. */
export function initialsOf(names: Names): string {
  const first = (name: unknown): string => [...text(name)][0] ?? "";
  const [given, family] = [first(names["firstName"]), first(names["lastName"])];
  return given + family === "" ? `${first(names["displayName"])} ` : given + family;
}
