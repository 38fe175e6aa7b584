import type { IncomingMessage } from "node:http";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { BadUserInput } from "../../schema/errors.js";
import { NoForm, TooLarge, TooSlow } from "./errors.js";
import type { Permit } from "./semaphore.js";

/** A file that is arriving in a form. */
export interface ArrivingFile {
  /** The name in the form, which may be anything. */
  readonly name: string;
  /** The bytes of the file. They end only when the whole form has arrived, and throw when it is not whole. */
  readonly bytes: AsyncIterable<Buffer>;
  /** The file's size in bytes if it is the form's last field, from the length of the request; undefined without a length. */
  readonly size: number | undefined;
  /** Stops reading the form. */
  drop(): void;
}

/** What the client may send, and how slowly. */
export interface FormLimits {
  /** Bytes of the file. */
  readonly maxFile: number;
  /** Milliseconds without a byte from the client after which it is taken to be gone. */
  readonly silence: number;
  readonly clock: () => number;
  /** Measures how fast the client sends, and aborts `evicted` when it is too slow. */
  readonly permit: Pick<Permit, "meter" | "evicted">;
}

/** Bytes that a form may have before its file. */
const MAX_BEFORE_FILE = 65_536;
const FILE_BUFFER = 262_144;

const boundaryOf = (type: string): string | undefined => {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(type) ?? [];
  return quoted ?? plain;
};

/** Bytes that follow a file in the last field: a line end, the closing boundary and another line end. */
const closingLength = (boundary: string): number => `\r\n--${boundary}--\r\n`.length;

/** The offset at which the content of the last field in `before` begins; `before` holds the first bytes of a form. */
function contentStart(before: Buffer, boundary: string): number | undefined {
  const field = before.lastIndexOf(`--${boundary}\r\n`);
  const end = field < 0 ? -1 : before.indexOf("\r\n\r\n", field);
  return end < 0 ? undefined : end + 4;
}

/** Makes the reader of a form. Throws `BAD_USER_INPUT` for a boundary that Busboy does not accept. */
function readerOf(type: string, { headers }: IncomingMessage, maxFile: number): InstanceType<typeof Busboy> {
  try {
    return new Busboy({
      headers: { ...headers, "content-type": type },
      fileHwm: FILE_BUFFER,
      limits: { files: 1, fields: 20, fieldSize: 4_096, parts: 21, headerPairs: 20, headerSize: 16_384, fileSize: maxFile },
      isPartAFile: (_field, _type, name) => name !== undefined,
    });
  } catch {
    throw new BadUserInput("content-type", "its boundary cannot be one; expected at most 70 characters.");
  }
}

/** Finds the file in a form that is arriving. Rejects with `BAD_USER_INPUT` when the request is no form or has no file. */
export async function arrivingFile(request: IncomingMessage, limits: FormLimits): Promise<ArrivingFile> {
  const type = request.headers["content-type"] ?? "";
  const boundary = boundaryOf(type);
  if (!/^multipart\/form-data\s*;/i.test(type) || boundary === undefined) throw new NoForm();
  const reader = readerOf(type, request, limits.maxFile);
  return new Promise((resolve, reject) => new ArrivingForm(request, limits, reader, boundary).read(resolve, reject));
}

/** A form while it arrives: its bytes are fed to a reader, which finds the file in it. */
class ArrivingForm {
  #file: BusboyFileStream | undefined;
  #isDropped = false;
  #isWhole = false;
  #failure: Error | undefined;
  /** Rejects the promise of `arrivingFile`. */
  #reject: (error: Error) => void = () => undefined;
  /** Wakes the reader of the file's bytes when the form is whole or has failed. */
  #ended: () => void = () => undefined;
  /** Ends the wait in `#write` although the reader has not taken the last bytes. */
  #proceed: () => void = () => undefined;
  /** The bytes of the form up to the content of the file, and their number. */
  readonly #before: Buffer[] = [];
  #seen = 0;

  constructor(
    private readonly request: IncomingMessage,
    private readonly limits: FormLimits,
    private readonly reader: InstanceType<typeof Busboy>,
    private readonly boundary: string,
  ) {}

