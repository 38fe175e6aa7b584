import type { Row } from "../database.js";
import { keyOf, type Catalogued } from "../rest/catalogue.js";
import { beginningsOf } from "./beginnings.js";
import type { Sent } from "./body.js";
import { callerOf } from "./caller.js";
import { insert, replace } from "./consequences.js";
import { defaultsOf } from "./defaults.js";
import { withFile } from "./documents.js";
import { saved } from "./field-values.js";
import { newId } from "./keys.js";
import { demandRequired, membersOf, type Members, type AddError } from "./members.js";
import { judge } from "./rules.js";
import { reckoned } from "./sums.js";
import type { Work } from "./work.js";

/** The names a row of the collection has: those its siblings have, or else all the catalogue knows. */
function namesOf(resource: Catalogued, work: Work): { attributes: readonly string[]; links: readonly string[] } {
  const sibling = work.rows(resource.path).at(-1);
  if (!sibling) return { attributes: [...resource.attributes.keys()], links: [...resource.links.keys()] };
  return {
    attributes: Object.keys(sibling).filter((name) => name !== "id" && name !== "links"),
    links: Object.keys(sibling.links ?? {}),
  };
}

/** A row as its siblings are, filled with what was sent, what the server sets, and null for the rest. */
export function newRow(resource: Catalogued, members: Members, work: Work): Row {
  const names = namesOf(resource, work);
  const defaults = defaultsOf(resource.path, callerOf(work), members, work);
  const filled = (
    known: readonly string[],
    sent: Readonly<Record<string, unknown>>,
    unsent: Readonly<Record<string, unknown>>,
  ): Record<string, unknown> =>
    Object.fromEntries([...new Set([...known, ...Object.keys(sent)])].map((name) => [name, sent[name] ?? unsent[name] ?? null]));
  const links = filled(names.links, members.links, defaults.links) as NonNullable<Row["links"]>;
  const row: Row = {
    ...filled(names.attributes, members.attributes, { ...beginningsOf(resource), ...defaults.attributes }),
    ...(Object.keys(links).length > 0 && { links }),
  };
  const id = newId(resource, row, work);
  return reckoned(resource.path, id === undefined ? row : { id, ...row }, members.attributes);
}

/** Creates one record as a body describes it, or objects; answers its key. */
export function create(resource: Catalogued, sent: Sent, work: Work, addError: AddError): string {
  const members = membersOf(resource, sent, { work, purpose: "create", addError });
  demandRequired(resource, sent, { addError });
  const made = newRow(resource, members, work);
  const key = keyOf(resource, made) ?? "";
  const known = resource.identity && !resource.identity.numeric ? work.find(resource, key) : undefined;
  const row = saved(resource.path, made, known, members, work, addError);
  judge(resource.path, { row, sent: members, isNew: true, work, addError });
  const filed = withFile(resource.path, row, members.attributes["file"], work.organisation, work.call.request.now);
  // Values exist as soon as their record does, so that creating one gives it what it holds.
  if (known && resource.path === "datacollectionrecordvalues") replace(work, resource, key, filed);
  else if (known) addError(`There is a '${resource.path}' record '${key}' already`);
  else insert(work, resource, filed);
  return key;
}
