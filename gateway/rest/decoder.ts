import { LINKS, type Log, type LinkValue, type RestRecord } from "../../resolvers/context.js";
import { isRestId, isSafeId } from "../../resolvers/ids.js";
import { UpstreamInvalidResponse } from "../../schema/errors.js";
import { UNRECOGNIZED, UnreadableValue, codecs } from "../../schema/vocabulary/codecs.js";
import { resourceOf, type Attribute, type Link, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { isObject } from "./json.js";

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
 * the record: it is nobody else's, and a copy costs. A value or link that cannot be read is an error in its place.
 */
export function decoderOf(
  resource: ResourceDefinition,
  isLinkedTo: boolean,
  report: Report,
): (row: WireRow) => RestRecord | undefined {
  const { type, identity, attributes } = resource;
  const readers = attributes.map((attribute) => ({ ...attribute, read: readerOf(resource, attribute, report) }));
  const plain = new Map(readers.filter(({ name, wire }) => name === wire).map(({ wire, read }) => [wire, read]));
  const renamed = readers.filter(({ name, wire }) => name !== wire);
  const readLinks = linksReaderOf(resource, report);
  const readId = idReaderOf(resource, isLinkedTo);

  return (row) => {
    if (isRecord(row)) return row;
    const wires = renamed.map(({ wire }) => row[wire]);
    const restId = readId(row);
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
    const links = readLinks(row);
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
    if (attribute.choice && value === UNRECOGNIZED)
      report(path, attribute.wire, { value: String(wire).slice(0, 80) }, "undocumented value of an enumeration");
    if (!(value instanceof UnreadableValue)) return value;
    return unreadable(path, attribute.wire, value.expected, report);
  };
}

/** Says it once in the log, and each time to whoever asked. */
function unreadable(path: string, wire: string, expected: string, report: Report): UpstreamInvalidResponse {
  report(path, wire, { expected }, "unreadable value");
  return new UpstreamInvalidResponse(`Actionstep sent a value that is not ${expected}.`);
}

/** An id as text, be it sent as text or as a number; a number too large to be exact is the id of another record. */
const idText = (wire: unknown): string | undefined =>
  typeof wire === "string" ? wire : Number.isSafeInteger(wire) ? String(wire) : undefined;

/**
 * Reads which record a row is. An id that is a number, or that links lead to and lists are asked for by, has to be fit to
 * be sent. Any other is made of names that people chose, and is shown whatever it holds.
 */
function idReaderOf(resource: ResourceDefinition, isLinkedTo: boolean): (row: WireRow) => string | undefined {
  const { identity } = resource;
  if (!identity) return () => undefined;
  const { numeric, from } = identity;
  return (row) => {
    const { id } = row;
    const links = (isObject(row["links"]) ? row["links"] : {}) as Readonly<Record<string, unknown>>;
    const parts = (id === undefined || id === null) && from ? from.map((name) => idText(row[name] ?? links[name])) : [idText(id)];
    if (parts.some((part) => part === undefined || part.trim() === "")) return undefined;
    const restId = parts.join("--");
    return !(numeric || isLinkedTo) || isRestId(resource, restId) ? restId : undefined;
  };
}

const noLinks: RestRecord[typeof LINKS] = {};

/** What a link holds, or why nothing can be said of it. */
type LinkReading = LinkValue | UpstreamInvalidResponse;

/** Reads the links of a row, in place. For one that cannot be read, an error stands under its name in the row. */
function linksReaderOf(resource: ResourceDefinition, report: Report): (row: WireRow) => RestRecord[typeof LINKS] {
  const readers = resource.links.map((link) => ({ ...link, read: linkReaderOf(resource, link, report) }));
  return (row) => {
    const links = row["links"];
    if (!isObject(links)) return noLinks;
    for (const { name, wire, read } of readers) {
      const sent = links[wire];
      if (sent === undefined) continue;
      const value = read(sent);
      if (value === sent) continue;
      const isBad = value instanceof UpstreamInvalidResponse;
      links[wire] = isBad ? null : value;
      if (isBad) row[name] = value;
    }
    return links as RestRecord[typeof LINKS];
  };
}

/**
 * Reads one link: the id of a record, or a list of ids. Text that would become several ids on its way back to Actionstep
 * is none. Where nobody documents what the link leads to, the id of something else is nothing rather than an error.
 */
function linkReaderOf({ path }: ResourceDefinition, link: Link, report: Report): (sent: unknown) => LinkReading {
  const target = resourceOf(link.target());
  const expected = `the id of a ${target.type}`;
  const bad = (): LinkReading => unreadable(path, link.wire, expected, report);
  const one = (sent: unknown): LinkReading => {
    const id = idText(sent);
    if (id === undefined) return bad();
    if (isRestId(target, id)) return id;
    return link.uncertain && isSafeId(id) ? null : bad();
  };
  return (sent) => {
    if (sent === null || sent === "") return null;
    if (!Array.isArray(sent)) return one(sent);
    const ids = sent.map(one);
    const failure = ids.find((id) => id instanceof UpstreamInvalidResponse);
    if (failure) return failure;
    const found = ids.filter((id): id is string => typeof id === "string");
    return found.length === sent.length && found.every((id, index) => id === sent[index]) ? (sent as string[]) : found;
  };
}
