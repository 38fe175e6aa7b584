import type { Log, RestRecord } from "../../resolvers/context.js";
import { UpstreamInvalidResponse } from "../../schema/errors.js";
import { textOf } from "../../schema/vocabulary/codecs.js";
import { resourceOf, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { MAX_ANSWER_ROWS, MAX_LINKED_ROWS, MAX_RECORD_COUNT, MAX_SAID_PAGE_SIZE } from "./answer-limits.js";
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

/** A number of the paging; undefined where nothing is said, NaN for what cannot be one or is beyond any that can be. */
function saidNumber(value: unknown, max: number): number | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  // Numbers elsewhere in answers have commas between thousands.
  const text = textOf(value) ?? "";
  const number = typeof value === "number" ? value : /^\d{1,3}(,?\d{3})*$/.test(text) ? Number(text.replaceAll(",", "")) : NaN;
  return Number.isInteger(number) && number >= 0 && number <= max ? number : NaN;
}

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
  const linkedTo = new Set(resources.flatMap(({ links }) => links.map(({ target }) => resourceOf(target()))));
  const byPath = new Map(
    resources.map((resource) => [resource.path, { resource, decode: decoderOf(resource, linkedTo.has(resource), report) }]),
  );

  return {
    read({ path }, body) {
      if (body === undefined) return emptyEnvelope;
      if (!isObject(body)) throw new UpstreamInvalidResponse();
      const paging = Object.values(isObject(body["meta"]) && isObject(body["meta"]["paging"]) ? body["meta"]["paging"] : {}).find(
        isObject,
      );
      const side = isObject(body["linked"]) ? body["linked"] : {};
      const recordCount = saidNumber(paging?.["recordCount"], MAX_RECORD_COUNT);
      const pageSize = saidNumber(paging?.["pageSize"], MAX_SAID_PAGE_SIZE);
      const member = memberOf(body, path);
      if (member === undefined && !paging) {
        log.warn({ resource: path }, "an answer without the collection that was asked for");
        throw new UpstreamInvalidResponse();
      }
      const linkedRows = Object.values(side).reduce<number>((sum, rows) => sum + rowsOf(rows).length, 0);
      const mainRows = rowsOf(member).length;
      const isAbsurd = Number.isNaN(recordCount) || Number.isNaN(pageSize);
      if (isAbsurd || mainRows > MAX_ANSWER_ROWS || linkedRows > MAX_LINKED_ROWS) {
        log.warn({ resource: path, mainRows, linkedRows, isAbsurd }, "an answer with rows, or a number of them, beyond any list");
        throw new UpstreamInvalidResponse();
      }
      const main = readRows(member, byPath.get(path)!.decode);
      if (main.unreadable.length > 0)
        log.warn({ resource: path, rows: main.sent, unreadable: main.unreadable.length }, "rows that cannot be read");
      return {
        ...main,
        linked: Object.entries(side).flatMap(([name, rows]) => {
          const target = byPath.get(name.toLowerCase());
          return target?.resource.identity ? readRows(rows, target.decode).rows : [];
        }),
        ...(recordCount !== undefined && { recordCount }),
        // Pages of nothing cannot be counted in.
        ...(pageSize !== undefined && pageSize > 0 && { pageSize }),
      };
    },
  };
}

/**
 * Returns the envelope if its rows are of the kind that was asked for. Throws `UpstreamInvalidResponse` if none of several rows
 * could be read: the answer is of another kind then. One row among others is a fault of its own.
 */
export function assertRowsOfKind<Answer extends Envelope>(envelope: Answer): Answer {
  if (envelope.sent > 1 && envelope.rows.length === 0) throw new UpstreamInvalidResponse();
  return envelope;
}
