import { UpstreamInvalidResponse } from "../../schema/errors.js";
import { PART_SIZE, partCount } from "../../schema/files.js";
import { fetchPart, type Fetching } from "./fetch-part.js";
import type { ByteRange } from "./range.js";

/** A part on its way. Its failure is told when it is waited for, not before. */
function ahead<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

/** The record of a file, or the file, is not what it should be. */
export const unlikeItsRecord = (): UpstreamInvalidResponse =>
  new UpstreamInvalidResponse("Actionstep's file is not as long as its record says.");

/**
 * The bytes of a range of a file whose size is known; the next part is fetched while one is being read. Rejects where
 * the file turns out to be of another size: what was read then is not the whole.
 */
export async function* bytesOfRange(
  fetching: Fetching,
  file: { readonly reference: string; readonly size: number },
  { start, end }: ByteRange,
  first?: Buffer,
): AsyncGenerator<Buffer, void, void> {
  const count = partCount(file.size);
  const last = Math.floor(end / PART_SIZE) + 1;
  const from = Math.floor(start / PART_SIZE) + 1;
  let coming = first ? Promise.resolve(first) : ahead(fetchPart(fetching, file.reference, from));
  for (let number = from; number <= last; number++) {
    const part = await coming;
    const expected = number < count ? PART_SIZE : file.size - (count - 1) * PART_SIZE;
    if (part?.length !== expected) throw unlikeItsRecord();
    if (number < last) coming = ahead(fetchPart(fetching, file.reference, number + 1));
    const offset = (number - 1) * PART_SIZE;
    yield part.subarray(Math.max(0, start - offset), Math.min(part.length, end + 1 - offset));
  }
}

/** Parts of a file whose size nobody knows: 50 GB. What goes on after that is no file. */
const MAX_FILE_PARTS = 10_000;

/**
 * The bytes of a file whose size nobody knows: up to the first part that is short, or not there. Rejects where none comes
 * that is.
 */
export async function* bytesToTheEnd(fetching: Fetching, reference: string, first: Buffer): AsyncGenerator<Buffer, void, void> {
  let part: Buffer | undefined = first;
  for (let number = 2; part && part.length > 0; number++) {
    const isLast: boolean = part.length < PART_SIZE;
    if (number > MAX_FILE_PARTS) throw unlikeItsRecord();
    const coming: Promise<Buffer | undefined> | undefined = isLast ? undefined : ahead(fetchPart(fetching, reference, number));
    yield part;
    part = await coming;
  }
}
