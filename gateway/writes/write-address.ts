import type { WriteDraft, WriteRequest } from "../../resolvers/context.js";
import { encodeValue } from "../rest/query.js";
import type { AddressedWrite } from "./writer.js";

/** The HTTP methods that can change a record. Most resources take PUT. */
export type UpdateMethod = "PUT" | "PATCH";

const contentOf = ({ attributes, links }: WriteDraft): Record<string, unknown> => ({
  ...attributes,
  ...(Object.keys(links).length > 0 && { links }),
});

const idsOf = (drafts: readonly WriteDraft[]): string[] => drafts.flatMap(({ restId }) => restId ?? []);

/** The method, path and body of a write. The body holds a record or, for a bulk write, a list, under the collection's name. */
export function addressOfWrite(
  { verb, resource, to, drafts, isBulk = false }: WriteRequest,
  method: UpdateMethod = "PUT",
): AddressedWrite {
  const path = to ?? resource.path;
  const ids = idsOf(drafts);
  const target = ids.length > 0 ? `${path}/${ids.map(encodeValue).join(",")}` : path;
  const aim = ids.length > 0 ? `${resource.type} ${ids.join(", ")}` : `What the new ${resource.type} refers to`;
  if (verb === "delete") return { method: "DELETE", path, target, aim };
  // In a bulk update each record needs its id in the body; for a single one the path has it.
  const named = (draft: WriteDraft): object => ({ ...(draft.restId !== undefined && { id: draft.restId }), ...contentOf(draft) });
  const body = { [path]: isBulk ? drafts.map(named) : contentOf(drafts[0]!) };
  return { method: verb === "create" ? "POST" : method, path, target, body, aim };
}
