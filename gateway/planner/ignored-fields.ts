import { LINKS, type RestRecord } from "../../resolvers/context.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Envelope } from "../rest/envelope.js";
import { fieldsPart, reach, type Feature, type Read } from "../rest/read.js";

/**
 * The choices of fields that an answer does not seem to have understood: no record of the collection has any of the
 * attributes that were asked for, or any of the links. That records have none is possible; that they were taken away, and
 * would be shown as null, is worth another look.
 */
export function ignoredFields({ rows, linked, unreadable }: Envelope, read: Read): Feature[] {
  if (read.parts || read.fields.size === 0) return [];
  return reach(read)
    .reached.filter((resource) => {
      // An id that is made of links is taken away with them, and the row says no more which record it is.
      if (resource === read.resource && unreadable.length > 0 && resource.identity?.from) return true;
      const records = [
        ...(resource === read.resource ? rows : []),
        ...linked.filter(({ __typename }) => __typename === resource.type),
      ];
      return records.length > 0 && isStripped(records, resource, read.fields.get(resource.path) ?? new Set());
    })
    .map(fieldsPart);
}

function isStripped(
  records: readonly RestRecord[],
  { attributes, links }: ResourceDefinition,
  asked: ReadonlySet<string>,
): boolean {
  const names = attributes.filter(({ wire }) => asked.has(wire)).map(({ name }) => name);
  const wires = links.filter(({ wire }) => asked.has(wire)).map(({ wire }) => wire);
  const lacks = (has: (record: RestRecord) => boolean): boolean => !records.some(has);
  return (
    (names.length > 0 && lacks((record) => names.some((name) => record[name] !== undefined))) ||
    (wires.length > 0 && lacks((record) => wires.some((wire) => record[LINKS][wire] !== undefined)))
  );
}
