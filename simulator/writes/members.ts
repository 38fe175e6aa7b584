import type { Writable } from "../../schema/vocabulary/resource.js";
import { catalogue, type Catalogued, type CataloguedLink } from "../rest/catalogue.js";
import type { ValidationError } from "../rest/rejection.js";
import type { Sent } from "./body.js";
import { isClearable, isRequired } from "./essentials.js";
import { valueOf } from "./values.js";
import type { Work } from "./work.js";

/** The ids a link holds, as rows have them. */
export type LinkValue = string | readonly string[] | null;

/** The members of a body that will be written, as rows have them. */
export interface Members {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, LinkValue>>;
}

/** Says what is wrong with a member; without one, with the record. */
export type AddError = (detail: string, member?: string, code?: string) => void;

/** What reading a record's members needs to know. */
export interface Reading {
  readonly work: Work;
  readonly purpose: "create" | "update";
  readonly addError: AddError;
}

/** Codes of the rules that say what kind of value a member takes. */
const kindCodes: Readonly<Record<string, string>> = {
  "actions.status": "A01",
  "actions.priority": "A02",
  "participants.isCompany": "P01",
  "participants.gender": "P02",
  "tasks.priority": "T07",
  "tasks.status": "T08",
};

const writableFor = (write: Writable, purpose: Reading["purpose"]): boolean =>
  write === true || write === (purpose === "create" ? "once" : "update");

/** Whether a record can be linked to by this caller: it is there, and not hidden from them. */
function linkable(target: string, id: string, { call }: Work): boolean {
  const resource = catalogue.get(target)!;
  return !resource.identity || call.collection(resource).positionOf(id) !== undefined;
}

/** The ids of a link as sent, numbers or text; undefined where it is something else. */
function idsOf(sent: unknown, many: boolean): readonly string[] | undefined {
  const list: unknown[] = sent === null ? [] : Array.isArray(sent) ? (many ? sent : [undefined]) : [sent];
  const ids = list.map((id) => (typeof id === "number" || (typeof id === "string" && id !== "") ? String(id) : undefined));
  return ids.includes(undefined) ? undefined : (ids as string[]);
}

/** Reads one link; undefined where it was objected to. */
export function linkOf(
  { wire, many, target }: CataloguedLink,
  sent: unknown,
  { work, addError }: Reading,
): LinkValue | undefined {
  const ids = idsOf(sent, many);
  if (!ids) {
    addError(`'${wire}' must be ${many ? "a list of ids" : "an id"} or null`, `links/${wire}`);
    return undefined;
  }
  const unknown = ids.filter((id) => !linkable(target, id, work));
  for (const id of unknown)
    addError(`'${wire}' leads to no '${target}' record: there is none with the id '${id}'`, `links/${wire}`);
  if (unknown.length > 0) return undefined;
  return ids.length === 0 ? null : many ? ids : ids[0]!;
}

/** Reads what a body says of a record: what may be written, each value as its kind, each link to where it exists. */
export function membersOf(resource: Catalogued, sent: Sent, reading: Reading): Members {
  const { work, purpose, addError } = reading;
  const { unknownMember, readOnlyMember } = work.call.quirks;
  const attributes: Record<string, unknown> = {};
  const links: Record<string, LinkValue> = {};

  const accepts = (name: string, pointer: string, write: Writable | undefined): boolean => {
    if (write !== undefined && writableFor(write, purpose)) return true;
    if (write === undefined && unknownMember === "error") addError(`'${resource.path}' has no member '${name}'`, pointer);
    if (write !== undefined && readOnlyMember === "error") addError(`'${name}' cannot be written`, pointer);
    return false;
  };
  const clears = (name: string, pointer: string): void => {
    if (!isClearable(resource, name)) addError(`'${name}' is required`, pointer);
  };

  for (const [name, value] of Object.entries(sent)) {
    if (name === "id" || name === "links") continue;
    const attribute = resource.attributes.get(name);
    if (!accepts(name, name, attribute?.write) || !attribute) continue;
    if (value === null) {
      attributes[name] = null;
      clears(name, name);
      continue;
    }
    const outcome = valueOf(attribute, value, work.organisation.timeZone);
    if ("value" in outcome) attributes[name] = outcome.value;
    else addError(`'${name}' must be ${outcome.expected}`, name, kindCodes[`${resource.path}.${name}`]);
  }

  const sentLinks = sent["links"] ?? {};
  if (typeof sentLinks !== "object" || Array.isArray(sentLinks)) addError("'links' must be an object", "links");
  else {
    for (const [name, value] of Object.entries(sentLinks)) {
      const link = resource.links.get(name);
      if (!accepts(name, `links/${name}`, link?.write) || !link) continue;
      const ids = linkOf(link, value, reading);
      if (ids === null) clears(name, `links/${name}`);
      if (ids !== undefined) links[name] = ids;
    }
  }
  return { attributes, links };
}

/** Adds an error for each required member that a new record was not given. */
export function demandRequired(resource: Catalogued, sent: Sent, { addError }: Pick<Reading, "addError">): void {
  const given = (sent["links"] ?? {}) as Sent;
  for (const name of resource.attributes.keys())
    if (isRequired(resource, name) && sent[name] === undefined) addError(`'${name}' is required`, name);
  for (const name of resource.links.keys())
    if (isRequired(resource, name) && given[name] === undefined) addError(`'${name}' is required`, `links/${name}`);
}

/** What adds errors about one record of a body, at an index where there are several. */
export function adderTo(errors: ValidationError[], index: number | undefined): AddError {
  return (detail, member, code) =>
    void errors.push({
      detail,
      ...(member !== undefined && { member }),
      ...(code !== undefined && { code }),
      ...(index !== undefined && { index }),
    });
}
