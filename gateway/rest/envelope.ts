import { LINKS, type Log, type LinkValue, type RestRecord } from "../../resolvers/context.js";
import { UpstreamInvalidResponse } from "../../schema/errors.js";
import { UNRECOGNIZED, UnreadableValue, codecs, textOf } from "../../schema/vocabulary/codecs.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";

/** An answer of the REST API, read. */
export interface Envelope {
  readonly rows: readonly RestRecord[];
  /** Side-loaded records, whatever their resource. */
  readonly linked: readonly RestRecord[];
  /** Rows in the whole list, where the answer says. */
  readonly recordCount?: number;
  readonly pageSize?: number;
}

type WireRow = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is WireRow => typeof value === "object" && value !== null && !Array.isArray(value);

/** One row comes as an object, several as an array, none not at all. */
const rowsOf = (value: unknown): readonly WireRow[] =>
  Array.isArray(value) ? value.filter(isObject) : isObject(value) ? [value] : [];

/** Finds the member for a collection; some answers differ from its name in upper and lower case. */
function memberOf(container: WireRow, path: string): unknown {
  if (path in container) return container[path];
  const key = Object.keys(container).find((candidate) => candidate.toLowerCase() === path);
  return key === undefined ? undefined : container[key];
}

/** Reads answers of the REST API for the given resources. */
export interface EnvelopeReader {
  read(resource: ResourceDefinition, body: unknown): Envelope;
}

/** Reports of one process: enough to act on, not enough to fill a disk. */
const MAX_REPORTS = 500;

const emptyEnvelope: Envelope = { rows: [], linked: [] };

/** Makes the reader. What nobody documented goes to the log, without its value where that is not an enumeration's. */
export function createEnvelopeReader(resources: readonly ResourceDefinition[], log: Log): EnvelopeReader {
  const byPath = new Map(resources.map((resource) => [resource.path, resource]));
  const reported = new Set<string>();
  /** Says once what would be true of every row. */
  const report = (
    resource: string,
    attribute: string,
    details: { expected: string } | { value: string },
    message: string,
  ): void => {
    const key = JSON.stringify([resource, attribute, details]);
    if (reported.has(key) || reported.size >= MAX_REPORTS) return;
    reported.add(key);
    log.warn({ resource, attribute, ...details }, message);
  };

  const decode = (resource: ResourceDefinition, row: WireRow): RestRecord => {
    const links = isObject(row["links"]) ? row["links"] : {};
    const record: Record<string | symbol, unknown> = { __typename: resource.type, [LINKS]: normalizeLinks(links) };
    if (resource.identity) {
      const restId = idOf(resource, row, links);
      record["restId"] = restId;
      record["id"] = `${resource.type}:${restId}`;
    }
    for (const attribute of resource.attributes) {
      const wire = row[attribute.wire];
      if (wire === undefined) continue;
      const value = codecs[attribute.kind].decode(wire, attribute);
      if (value instanceof UnreadableValue) {
        report(resource.path, attribute.wire, { expected: value.expected }, "unreadable value");
        record[attribute.name] = new UpstreamInvalidResponse(value.message);
        continue;
      }
      if (value === UNRECOGNIZED) {
        report(resource.path, attribute.wire, { value: textOf(wire).slice(0, 80) }, "undocumented value of an enumeration");
      }
      record[attribute.name] = value;
    }
    return record as unknown as RestRecord;
  };

  return {
    read(resource, body) {
      if (body === undefined) return emptyEnvelope;
      if (!isObject(body)) throw new UpstreamInvalidResponse();
      const paging = Object.values(isObject(body["meta"]) && isObject(body["meta"]["paging"]) ? body["meta"]["paging"] : {}).find(
        isObject,
      );
      const side = isObject(body["linked"]) ? body["linked"] : {};
      const recordCount = Number(paging?.["recordCount"] ?? NaN);
      const pageSize = Number(paging?.["pageSize"] ?? NaN);
      const member = memberOf(body, resource.path);
      if (member === undefined && !paging) throw new UpstreamInvalidResponse();
      return {
        rows: rowsOf(member).map((row) => decode(resource, row)),
        linked: Object.entries(side).flatMap(([path, rows]) => {
          const target = byPath.get(path.toLowerCase());
          return target?.identity ? rowsOf(rows).map((row) => decode(target, row)) : [];
        }),
        ...(Number.isInteger(recordCount) && recordCount >= 0 && { recordCount }),
        // Pages of nothing cannot be counted in.
        ...(Number.isInteger(pageSize) && pageSize > 0 && { pageSize }),
      };
    },
  };
}

function idOf({ identity }: ResourceDefinition, row: WireRow, links: WireRow): string {
  const parts = row["id"] === undefined && identity?.from ? identity.from.map((name) => row[name] ?? links[name]) : [row["id"]];
  if (parts.some((part) => typeof part !== "string" && typeof part !== "number")) {
    throw new UpstreamInvalidResponse("Actionstep sent a record without an id.");
  }
  return parts.join("--");
}

/** Ids in links are text, whatever the answer made of them. */
function normalizeLinks(links: WireRow): Readonly<Record<string, LinkValue>> {
  const normal: Record<string, LinkValue> = {};
  for (const [name, value] of Object.entries(links)) {
    normal[name] =
      value === null || value === undefined || value === "" ? null : Array.isArray(value) ? value.map(textOf) : textOf(value);
  }
  return normal;
}
