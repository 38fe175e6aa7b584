import { UpstreamInvalidResponse } from "../../schema/errors.js";
import { PART_SIZE, partCount } from "../../schema/files.js";
import { fetchPart, type Fetching } from "./fetch-part.js";
import type { ByteRange } from "./range.js";

/** Lets work go on without a handler: if it fails, only whoever awaits it later sees that. */
function inBackground<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}

/** The error for a file whose length is not the one in its record. */
export const unlikeItsRecord = (): UpstreamInvalidResponse =>
  new UpstreamInvalidResponse("Actionstep's file is not as long as its record says.");

/**
 * The bytes of a range of a file whose size is known. While the client reads one part, the next is fetched. Rejects when
 * a part is missing or has another length than the file's size says.
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
  let coming = first ? Promise.resolve(first) : inBackground(fetchPart(fetching, file.reference, from));
  for (let number = from; number <= last; number++) {
    const part = await coming;
    const expected = number < count ? PART_SIZE : file.size - (count - 1) * PART_SIZE;
    if (part?.length !== expected) throw unlikeItsRecord();
    if (number < last) coming = inBackground(fetchPart(fetching, file.reference, number + 1));
    const offset = (number - 1) * PART_SIZE;
    yield part.subarray(Math.max(0, start - offset), Math.min(part.length, end + 1 - offset));
  }
}

/** Parts of 5 MB that a file of unknown size may have: about 50 GB. */
const MAX_FILE_PARTS = 10_000;

/**
 * The bytes of a file of unknown size, up to the first part that is not full or is missing. Rejects after `MAX_FILE_PARTS`
 * full parts.
 */
export async function* bytesToTheEnd(fetching: Fetching, reference: string, first: Buffer): AsyncGenerator<Buffer, void, void> {
  let part: Buffer | undefined = first;
  for (let number = 2; part && part.length > 0; number++) {
    const isLast: boolean = part.length < PART_SIZE;
    if (number > MAX_FILE_PARTS) throw unlikeItsRecord();
    const coming: Promise<Buffer | undefined> | undefined = isLast
      ? undefined
      : inBackground(fetchPart(fetching, reference, number));
    yield part;
    part = await coming;
  }
}
