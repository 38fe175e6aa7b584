import type { Row } from "../database.js";
import { catalogue, compareKeys, keyOf, type Catalogued } from "../rest/catalogue.js";

/** What a link can be given as; ids become text, an empty list null. */
export type LinkValue = number | string | null | undefined | readonly (number | string)[];

interface Table {
  readonly resource: Catalogued;
  /** Every attribute and link without a value, in the order answers have them. */
  readonly blank: Record<string, unknown>;
  readonly blankLinks: Record<string, null>;
  readonly rows: Row[];
}

const linkText = (value: LinkValue): string | string[] | null => {
  if (value === null || value === undefined) return null;
  if (typeof value !== "object") return String(value);
  return value.length > 0 ? value.map(String) : null;
};

/** The tables of one organisation while they are being filled. */
export class Tables {
  private readonly tables = new Map<string, Table>();

  constructor() {
    for (const [path, resource] of catalogue) {
      const numbered = resource.identity !== undefined && resource.identity.from === undefined;
      this.tables.set(path, {
        resource,
        blank: Object.fromEntries([...(numbered ? ["id"] : []), ...resource.attributes.keys()].map((name) => [name, null])),
        blankLinks: Object.fromEntries([...resource.links.keys()].map((name) => [name, null])),
        rows: [],
      });
    }
  }

  /** Adds a row, numbered on unless it brings an id; what it does not give is null. Returns its id. */
  add(path: string, attributes: Readonly<Record<string, unknown>>, links: Readonly<Record<string, LinkValue>> = {}): number {
    const { resource, blank, blankLinks, rows } = this.table(path);
    const row: Record<string, unknown> = { ...blank, ...attributes };
    if ("id" in blank && row["id"] === null) row["id"] = rows.length + 1;
    if (resource.links.size > 0) {
      const linked: Record<string, string | string[] | null> = { ...blankLinks };
      for (const name in links) linked[name] = linkText(links[name]);
      row["links"] = linked;
    }
    rows.push(row);
    return Number(row["id"]);
  }

  /** Adds several rows that differ in their attributes only. */
  addAll(path: string, rows: readonly Readonly<Record<string, unknown>>[]): number[] {
    return rows.map((row) => this.add(path, row));
  }

  /** The rows of one table so far. */
  rows(path: string): readonly Row[] {
    return this.table(path).rows;
  }

  /** All tables, each in id order. */
  finished(): Map<string, readonly Row[]> {
    const key = (resource: Catalogued, row: Row): string => keyOf(resource, row) ?? "";
    const inOrder = ({ resource, rows }: Table): Row[] =>
      resource.identity?.numeric
        ? rows.sort((a, b) => Number(a.id) - Number(b.id))
        : rows.sort((a, b) => compareKeys(key(resource, a), key(resource, b)));
    return new Map([...this.tables].map(([path, table]) => [path, inOrder(table)]));
  }

  private table(path: string): Table {
    const table = this.tables.get(path);
    if (!table) throw new Error(`There is no collection ${path}.`);
    return table;
  }
}
