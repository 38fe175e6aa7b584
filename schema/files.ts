/** Bytes of a part, in which files are sent and received; only the last is smaller (protocol 5). */
export const PART_SIZE = 5_242_880;

/** How many parts a file of so many bytes has; an empty file has one empty part. */
export const partCount = (size: number): number => Math.max(1, Math.ceil(size / PART_SIZE));

/** Extensions of files that Actionstep refuses (protocol 5). */
export const REFUSED_EXTENSIONS: ReadonlySet<string> = new Set("com sh exe bat cmd vbs src msi jar dll tpl".split(" "));

const bytes = (text: string): Buffer => Buffer.from(text, "latin1");
const ZIP = [bytes("PK\x03\x04"), bytes("PK\x05\x06"), bytes("PK\x07\x08")];
const JPEG = [bytes("\xff\xd8\xff")];

/** The first bytes of files whose content must match their extension (protocol 5), by extension. */
const signatures: Readonly<Record<string, readonly Buffer[]>> = {
  png: [bytes("\x89PNG\r\n\x1a\n")],
  jpg: JPEG,
  jpeg: JPEG,
  gif: [bytes("GIF87a"), bytes("GIF89a")],
  zip: ZIP,
  docx: ZIP,
  xlsx: ZIP,
};

/** PDF readers look for its signature in so many first bytes. */
const PDF_MARK_WITHIN = 1_024;

/** The extension of a file name in lower case, without its dot; empty where there is none. */
export const extensionOf = (name: string): string => /\.([^.\s]+)\s*$/.exec(name)?.[1]?.toLowerCase() ?? "";

/** Whether a file of this extension may begin with these bytes. Most extensions have no signature and accept any. */
export function beginsLike(extension: string, head: Uint8Array): boolean {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, PDF_MARK_WITHIN));
  if (extension === "pdf") return start.includes("%PDF-");
  const known = Object.hasOwn(signatures, extension) ? signatures[extension] : undefined;
  return known?.some((signature) => start.subarray(0, signature.length).equals(signature)) ?? true;
}
