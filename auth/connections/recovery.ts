import { describeError } from "../log.js";
import { stillCounts, type RefreshParts } from "./refresh-parts.js";
import type { Spooled } from "./spool.js";

/** Gives the store an answer that is in the spool, as the one to be published next; says whether it still counts. */
async function handIn({ records, spool }: RefreshParts, spooled: Spooled): Promise<boolean> {
  const { connectionId, ...pending } = spooled;
  let counts = false;
  await records.change(connectionId, (record) => {
    counts = stillCounts(pending, record);
    return counts && !record!.pending ? { ...record!, pending } : undefined;
  });
  await spool.drop(spooled);
  return counts;
}

/** Hands in what the spool has for a connection's present refresh token; says whether there was anything. */
export async function adoptSpooled(parts: RefreshParts, id: string, rtFp: string): Promise<boolean> {
  const all = await parts.spool.all().catch(() => []);
  const found = all.find((each) => each.connectionId === id && each.rtFp === rtFp);
  return found !== undefined && handIn(parts, found);
}

/** Makes the tokens an earlier process could not save those of their connections, and empties the spool. */
export async function recoverSpooled(parts: RefreshParts, publish: (id: string) => Promise<unknown>): Promise<void> {
  const all = await parts.spool.all().catch((error: unknown) => {
    parts.log.error(describeError(error), "the spool cannot be read; what is in it is left there");
    return [];
  });
  for (const spooled of all) {
    const fields = { connectionId: spooled.connectionId, attemptId: spooled.attemptId };
    try {
      if (!(await handIn(parts, spooled))) continue;
      await publish(spooled.connectionId);
      parts.log.info(fields, "tokens from the spool are saved");
    } catch (error) {
      parts.log.error({ ...fields, ...describeError(error) }, "tokens from the spool could not be put to use yet");
    }
  }
}
