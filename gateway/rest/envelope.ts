import type { Log, RestRecord } from "../../resolvers/context.js";
import { UpstreamInvalidResponse } from "../../schema/errors.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { createReport, decoderOf, type WireRow } from "./decoder.js";
import { isObject } from "./json.js";

/** An answer of the REST API, read. */
export interface Envelope {
  readonly rows: readonly RestRecord[];
  /** How many rows were sent, those included that could not be read. */
  readonly sent: number;
  /** The places of these among them, from 0. */
  readonly unreadable: readonly number[];
  /** Side-loaded records, whatever their resource. */
  readonly linked: readonly RestRecord[];
  /** Rows in the whole list, where the answer says. */
  readonly recordCount?: number;
  readonly pageSize?: number;
  /** Bytes of the answer it was read from, where there was one. */
  readonly bytes?: number;
}

/** One row comes as an object, several as an array, none not at all. */
const rowsOf = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? (value as unknown[]) : isObject(value) ? [value] : [];

/** Finds the member for a collection; some answers differ from its name in upper and lower case. */
function memberOf(container: WireRow, path: string): unknown {
  if (path in container) return container[path];
  const key = Object.keys(container).find((candidate) => candidate.toLowerCase() === path);
  return key === undefined ? undefined : container[key];
}

/** Reads answers of the REST API for the given resources. */
export interface EnvelopeReader {
  /** Takes the body over: its rows become the records. */
  read(resource: ResourceDefinition, body: unknown): Envelope;
}

const emptyEnvelope: Envelope = { rows: [], sent: 0, unreadable: [], linked: [] };

type Decode = ReturnType<typeof decoderOf>;

/** Rows as records. One that does not say which record it is would be nothing to anybody: it is left out. */
function readRows(value: unknown, decode: Decode): Pick<Envelope, "rows" | "sent" | "unreadable"> {
  const rows: RestRecord[] = [];
  const unreadable: number[] = [];
  const sent = rowsOf(value);
  sent.forEach((row, place) => {
    const record = isObject(row) ? decode(row) : undefined;
    if (record) rows.push(record);
    else unreadable.push(place);
  });
  return { rows, sent: sent.length, unreadable };
}

/** Makes the reader. What nobody documented goes to the log, without its value where that is not an enumeration's. */
export function createEnvelopeReader(resources: readonly ResourceDefinition[], log: Log): EnvelopeReader {
  const report = createReport(log);
  const byPath = new Map(resources.map((resource) => [resource.path, { resource, decode: decoderOf(resource, report) }]));

  return {
    read({ path }, body) {
      if (body === undefined) return emptyEnvelope;
      if (!isObject(body)) throw new UpstreamInvalidResponse();
      const paging = Object.values(isObject(body["meta"]) && isObject(body["meta"]["paging"]) ? body["meta"]["paging"] : {}).find(
        isObject,
      );
      const side = isObject(body["linked"]) ? body["linked"] : {};
      const recordCount = Number(paging?.["recordCount"] ?? NaN);
      const pageSize = Number(paging?.["pageSize"] ?? NaN);
      const member = memberOf(body, path);
      if (member === undefined && !paging) {
        log.warn({ resource: path }, "an answer without the collection that was asked for");
        throw new UpstreamInvalidResponse();
      }
      const main = readRows(member, byPath.get(path)!.decode);
      if (main.unreadable.length > 0)
        log.warn({ resource: path, rows: main.sent, unreadable: main.unreadable.length }, "rows that cannot be read");
      // Where no row is as expected, the answer is of another kind; one among others is a fault of its own.
      if (main.sent > 1 && main.rows.length === 0) throw new UpstreamInvalidResponse();
      return {
        ...main,
        linked: Object.entries(side).flatMap(([name, rows]) => {
          const target = byPath.get(name.toLowerCase());
          return target?.resource.identity ? readRows(rows, target.decode).rows : [];
        }),
        ...(Number.isInteger(recordCount) && recordCount >= 0 && { recordCount }),
        // Pages of nothing cannot be counted in.
        ...(Number.isInteger(pageSize) && pageSize > 0 && { pageSize }),
      };
    },
  };
}