  /** Begins to read the form. Calls `resolve` with the file when its content begins. */
  read(resolve: (file: ArrivingFile) => void, reject: (error: Error) => void): void {
    this.#reject = reject;
    const { reader } = this;
    reader.on("file", (field, stream, name) => this.#begin(field, stream, name, resolve));
    reader.once("filesLimit", () => this.#fail(new BadUserInput("file", "expected one file in one form.")));
    reader.on("error", this.#malformed);
    reader.once("finish", () => {
      if (!this.#file) return this.#fail(new BadUserInput("file", "expected a file in a field of that name."));
      this.#isWhole = true;
      this.#ended();
    });
    this.limits.permit.evicted.addEventListener("abort", () => this.#fail(new TooSlow()), { once: true });
    this.#feed().catch(this.#malformed);
  }

  #begin(field: string, stream: BusboyFileStream, name: string, resolve: (file: ArrivingFile) => void): void {
    const { maxFile } = this.limits;
    this.#file = stream;
    stream.once("limit", () => this.#fail(new TooLarge(maxFile)));
    // Without a listener, an error before anybody reads the file would end the process.
    stream.on("error", this.#malformed);
    if (field !== "file") return this.#fail(new BadUserInput("file", "expected the file in a field of that name."));
    const size = this.#sizeOfFile();
    if (size !== undefined && size > maxFile) return this.#fail(new TooLarge(maxFile));
    resolve({
      name,
      size: size !== undefined && size >= 0 ? size : undefined,
      bytes: this.#bytesOf(stream),
      drop: () => this.#drop(),
    });
  }

  /** The file's size if it is the last field: the length of the request without what stands before and after the file. */
  #sizeOfFile(): number | undefined {
    const length = this.request.headers["content-length"];
    const start = length === undefined ? undefined : contentStart(Buffer.concat(this.#before), this.boundary);
    return start === undefined ? undefined : Number(length) - start - closingLength(this.boundary);
  }

  async *#bytesOf(stream: BusboyFileStream): AsyncGenerator<Buffer> {
    yield* stream as AsyncIterable<Buffer>;
    if (!this.#isWhole && !this.#failure) await new Promise<void>((done) => (this.#ended = done));
    if (this.#failure) throw this.#failure;
  }

  #drop(error?: Error): void {
    this.#isDropped = true;
    this.#file?.destroy(error);
    this.#proceed();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#drop(this.#failure);
    this.#reject(this.#failure);
    this.#ended();
  }

  readonly #malformed = (): void => this.#fail(new BadUserInput("body", "expected a whole multipart form."));

  /** Writes the request to the reader until it ends, stops arriving, or the form is dropped. */
  async #feed(): Promise<void> {
    const { clock, silence, permit } = this.limits;
    // The end of the iteration must not destroy the request: its connection is needed for the answer.
    const chunks = this.request.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    try {
      while (!this.#isDropped) {
        const timer = setTimeout(() => this.#fail(new BadUserInput("body", "it stopped arriving.")), silence).unref();
        permit.meter.waiting(clock());
        const next = await chunks.next().finally(() => clearTimeout(timer));
        permit.meter.moved(clock(), next.done ? 0 : next.value.length);
        if (next.done) return void this.reader.end();
        const rest = await this.#writeUpToFile(next.value);
        if (rest.length > 0 && !this.#isDropped) await this.#write(rest);
      }
    } finally {
      await chunks.return?.();
      // The rest of the request is thrown away: a client that sends all of it first can then read the answer.
      setImmediate(() => this.request.resume());
    }
  }

  /** Writes byte by byte until the reader finds the file, which tells where its content begins. Resolves to the bytes left. */
  async #writeUpToFile(chunk: Buffer): Promise<Buffer> {
    let rest = chunk;
    for (; !this.#file && rest.length > 0 && !this.#isDropped; rest = rest.subarray(1)) {
      this.#before.push(rest.subarray(0, 1));
      if (++this.#seen > MAX_BEFORE_FILE) {
        this.#fail(new BadUserInput("file", "expected it among the first fields of the form."));
        return rest;
      }
      await this.#write(rest.subarray(0, 1));
    }
    return rest;
  }

  #write(chunk: Buffer): Promise<void> {
    return new Promise((done) => {
      this.#proceed = done;
      this.reader.write(chunk, () => done());
    });
  }
}
