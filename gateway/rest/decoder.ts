import { LINKS, type Log, type LinkValue, type RestRecord } from "../../resolvers/context.js";
import { UpstreamInvalidResponse } from "../../schema/errors.js";
import { UNRECOGNIZED, UnreadableValue, codecs, textOf } from "../../schema/vocabulary/codecs.js";
import type { Attribute, ResourceDefinition } from "../../schema/vocabulary/resource.js";

/** A row as the answer has it. */
export type WireRow = Record<string, unknown>;

/** Says what nobody documented. */
export type Report = (
  resource: string,
  attribute: string,
  details: { expected: string } | { value: string },
  message: string,
) => void;

/** Reports of one process: enough to act on, not enough to fill a disk. */
const MAX_REPORTS = 500;

/** Reports to the log, once, what would be true of every row. */
export function createReport(log: Log): Report {
  const reported = new Set<string>();
  return (resource, attribute, details, message) => {
    const key = JSON.stringify([resource, attribute, details]);
    if (reported.has(key) || reported.size >= MAX_REPORTS) return;
    reported.add(key);
    log.warn({ resource, attribute, ...details }, message);
  };
}

/**
 * Makes a row of a resource into a record; undefined where it does not say which record it is. The row itself becomes
 * the record: it is nobody else's, and a copy costs.
 */
export function decoderOf(resource: ResourceDefinition, report: Report): (row: WireRow) => RestRecord | undefined {
  const { type, identity, attributes } = resource;
  const readers = attributes.map((attribute) => ({ ...attribute, read: readerOf(resource, attribute, report) }));
  const plain = new Map(readers.filter(({ name, wire }) => name === wire).map(({ wire, read }) => [wire, read]));
  const renamed = readers.filter(({ name, wire }) => name !== wire);

  return (row) => {
    if (isRecord(row)) return row;
    const wires = renamed.map(({ wire }) => row[wire]);
    const restId = identity && idOf(identity.from, row);
    if (identity && restId === undefined) return undefined;
    for (const name in row) {
      const read = plain.get(name);
      const wire = row[name];
      if (!read || wire === undefined) continue;
      const value = read(wire);
      if (value !== wire) row[name] = value;
    }
    renamed.forEach(({ name, read }, index) => {
      row[name] = wires[index] === undefined ? undefined : read(wires[index]);
    });
    const links = linksOf(row["links"]);
    return Object.assign(row, {
      __typename: type,
      id: restId === undefined ? undefined : `${type}:${restId}`,
      restId,
      links: undefined,
      [LINKS]: links,
    });
  };
}

const isRecord = (row: object): row is RestRecord => LINKS in row;

/** Reads the values of one attribute. What cannot be read is an error, in its place. */
function readerOf({ path }: ResourceDefinition, attribute: Attribute, report: Report): (wire: unknown) => unknown {
  const { decode } = codecs[attribute.kind];
  return (wire) => {
    const value = decode(wire, attribute);
    if (value === UNRECOGNIZED)
      report(path, attribute.wire, { value: textOf(wire).slice(0, 80) }, "undocumented value of an enumeration");
    if (!(value instanceof UnreadableValue)) return value;
    report(path, attribute.wire, { expected: value.expected }, "unreadable value");
    return new UpstreamInvalidResponse(value.message);
  };
}

function idOf(from: readonly string[] | undefined, row: WireRow): string | undefined {
  const { id } = row;
  const links = (row["links"] ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof id === "string") return id;
  const parts = id === undefined && from ? from.map((name) => row[name] ?? links[name]) : [id];
  return parts.every((part) => typeof part === "string" || typeof part === "number") ? parts.join("--") : undefined;
}

const noLinks: RestRecord[typeof LINKS] = {};

const isNormal = (value: unknown): boolean =>
  value === null ||
  (typeof value === "string" ? value !== "" : Array.isArray(value) && value.every((id) => typeof id === "string"));

/** What links hold. Ids in them are text, whatever the answer made of them. */
function linksOf(links: unknown): RestRecord[typeof LINKS] {
  if (typeof links !== "object" || links === null || Array.isArray(links)) return noLinks;
  const normal = links as Record<string, LinkValue>;
  for (const name in normal) {
    const value: unknown = normal[name];
    if (isNormal(value)) continue;
    normal[name] = value === undefined || value === "" ? null : Array.isArray(value) ? value.map(textOf) : textOf(value);
  }
  return normal;
}
