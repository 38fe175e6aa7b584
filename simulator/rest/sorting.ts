import type { Row } from "../database.js";
import { compareKeys, keyOf, type Catalogued } from "./catalogue.js";
import { linkedIds } from "./collection.js";
import { badParameter } from "./errors.js";
import type { RestQuirks } from "./quirks.js";
import { readings, type Comparable } from "./values.js";

/** Sorts rows; what it is given is in id order and stays so where rows are equal. */
export type Sorting = (rows: Row[]) => Row[];

type Comparer = (left: Comparable, right: Comparable) => number;

interface Key {
  readonly of: (row: Row) => Comparable | null;
  readonly compare: Comparer;
  readonly direction: 1 | -1;
}

const bySize: Comparer = (left, right) => (left < right ? -1 : left > right ? 1 : 0);
const asIds: Comparer = (left, right) => compareKeys(String(left), String(right));

function columnOf(resource: Catalogued, name: string): Omit<Key, "direction"> | undefined {
  const attribute = resource.attributes.get(name);
  if (attribute) {
    const { ofWire } = readings[attribute.kind];
    // Text is ordered without regard to case, as a person would look it up.
    if (attribute.kind === "text") return { of: (row) => ofWire(row[name])?.toString().toLowerCase() ?? null, compare: bySize };
    return { of: (row) => ofWire(row[name]), compare: bySize };
  }
  const link = resource.links.get(name);
  if (link && !link.many) return { of: (row) => linkedIds(row, name)[0] ?? null, compare: asIds };
  if (name === "id" && resource.identity) return { of: (row) => keyOf(resource, row) ?? null, compare: asIds };
  return undefined;
}

/** No value comes last in ascending order and first in descending order, as in PostgreSQL. */
function difference(left: Comparable | null, right: Comparable | null, compare: Comparer): number {
  return left === null || right === null ? Number(left === null) - Number(right === null) : compare(left, right);
}

/** The order that a `sort` list asks for: `-dueTimestamp,name`. */
export function sortingOf(resource: Catalogued, list: string, parameter: string, quirks: RestQuirks): Sorting {
  const keys = list.split(",").flatMap((part): Key[] => {
    const name = part.trim().replace(/^-/, "");
    if (name === "") return [];
    const column = columnOf(resource, name);
    if (column) return [{ ...column, direction: part.trim().startsWith("-") ? -1 : 1 }];
    if (quirks.unknownSort === "ignore") return [];
    throw badParameter(parameter, `'${name}' is not something '${resource.path}' can be sorted by`);
  });
  if (keys.length === 0) return (rows) => rows;
  return (rows) =>
    rows
      .map((row) => ({ row, values: keys.map(({ of }) => of(row)) }))
      .sort((a, b) => {
        for (let index = 0; index < keys.length; index++) {
          const { compare, direction } = keys[index]!;
          const order = difference(a.values[index]!, b.values[index]!, compare) * direction;
          if (order) return order;
        }
        return 0;
      })
      .map(({ row }) => row);
}
