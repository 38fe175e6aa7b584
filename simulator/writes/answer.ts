import type { Row } from "../database.js";
import type { Call } from "../rest/call.js";
import type { Catalogued } from "../rest/catalogue.js";
import { JSON_API } from "../rest/envelope.js";
import type { HookEvent, RestAnswer } from "../rest/request.js";
import { answerRows } from "../rest/records.js";
import type { Sent } from "./body.js";

/** A record that was written: its key, and what was sent of it. */
export interface WrittenRecord {
  readonly key: string;
  readonly sent: Sent;
}

/** A row cut down to what makes its id and what was sent. */
function changedOf({ identity }: Catalogued, row: Row, sent: Sent): Row {
  const named = new Set(["id", ...(identity?.from ?? []), ...Object.keys(sent)]);
  const linked = new Set([...(identity?.from ?? []), ...Object.keys(sent["links"] ?? {})]);
  const links = Object.fromEntries(Object.entries(row.links ?? {}).filter(([name]) => linked.has(name)));
  return {
    ...Object.fromEntries(Object.entries(row).filter(([name]) => name !== "links" && named.has(name))),
    ...(Object.keys(links).length > 0 && { links }),
  };
}

/** The answer to a write that was done, as the quirks have it. */
export function answerWritten(
  resource: Catalogued,
  written: readonly WrittenRecord[],
  status: number,
  happened: readonly HookEvent[],
  call: Call,
): RestAnswer {
  const { writeAnswer } = call.quirks;
  if (writeAnswer === "204") return { status: 204, happened };
  if (writeAnswer === "empty") return { status, happened, headers: { "content-type": JSON_API } };
  const collection = call.collection(resource);
  const found = written.flatMap(({ key, sent }) => {
    const row = collection.get(key);
    return row ? [writeAnswer === "changed" ? changedOf(resource, row, sent) : row] : [];
  });
  // A record that its own change has hidden from the caller cannot be shown to them.
  if (found.length === 0) return { status: 204, happened };
  return { ...answerRows(resource, found, call), status, happened };
}
