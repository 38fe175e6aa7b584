import type { Organisation, Row } from "../database.js";
import type { Call } from "../rest/call.js";
import { catalogue, keyOf, placeOf, type Catalogued } from "../rest/catalogue.js";
import type { HookEvent } from "../rest/request.js";
import { eventOf, type Deed } from "../hooks/events.js";

/** The highest numbers ever given out as ids: a number is not used again when its record is gone. */
const given = new WeakMap<Organisation, Map<string, number>>();

/** Where the row with this key stands; -1 when there is none. */
function indexOf(resource: Catalogued, rows: readonly Row[], key: string): number {
  const place = placeOf(resource, rows, key);
  return place < rows.length && keyOf(resource, rows[place]!) === key ? place : -1;
}

/** Everything one write does: nothing of it shows until it is committed, and all of it then. */
export class Work {
  private readonly changed = new Map<string, Row[]>();
  private readonly deeds: HookEvent[] = [];
  private readonly numbers = new Map<string, number>();

  constructor(readonly call: Call) {}

  get organisation(): Organisation {
    return this.call.view.organisation;
  }

  /** The rows of a collection as they will be, hidden ones included. */
  rows(path: string): readonly Row[] {
    return this.changed.get(path) ?? this.organisation.rows.get(path) ?? [];
  }

  /** The row with this key as it will be, hidden or not. */
  find(resource: Catalogued, key: string): Row | undefined {
    const rows = this.rows(resource.path);
    return rows[indexOf(resource, rows, key)];
  }

  /** The row with this id in the collection at a path. */
  findAt(path: string, key: string): Row | undefined {
    return this.find(catalogue.get(path)!, key);
  }

  /** A number that no record of the collection has ever had. */
  nextNumber(path: string): number {
    const last = Number(this.rows(path).at(-1)?.id ?? 0);
    const known = this.numbers.get(path) ?? given.get(this.organisation)?.get(path) ?? 0;
    const next = Math.max(Number.isSafeInteger(last) ? last : 0, known) + 1;
    this.numbers.set(path, next);
    return next;
  }

  /** Adds a row in its place. */
  insert(resource: Catalogued, row: Row): Row {
    const rows = this.open(resource.path);
    rows.splice(placeOf(resource, rows, keyOf(resource, row) ?? ""), 0, row);
    this.note(resource.path, "created", row);
    return row;
  }

  /** Puts another row in the place of the one with this key; `quietly` where no hook is to hear of it. */
  replace(resource: Catalogued, key: string, row: Row, quietly = false): Row {
    const rows = this.open(resource.path);
    const moved = keyOf(resource, row) ?? key;
    const index = indexOf(resource, rows, key);
    if (moved === key) rows[index] = row;
    else {
      rows.splice(index, 1);
      rows.splice(placeOf(resource, rows, moved), 0, row);
    }
    if (!quietly) this.note(resource.path, "updated", row);
    return row;
  }

  /** Takes a row away. */
  remove(resource: Catalogued, key: string): void {
    const rows = this.open(resource.path);
    const [row] = rows.splice(indexOf(resource, rows, key), 1);
    if (row) this.note(resource.path, "deleted", row);
  }

  /** Notes that something happened which hooks are told of. */
  happened(event: string, path: string, row: Row): void {
    this.deeds.push({ event, path, row });
  }

  /** Notes what was done to a record, where there is an event for it. */
  note(path: string, deed: Deed, row: Row): void {
    const event = eventOf(path, deed);
    if (event !== undefined) this.happened(event, path, row);
  }

  /** Lets everything show, and answers what happened, each record as it is in the end. */
  commit(): readonly HookEvent[] {
    const deeds = new Map<string, HookEvent>();
    for (const deed of this.deeds) {
      const resource = catalogue.get(deed.path)!;
      const key = keyOf(resource, deed.row) ?? "";
      // Several changes to one record in one write are one event.
      deeds.set(`${deed.event} ${deed.path} ${key}`, { ...deed, row: this.find(resource, key) ?? deed.row });
    }
    // Every simulator owns the maps of its database, and only writes change them.
    const rows = this.organisation.rows as Map<string, readonly Row[]>;
    for (const [path, list] of this.changed) rows.set(path, list);
    this.changed.clear();
    given.set(this.organisation, new Map([...(given.get(this.organisation) ?? []), ...this.numbers]));
    return [...deeds.values()];
  }

  private open(path: string): Row[] {
    let rows = this.changed.get(path);
    if (!rows) this.changed.set(path, (rows = [...this.rows(path)]));
    return rows;
  }
}
