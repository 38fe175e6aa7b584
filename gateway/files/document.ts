import { createHash } from "node:crypto";
import { parseNodeId } from "../../resolvers/ids.js";
import type { RestRecord } from "../../resolvers/context.js";
import { BadUserInput, NotFound } from "../../schema/errors.js";
import { extensionOf } from "../../schema/files.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { OperationContext } from "../http/request-context.js";
import type { ResourceIndex } from "../planner/operation-records.js";
import { inertTypeOf } from "./media-types.js";
import { safeName } from "./names.js";

/** The file of a document, as its record describes it. */
export interface StoredDocument {
  /** The name by which `rest/files` serves the file, such as `DL::Actions::1::2`. */
  readonly reference: string;
  /** The name to save it under. */
  readonly name: string;
  readonly mediaType: string;
  /** Absent where the record does not say. */
  readonly size?: number;
  /** A hash that changes when the record's reference, size or time of change does. */
  readonly etag: string;
}

/** Names of the attributes that describe a file; each resource with files has some of them. */
const ATTRIBUTES = ["file", "name", "displayName", "extension", "fileName", "fileSize", "attachmentSize", "modifiedTimestamp"];

/** The resource and REST id that an id names; a plain number names a `MatterDocument`. Throws `BAD_USER_INPUT`. */
export function documentIdOf({ byType }: ResourceIndex, id: string): { resource: ResourceDefinition; restId: string } {
  const named = parseNodeId(byType, "id", /^\d+$/.test(id) ? `MatterDocument:${id}` : id);
  if (named.resource.attributes.some(({ name }) => name === "file")) return named;
  throw new BadUserInput("id", `a ${named.resource.type} has no file; expected the id of a document, like "MatterDocument:12".`);
}

const textOf = (value: unknown): string => (typeof value === "string" ? value.trim() : "");

function nameOf(record: RestRecord): string {
  const stored = textOf(record["fileName"]);
  const title = textOf(record["name"]) || textOf(record["displayName"]) || stored;
  const extension = textOf(record["extension"]).replace(/^\.+/, "") || extensionOf(stored);
  const isComplete = extension === "" || title.toLowerCase().endsWith(`.${extension.toLowerCase()}`);
  // `safeName` keeps only what follows the last slash, but a title may have slashes in it.
  return safeName((isComplete ? title : `${title}.${extension}`).replace(/[\\/]/g, "-")) || "document";
}

/** Reads what a document's record says of its file. Rejects with `NOT_FOUND` when there is no such document or it has no file. */
export async function storedDocument(
  { viewer, records }: OperationContext,
  { resource, restId }: ReturnType<typeof documentIdOf>,
): Promise<StoredDocument> {
  viewer.requireScope(resource);
  const members = resource.attributes.filter(({ name }) => ATTRIBUTES.includes(name)).map(({ wire }) => wire);
  const fields = new Map([[resource.path, new Set(["id", ...members])]]);
  const record = await records.one(restId, { resource, links: new Map(), lists: [], fields });
  if (!record) throw new NotFound(`${resource.type}:${restId}`);
  const reference = textOf(record["file"]);
  if (reference === "") throw new NotFound(`The file of ${resource.type}:${restId}`);
  const name = nameOf(record);
  const size = record["fileSize"] ?? record["attachmentSize"];
  const tag = createHash("sha256").update(JSON.stringify([reference, size, record["modifiedTimestamp"]]));
  return {
    reference,
    name,
    mediaType: inertTypeOf(name),
    etag: `"${tag.digest("base64url").slice(0, 27)}"`,
    ...(typeof size === "number" && size >= 0 && { size }),
  };
}
