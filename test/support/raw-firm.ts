import { resources } from "../../schema/resources/index.js";
import { resourceOf, type Attribute, type Link, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Database, Row } from "../../simulator/index.js";

/*
 * A law firm's rows as they lie in the simulator's database, read without the product's codecs, filters or pages:
 * what a test expects is worked out here, slowly and plainly.
 */

export const definitions: readonly ResourceDefinition[] = resources.map(resourceOf);

/** The rows of one organisation as one person sees them. */
export interface RawFirm {
  rows(resource: ResourceDefinition): readonly Row[];
  /** The row with an id; undefined when there is none. */
  row(resource: ResourceDefinition, id: string): Row | undefined;
  /** The rows whose link holds an id, in id order. */
  linkedTo(source: ResourceDefinition, link: Link, id: string): readonly Row[];
}

/** A wire value as text. */
export const asText = (wire: unknown): string => (typeof wire === "string" ? wire : JSON.stringify(wire));

/** Actionstep's id of a row; undefined where records have none. */
export function rawId({ identity }: ResourceDefinition, row: Row): string | undefined {
  if (!identity) return undefined;
  if (row.id !== undefined) return String(row.id);
  return identity.from!.map((name) => asText(row[name] ?? row.links?.[name])).join("--");
}

/** The ids a link of a row holds. */
export function rawLinks(row: Row, { wire }: Link): readonly string[] {
  const value = row.links?.[wire] ?? [];
  return typeof value === "string" ? [value] : value;
}

/** What the graph is to show of a wire value. */
export function shown({ kind, choice }: Attribute, wire: unknown): unknown {
  if (wire === null || wire === undefined) return null;
  if (wire === "" && kind !== "text") return null;
  switch (kind) {
    case "whole":
      return Number(wire);
    case "flag":
      return wire === "T";
    case "day":
      return asText(wire).slice(0, 10);
    case "choice":
      return Object.keys(choice!.values).find((name) => choice!.values[name] === wire) ?? "UNRECOGNIZED";
    default:
      return asText(wire);
  }
}

/** What is kept from a person: some matters, and all that hangs on those. */
function hiddenFrom(
  hiddenMatters: ReadonlySet<number>,
  filed: readonly Row[],
): (resource: ResourceDefinition, row: Row) => boolean {
  const isHidden = (id: unknown): boolean => hiddenMatters.has(Number(id));
  const linked = (row: Row, name: string): readonly string[] => [row.links?.[name] ?? []].flat();
  const emails = new Set(filed.filter((row) => linked(row, "action").some(isHidden)).flatMap((row) => linked(row, "email")));
  return ({ path, links }, row) => {
    if (["actions", "actionbillsettings", "actionpermissions"].includes(path)) return isHidden(row.id);
    if (path === "emails") return emails.has(String(row.id));
    if (path === "emailattachments") return linked(row, "email").some((id) => emails.has(id));
    return links.some((link) => resourceOf(link.target()).path === "actions" && rawLinks(row, link).some(isHidden));
  };
}

/** The rows that a person sees of their organisation, with what is reported differently to each person. */
export function rawFirm({ organisations, people }: Database, username: string): RawFirm {
  const { orgkey, userId, habits, rights } = people.find((person) => person.username === username)!;
  const { rows } = organisations.find((organisation) => organisation.orgkey === orgkey)!;
  const isHidden = hiddenFrom(rights.hiddenMatters, rows.get("emailassociations") ?? []);
  const habitual = ({ path }: ResourceDefinition, row: Row): Row => {
    const id = Number(row.id);
    if (path === "users" && id === userId) return { ...row, isCurrent: "T" };
    if (path !== "actions") return row;
    const opened = habits.lastAccess.get(id);
    return {
      ...row,
      ...(habits.favouriteMatters.has(id) && { isFavorite: "T" }),
      ...(opened && { lastAccessTimestamp: opened }),
    };
  };
  const seen = new Map(
    definitions.map((resource) => [
      resource,
      (rows.get(resource.path) ?? []).filter((row) => !isHidden(resource, row)).map((row) => habitual(resource, row)),
    ]),
  );
  const byId = new Map(
    [...seen].map(([resource, list]) => [resource, new Map(list.map((row) => [rawId(resource, row), row] as const))] as const),
  );
  return {
    rows: (resource) => seen.get(resource) ?? [],
    row: (resource, id) => byId.get(resource)?.get(id),
    linkedTo: (source, link, id) => (seen.get(source) ?? []).filter((row) => rawLinks(row, link).includes(id)),
  };
}
