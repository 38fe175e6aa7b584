import { Readable } from "node:stream";

/** A form with one file, as programs send it: the length of the whole is known and said beforehand, or not. */
export interface FileForm {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readable;
}

/** What a form holds beside its file, and how it is sent. */
export interface FormOptions {
  readonly name?: string;
  readonly field?: string;
  /** Text fields before and after the file. */
  readonly before?: Readonly<Record<string, string>>;
  readonly after?: Readonly<Record<string, string>>;
  /** Whether the request says how long it is; it does unless said otherwise. */
  readonly length?: boolean;
}

const BOUNDARY = "----test-boundary-7MA4YWxk";

const field = (name: string, value: string): string =>
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;

/** Puts a file of known size into a form. */
export function fileForm(
  file: { readonly size: number; readonly bytes: () => AsyncIterable<Uint8Array> },
  { name = "file.bin", field: fileField = "file", before = {}, after = {}, length = true }: FormOptions = {},
): FileForm {
  const fields = (all: Readonly<Record<string, string>>): string =>
    Object.entries(all)
      .map((each) => field(...each))
      .join("");
  const head = Buffer.from(
    `${fields(before)}--${BOUNDARY}\r\nContent-Disposition: form-data; name="${fileField}"; filename="${name}"\r\nContent-Type: application/octet-stream\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n${fields(after)}--${BOUNDARY}--\r\n`);
  return {
    headers: {
      "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
      ...(length && { "content-length": String(head.length + file.size + tail.length) }),
    },
    body: Readable.from(
      (async function* () {
        yield head;
        yield* file.bytes();
        yield tail;
      })(),
      { objectMode: false },
    ),
  };
}

/** Bytes that are at hand, as a file for a form. */
export const fileOfBytes = (bytes: Uint8Array) => ({
  size: bytes.length,
  bytes: async function* () {
    if (bytes.length > 0) yield bytes;
  },
});
