import { resources } from "../../schema/resources/index.js";
import {
  resourceOf,
  type Attribute,
  type Identity,
  type Link,
  type Verb,
  type Writable,
} from "../../schema/vocabulary/resource.js";
import type { Row } from "../database.js";

/** A link as the REST API knows it: names and paths, no classes. */
export interface CataloguedLink {
  readonly wire: string;
  readonly many: boolean;
  /** The collection it leads to. */
  readonly target: string;
  readonly write: Writable;
  readonly required: boolean;
}

/** One REST collection: what its records hold and how they are named, all in wire names. */
export interface Catalogued {
  readonly path: string;
  /** Absent where records have no id. */
  readonly identity?: Identity;
  /** Whether `GET /path/{id}` exists. */
  readonly item: boolean;
  readonly can: ReadonlySet<Verb>;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly links: ReadonlyMap<string, CataloguedLink>;
}

/** Every REST collection by path, as the resource classes describe them. */
export const catalogue: ReadonlyMap<string, Catalogued> = new Map(
  resources.map(resourceOf).map(({ path, identity, item, can, attributes, links }) => [
    path,
    {
      path,
      ...(identity && { identity }),
      item: item && identity !== undefined,
      can: new Set(can),
      attributes: new Map(attributes.map((attribute) => [attribute.wire, attribute])),
      links: new Map(
        links.map(({ wire, many, target, write, required }: Link) => [
          wire,
          { wire, many, target: resourceOf(target()).path, write, required },
        ]),
      ),
    },
  ]),
);

/** The collection a link leads to. */
export const targetOf = (link: CataloguedLink): Catalogued => catalogue.get(link.target)!;

/** What identifies a row within its collection, as text; undefined where records have no id. */
export function keyOf({ identity }: Catalogued, row: Row): string | undefined {
  if (row.id !== undefined) return String(row.id);
  return identity?.from
    ?.map((wire) => (wire in row ? (row[wire] as string | number | null) : row.links?.[wire]) ?? "")
    .join("--");
}

/** Orders ids as the database does: numbers by size, the parts of composite ids one after the other. */
export function compareKeys(left: string, right: string): number {
  const [a, b] = [left.split("--"), right.split("--")];
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [one, other] = [a[index]!, b[index]!];
    const difference =
      /^\d+$/.test(one) && /^\d+$/.test(other) ? Number(one) - Number(other) : one < other ? -1 : one > other ? 1 : 0;
    if (difference) return difference;
  }
  return a.length - b.length;
}

/** Where a key stands in rows that are in id order, or where it would. */
export function placeOf(resource: Catalogued, rows: readonly Row[], key: string): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(keyOf(resource, rows[middle]!) ?? "", key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
