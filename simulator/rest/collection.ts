import type { Row } from "../database.js";
import { keyOf, placeOf, type Catalogued } from "./catalogue.js";

const NONE: readonly number[] = [];

/** How often ids are looked for before an index of them is made. */
const FEW = 20;

/** The rows of one collection that one person may see, in id order, with what makes finding them quick. */
export class Collection {
  private keys?: Map<string, number>;
  private lookups = 0;
  private readonly linked = new Map<string, Map<string, number[]>>();
  private names?: ReadonlySet<string>;

  constructor(
    readonly resource: Catalogued,
    readonly rows: readonly Row[],
  ) {}

  /** Where the row with this id stands; undefined when there is none. */
  positionOf(key: string): number | undefined {
    if (!this.keys && this.lookups++ < FEW) {
      // Between two writes a single record is often all that is looked for: not worth an index.
      const place = placeOf(this.resource, this.rows, key);
      if (place < this.rows.length && keyOf(this.resource, this.rows[place]!) === key) return place;
    }
    this.keys ??= new Map(this.rows.map((row, position) => [keyOf(this.resource, row) ?? "", position]));
    return this.keys.get(key);
  }

  /** The row with this id. */
  get(key: string): Row | undefined {
    const position = this.positionOf(key);
    return position === undefined ? undefined : this.rows[position];
  }

  /** Where the rows stand whose link holds this id, in order. */
  positionsLinkedTo(link: string, id: string): readonly number[] {
    let index = this.linked.get(link);
    if (!index) this.linked.set(link, (index = this.indexOf(link)));
    return index.get(id) ?? NONE;
  }

  /** The links that rows of this collection carry; the classes know some that answers never show. */
  get linkNames(): ReadonlySet<string> {
    if (!this.names) {
      const names = new Set<string>();
      for (const row of this.rows) for (const name in row.links) names.add(name);
      this.names = names;
    }
    return this.names;
  }

  private indexOf(link: string): Map<string, number[]> {
    const index = new Map<string, number[]>();
    this.rows.forEach((row, position) => {
      for (const id of linkedIds(row, link)) {
        const positions = index.get(id);
        if (positions) positions.push(position);
        else index.set(id, [position]);
      }
    });
    return index;
  }
}

/** The ids a link of a row holds; none for null. */
export function linkedIds(row: Row, link: string): readonly string[] {
  const value = row.links?.[link];
  return value === null || value === undefined ? [] : typeof value === "string" ? [value] : value;
}
