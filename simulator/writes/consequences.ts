import type { Row } from "../database.js";
import { catalogue, keyOf, type Catalogued } from "../rest/catalogue.js";
import { linkedIds } from "../rest/collection.js";
import { callerOf } from "./caller.js";
import { isRequired } from "./essentials.js";
import type { Work } from "./work.js";

const at = (path: string): Catalogued => catalogue.get(path)!;
const linkedTo = (work: Work, path: string, link: string, id: string): Row[] =>
  work.rows(path).filter((row) => linkedIds(row, link).includes(id));

/** What a new value of a field begins with: the next number, of all there are or of those on the matter, or nothing. */
function firstValue(work: Work, record: Row, field: Row): string | null {
  if (field["dataType"] === "AutoNumber") {
    const values = linkedTo(work, "datacollectionrecordvalues", "dataCollectionField", String(field.id));
    return String(Math.max(0, ...values.map((row) => Number(row["stringValue"]) || 0)) + 1);
  }
  if (field["dataType"] !== "AutoNumberDC") return null;
  const collection = linkedIds(record, "dataCollection")[0] ?? "";
  const siblings = linkedTo(work, "datacollectionrecords", "dataCollection", collection);
  const before = siblings.filter(
    (row) => row.links?.["action"] === record.links?.["action"] && Number(row.id) < Number(record.id),
  );
  return String(before.length + 1);
}

/** Gives a record of a data collection one value for a field of it. */
function addValue(work: Work, record: Row, field: Row): void {
  const id = `${String(field.id)}--${String(record.id)}`;
  if (work.findAt("datacollectionrecordvalues", id)) return;
  const { timestamp, user } = callerOf(work);
  const sibling = work.rows("datacollectionrecordvalues").at(-1);
  const stamps = { last_modified_time_stamp: timestamp, last_modified_by_user_id: user };
  const row: Row = {
    id,
    stringValue: firstValue(work, record, field),
    ...(!sibling || "last_modified_time_stamp" in sibling ? stamps : {}),
    links: {
      action: linkedIds(record, "action")[0] ?? null,
      dataCollectionField: String(field.id),
      dataCollectionRecord: String(record.id),
      dataCollection: linkedIds(field, "dataCollection")[0] ?? null,
    },
  };
  work.insert(at("datacollectionrecordvalues"), row);
}

/** Keeps the primary participants of a matter in step with who was added to it, or taken off. */
function tellMatter(work: Work, { links }: Row, added: boolean): void {
  const [matterId, type, participant] = [links?.["action"], links?.["participantType"], links?.["participant"]].map(String) as [
    string,
    string,
    string,
  ];
  const matter = work.findAt("actions", matterId);
  if (!matter || !isPrimary(work, matter, type)) return;
  const known = linkedIds(matter, "primaryParticipants");
  const others = known.filter((id) => id !== participant);
  const now = added ? (others.length < known.length ? known : [...known, participant]) : others;
  work.replace(
    at("actions"),
    matterId,
    { ...matter, links: { ...matter.links, primaryParticipants: now.length > 0 ? now : null } },
    true,
  );
}

/** Whether participants of a type are the ones a matter is for. */
function isPrimary(work: Work, matter: Row, type: string): boolean {
  const matterType = linkedIds(matter, "actionType")[0] ?? "";
  const row = work.findAt("actiontypes", matterType);
  if (row && linkedIds(row, "primaryParticipantType").includes(type)) return true;
  return work.findAt("actiontypeparticipanttypes", `${matterType}--${type}`)?.["isPrimaryParticipantType"] === "T";
}

const afterInsert: Readonly<Record<string, (work: Work, row: Row) => void>> = {
  actionparticipants: (work, row) => tellMatter(work, row, true),
  datacollectionrecords: (work, row) => {
    const fields = linkedTo(work, "datacollectionfields", "dataCollection", linkedIds(row, "dataCollection")[0] ?? "");
    for (const field of fields) addValue(work, row, field);
  },
  datacollectionfields: (work, row) => {
    const records = linkedTo(work, "datacollectionrecords", "dataCollection", linkedIds(row, "dataCollection")[0] ?? "");
    for (const record of records) addValue(work, record, row);
  },
};

/** Adds a new row and all that exists because of it. */
export function insert(work: Work, resource: Catalogued, row: Row): Row {
  work.insert(resource, row);
  if (Object.hasOwn(afterInsert, resource.path)) afterInsert[resource.path]!(work, row);
  return row;
}

/** Puts a changed row in its place, and notes what else has changed with it. */
export function replace(work: Work, resource: Catalogued, key: string, row: Row): Row {
  work.replace(resource, key, row);
  if (resource.path === "datacollectionrecordvalues") {
    const record = work.findAt("datacollectionrecords", linkedIds(row, "dataCollectionRecord")[0] ?? "");
    if (record) work.note("datacollectionrecords", "updated", record);
  }
  return row;
}

/** Takes a row away, with those that are nothing without it; other links to it are emptied. */
export function remove(work: Work, resource: Catalogued, key: string): void {
  const row = work.find(resource, key);
  if (!row) return;
  work.remove(resource, key);
  if (resource.path === "actionparticipants") tellMatter(work, row, false);
  for (const other of catalogue.values()) {
    for (const link of other.links.values()) {
      if (link.target !== resource.path) continue;
      for (const linked of linkedTo(work, other.path, link.wire, key)) {
        const linkedKey = keyOf(other, linked) ?? "";
        if (isRequired(other, link.wire) && other.can.has("create")) remove(work, other, linkedKey);
        else work.replace(other, linkedKey, without(linked, link.wire, key), true);
      }
    }
  }
}

function without(row: Row, link: string, id: string): Row {
  const left = linkedIds(row, link).filter((each) => each !== id);
  return { ...row, links: { ...row.links, [link]: left.length > 0 ? left : null } };
}
