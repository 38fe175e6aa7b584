import { describeError } from "../log.js";
import { stillCounts, type RefreshParts } from "./refresh-parts.js";
import type { Spooled } from "./spool.js";

/** Moves an answer from the spool into its connection's record, for the next refresh to commit. Resolves to whether it counts. */
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

/** Moves the spool's answer for a connection's present refresh token into its record. Resolves to whether there was one. */
export async function adoptSpooled(parts: RefreshParts, id: string, rtFp: string): Promise<boolean> {
  const all = await parts.spool.all().catch(() => []);
  const found = all.find((each) => each.connectionId === id && each.rtFp === rtFp);
  return found !== undefined && handIn(parts, found);
}

/** Moves all answers from the spool into their connections' records and commits them. Failures are logged. */
export async function recoverSpooled(parts: RefreshParts, commit: (id: string) => Promise<unknown>): Promise<void> {
  const all = await parts.spool.all().catch((error: unknown) => {
    parts.log.error(describeError(error), "the spool cannot be read; what is in it is left there");
    return [];
  });
  for (const spooled of all) {
    const fields = { connectionId: spooled.connectionId, attemptId: spooled.attemptId };
    try {
      if (!(await handIn(parts, spooled))) continue;
      await commit(spooled.connectionId);
      parts.log.info(fields, "tokens from the spool are saved");
    } catch (error) {
      parts.log.error({ ...fields, ...describeError(error) }, "tokens from the spool could not be put to use yet");
    }
  }
}
