import parseRange from "range-parser";

/** The bytes of a file that are asked for, both ends included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The range that a `Range` header asks for. Undefined means the whole file: without a header, for several ranges, or for one
 * that cannot be read. `"unsatisfiable"` means that the file has no such bytes.
 */
export function rangeOf(header: string | undefined, size: number): ByteRange | "unsatisfiable" | undefined {
  if (header === undefined) return undefined;
  // The last n bytes of a file that has fewer than n are the whole file.
  const [, suffix] = /^bytes=\s*-\s*(\d+)\s*$/i.exec(header) ?? [];
  if (suffix !== undefined && size > 0 && Number(suffix) >= size) return { start: 0, end: size - 1 };
  const ranges = parseRange(size, header);
  if (ranges === -1) return "unsatisfiable";
  if (ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1) return undefined;
  const [{ start, end }] = ranges as unknown as [ByteRange];
  return { start, end };
}
