import type { RestRecord } from "../../resolvers/context.js";
import { Forbidden, NotFound, RequestRefused, UpstreamFailed, UpstreamInvalidResponse } from "../../schema/errors.js";

/** Records by id, and for those that could not be read why; an id that is not here belongs to nothing the viewer may see. */
export type FoundById = ReadonlyMap<string, RestRecord | Error>;

/** Whether one record may be why a request for several failed. Smaller requests do not help against other errors. */
export const mayBeOneRecordsFault = (error: unknown): error is Error =>
  error instanceof Forbidden ||
  error instanceof NotFound ||
  error instanceof UpstreamFailed ||
  error instanceof UpstreamInvalidResponse;

/** Whether Actionstep refused at once to look, which costs it little; it may be the form of the request that it refuses. */
export const isRefusal = (error: unknown): boolean =>
  error instanceof Forbidden || error instanceof NotFound || error instanceof RequestRefused;

/** Records asked for by themselves to see whether any would be answered. */
const SAMPLE = 8;
/** Into so many parts is split what fails: as few requests as by halves, in half as many rounds. */
const PARTS = 4;
/** Requests after which those left are taken to fail as their group did. */
const MAX_TRIES = 64;

interface Group {
  readonly ids: readonly string[];
  readonly failure: Error;
}

type ReadSome = (ids: readonly string[]) => Promise<FoundById>;

/**
 * Reads records of which some made a request for all of them fail. The fewer of them there are the fewer requests it
 * takes; where every part fails, all are taken to.
 */
export async function bisect({ ids, failure }: Group, read: ReadSome): Promise<FoundById> {
  if (isRefusal(failure) && ids.length <= SAMPLE) return readEach(ids, read);
  const found = new Map<string, RestRecord | Error>();
  let failed: Group[] = [{ ids, failure }];
  let tries = 0;
  while (failed.length > 0 && tries < MAX_TRIES) {
    const parts = failed.flatMap((group) => inParts(group.ids));
    tries += parts.length;
    const outcomes = await Promise.all(parts.map((part) => attempt(part, read)));
    failed = outcomes.flatMap((outcome) => ("failure" in outcome ? [outcome] : []));
    for (const outcome of outcomes) if ("found" in outcome) add(found, outcome.found);
    const ends = failed.filter((group) => group.ids.length === 1 || !mayBeOneRecordsFault(group.failure));
    for (const group of ends) markFailed(found, group);
    failed = failed.filter((group) => !ends.includes(group));
    if (failed.length === parts.length) break;
  }
  for (const group of failed) if (!isRefusal(group.failure)) markFailed(found, group);
  const refused = failed.filter((group) => isRefusal(group.failure));
  if (refused.length > 0)
    add(found, await readSampled({ ids: refused.flatMap((group) => group.ids), failure: refused[0]!.failure }, read));
  return found;
}

/** Some each by itself, and if any of them is answered all the others too: then it is only together that they are refused. */
async function readSampled(group: Group, read: ReadSome): Promise<FoundById> {
  const step = Math.ceil(group.ids.length / SAMPLE);
  const sample = group.ids.filter((_, index) => index % step === 0);
  const others = group.ids.filter((_, index) => index % step !== 0);
  const found = await readEach(sample, read);
  const isAnswered = sample.some((id) => {
    const record = found.get(id);
    // Where all together are said not to exist, one that does not by itself says nothing new.
    return record === undefined ? !(group.failure instanceof NotFound) : !(record instanceof Error);
  });
  if (isAnswered) return new Map([...found, ...(await readEach(others, read))]);
  markFailed(found, { ...group, ids: others });
  return found;
}

/** Reads each record by itself. */
export async function readEach(ids: readonly string[], read: ReadSome): Promise<Map<string, RestRecord | Error>> {
  const found = new Map<string, RestRecord | Error>();
  const outcomes = await Promise.all(ids.map((id) => attempt([id], read)));
  for (const outcome of outcomes) {
    if ("found" in outcome) add(found, outcome.found);
    else markFailed(found, outcome);
  }
  return found;
}

async function attempt(ids: readonly string[], read: ReadSome): Promise<Group | { readonly found: FoundById }> {
  try {
    return { found: await read(ids) };
  } catch (error) {
    return { ids, failure: error as Error };
  }
}

/** Ids in a few groups of about the same size. */
export function inParts(ids: readonly string[]): (readonly string[])[] {
  const size = Math.ceil(ids.length / PARTS);
  const parts: (readonly string[])[] = [];
  for (let start = 0; start < ids.length; start += size) parts.push(ids.slice(start, start + size));
  return parts;
}

function add(found: Map<string, RestRecord | Error>, others: FoundById): void {
  for (const [id, record] of others) found.set(id, record);
}

/** What does not exist has no error: it is just not found. */
function markFailed(found: Map<string, RestRecord | Error>, { ids, failure }: Group): void {
  if (!(failure instanceof NotFound)) for (const id of ids) found.set(id, failure);
}
