import type { IncomingMessage } from "node:http";
import { Busboy, type BusboyFileStream } from "@fastify/busboy";
import { BadUserInput } from "../../schema/errors.js";
import { NoForm, TooLarge, TooSlow } from "./errors.js";
import type { Permit } from "./semaphore.js";

/** A file that is arriving in a form. */
export interface ArrivingFile {
  /** As the form has it. */
  readonly name: string;
  /** Its bytes, read as they are wanted. They end only once the whole form has arrived. */
  readonly bytes: AsyncIterable<Buffer>;
  /** How many bytes there will be, as far as the length of the request tells. */
  readonly size: number | undefined;
  /** Takes in no more of the form. */
  drop(): void;
}

/** What a form may hold. */
export interface FormLimits {
  readonly maxFile: number;
  /** Milliseconds without a byte from the client after which it is taken to be gone. */
  readonly silence: number;
  readonly clock: () => number;
  /** Measures how fast the client is, and says when it has been too slow. */
  readonly permit: Pick<Permit, "meter" | "evicted">;
}

/** Bytes of a form before its file: a few small fields. */
const MAX_BEFORE_FILE = 65_536;
const FILE_BUFFER = 262_144;

const boundaryOf = (type: string): string | undefined => {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^\s;"]+))/i.exec(type) ?? [];
  return quoted ?? plain;
};

/** Bytes after the file where that is the last field: the end of its line, the closing boundary and the end of that. */
const closingLength = (boundary: string): number => `\r\n--${boundary}--\r\n`.length;

/** Where the content of a form's newest field begins, given all bytes of the form up to there and a few more. */
function contentStart(before: Buffer, boundary: string): number | undefined {
  const field = before.lastIndexOf(`--${boundary}\r\n`);
  const end = field < 0 ? -1 : before.indexOf("\r\n\r\n", field);
  return end < 0 ? undefined : end + 4;
}

/** Makes the reader of a form. Throws `BAD_USER_INPUT` for a boundary that it takes for none. */
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

/** Finds the file in a form that is arriving. Rejects with `BAD_USER_INPUT` where there is none. */
export async function arrivingFile(request: IncomingMessage, limits: FormLimits): Promise<ArrivingFile> {
  const { maxFile, silence, clock, permit } = limits;
  const type = request.headers["content-type"] ?? "";
  const boundary = boundaryOf(type);
  if (!/^multipart\/form-data\s*;/i.test(type) || boundary === undefined) throw new NoForm();
  const length = request.headers["content-length"] === undefined ? undefined : Number(request.headers["content-length"]);
  const form = readerOf(type, request, maxFile);

  return new Promise((resolve, reject) => {
    let file: BusboyFileStream | undefined;
    let isDropped = false;
    let failure: Error | undefined;
    let isWhole = false;
    let whole = (): void => undefined;
    let proceed = (): void => undefined;
    const drop = (error?: Error): void => {
      isDropped = true;
      file?.destroy(error);
      proceed();
    };
    const fail = (error: Error): void => {
      failure ??= error;
      drop(failure);
      reject(failure);
      whole();
    };
    const malformed = (): void => fail(new BadUserInput("body", "expected a whole multipart form."));
    const before: Buffer[] = [];
    let seen = 0;

    form.on("file", (field, stream, name) => {
      file = stream;
      stream.once("limit", () => fail(new TooLarge(maxFile)));
      // Whoever reads it sees the failure; until somebody does, it is no event of its own.
      stream.on("error", malformed);
      if (field !== "file") return fail(new BadUserInput("file", "expected the file in a field of that name."));
      const start = length === undefined ? undefined : contentStart(Buffer.concat(before), boundary);
      const size = start === undefined ? undefined : length! - start - closingLength(boundary);
      if (size !== undefined && size > maxFile) return fail(new TooLarge(maxFile));
      resolve({
        name,
        size: size !== undefined && size >= 0 ? size : undefined,
        bytes: (async function* () {
          yield* stream as AsyncIterable<Buffer>;
          if (!isWhole && !failure) await new Promise<void>((done) => (whole = done));
          if (failure) throw failure;
        })(),
        drop: () => drop(),
      });
    });
    form.once("filesLimit", () => fail(new BadUserInput("file", "expected one file in one form.")));
    form.on("error", malformed);
    form.once("finish", () => {
      if (!file) return fail(new BadUserInput("file", "expected a file in a field of that name."));
      isWhole = true;
      whole();
    });

    permit.evicted.addEventListener("abort", () => fail(new TooSlow()), { once: true });
    const write = (chunk: Buffer): Promise<void> =>
      new Promise((done) => {
        proceed = done;
        form.write(chunk, () => done());
      });
    const feed = async (): Promise<void> => {
      // Not ended with the iteration: its connection is still needed for the answer.
      const chunks = request.iterator({ destroyOnReturn: false })[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      try {
        while (!isDropped) {
          const timer = setTimeout(() => fail(new BadUserInput("body", "it stopped arriving.")), silence).unref();
          permit.meter.waiting(clock());
          const next = await chunks.next().finally(() => clearTimeout(timer));
          permit.meter.moved(clock(), next.done ? 0 : next.value.length);
          if (next.done) return void form.end();
          let rest = next.value;
          // Byte by byte up to the file: so it is known where its content begins.
          for (; !file && rest.length > 0 && !isDropped; rest = rest.subarray(1)) {
            before.push(rest.subarray(0, 1));
            if (++seen > MAX_BEFORE_FILE)
              return fail(new BadUserInput("file", "expected it among the first fields of the form."));
            await write(rest.subarray(0, 1));
          }
          if (rest.length > 0 && !isDropped) await write(rest);
        }
      } finally {
        await chunks.return?.();
        // What still comes is thrown away, so that the client gets to read its answer, and to ask for something else.
        setImmediate(() => request.resume());
      }
    };
    feed().catch(malformed);
  });
}
