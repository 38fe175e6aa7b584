import { Readable } from "node:stream";
import { create as contentDisposition } from "content-disposition";
import type { FastifyReply, FastifyRequest } from "fastify";
import { OperationTypeNode } from "graphql";
import { PART_SIZE } from "../../schema/files.js";
import { createContext } from "../http/request-context.js";
import { documentIdOf, storedDocument, type StoredDocument } from "./document.js";
import { TooSlow, shownError } from "./errors.js";
import { fetchPart, type Fetching } from "./fetch-part.js";
import { bytesOfRange, bytesToTheEnd, unlikeItsRecord } from "./file-bytes.js";
import type { FileRouteParts } from "./parts.js";
import { rangeOf } from "./range.js";
import { admitted, upstreamForPart } from "./request-guard.js";
import type { Permit } from "./semaphore.js";

/** Headers that forbid a browser to cache a file, to guess its type, and to run its content as a page of the gateway. */
const PROTECTION = {
  "cache-control": "private, no-store",
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'",
  "cross-origin-resource-policy": "same-site",
};

/** Bytes handed to the client at a time: a client that takes a slice is still reading. */
const SLICE = 65_536;

function describe(reply: FastifyReply, { name, mediaType, etag }: StoredDocument): void {
  void reply.headers({
    ...PROTECTION,
    "content-type": mediaType,
    // The name is quoted even where the grammar does not require it, since some clients expect quotes.
    "content-disposition": contentDisposition(name).replace(/^attachment; filename=([^";]+)/, 'attachment; filename="$1"'),
    etag,
  });
}

/** How the reading of a stream is watched. */
interface Reading {
  /** Milliseconds a client may take to read one slice. */
  readonly silence: number;
  readonly clock: () => number;
  readonly permit: Permit;
  readonly onFailure: (error: unknown) => void;
}

/** A stream of a file's bytes. The connection is cut when the client stops reading or is evicted, and when a part fails. */
function streamOf(
  bytes: AsyncGenerator<Buffer, void, void>,
  { silence, clock, permit: { meter, evicted }, onFailure }: Reading,
): Readable {
  const watched = async function* (): AsyncGenerator<Buffer, void, void> {
    for await (const piece of bytes) {
      for (let at = 0; at < piece.length; at += SLICE) {
        const timer = setTimeout(() => stream.destroy(new Error("the reader stopped reading")), silence).unref();
        const slice = piece.subarray(at, at + SLICE);
        meter.waiting(clock());
        try {
          yield slice;
        } finally {
          meter.moved(clock(), slice.length);
          clearTimeout(timer);
        }
      }
    }
  };
  const stream = Readable.from(watched(), { objectMode: false, highWaterMark: 1 });
  stream.once("error", onFailure);
  evicted.addEventListener("abort", () => stream.destroy(new TooSlow()), { once: true });
  return stream;
}

/** The first part of a file. If its length is not as recorded, it is fetched again; a third length is an error. */
async function firstPart(fetching: Fetching, { reference, size }: StoredDocument): Promise<Buffer> {
  const fetched = async (): Promise<Buffer> => (await fetchPart(fetching, reference, 1)) ?? Buffer.alloc(0);
  const expected = size === undefined ? undefined : Math.min(size, PART_SIZE);
  const part = await fetched();
  if (expected === undefined || part.length === expected) return part;
  const again = await fetched();
  if (again.length !== part.length && again.length !== expected) throw unlikeItsRecord();
  return again;
}

/** Sends the bytes of a document, or a range of them. Rejects with an error to show only before the first byte is sent. */
export async function download(parts: FileRouteParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { transport, clock, downloads, settings, resources } = parts;
  const context = await createContext(parts, request, reply);
  const owner = admitted(context, OperationTypeNode.QUERY);
  const { upstream, log } = context;
  const file = await storedDocument(context, documentIdOf(resources, (request.params as { id: string }).id));
  const fetching = {
    transport,
    upstream: upstreamForPart(context, clock, settings.partTimeout),
    clock,
    timeout: settings.partTimeout,
  };
  const { range: wanted, "if-range": unless } = request.headers;
  const header = unless === undefined || unless === file.etag ? wanted : undefined;

  const isHead = request.method === "HEAD";
  const range = file.size === undefined ? undefined : rangeOf(header, file.size);
  if (range === "unsatisfiable") {
    const error = {
      message: `range: the file has ${file.size} bytes.`,
      extensions: { code: "BAD_USER_INPUT", argument: "range" },
    };
    return reply
      .code(416)
      .headers({ ...PROTECTION, "content-range": `bytes */${file.size}` })
      .send({ errors: [error] });
  }
  if (isHead) {
    describe(reply, file);
    if (file.size !== undefined) void reply.headers({ "accept-ranges": "bytes", "content-length": file.size });
    return reply.send();
  }

  const permit = await downloads.acquire(owner, upstream.signal);
  reply.raw.once("close", permit.release);
  const onFailure = (error: unknown): void => {
    if (upstream.signal?.aborted) return;
    const { message, extensions } = shownError(error, request.id);
    log.warn({ failure: message, code: extensions["code"] }, "a file broke off while it was being sent");
  };
  const send = (bytes: AsyncGenerator<Buffer, void, void>): FastifyReply =>
    reply.send(streamOf(bytes, { silence: settings.silence, clock, permit, onFailure }));

  if (range && file.size !== undefined) {
    const { start, end } = range;
    const from = Math.floor(start / PART_SIZE) + 1;
    const part = await fetchPart(fetching, file.reference, from);
    if (!part) throw unlikeItsRecord();
    const bytes = bytesOfRange(fetching, { reference: file.reference, size: file.size }, range, part);
    describe(reply, file);
    void reply.code(206).headers({
      "accept-ranges": "bytes",
      "content-range": `bytes ${start}-${end}/${file.size}`,
      "content-length": end - start + 1,
    });
    return send(bytes);
  }

  const first = await firstPart(fetching, file);
  // A first part that is shorter than a full one is the whole file, whatever size the record says.
  const size =
    first.length < PART_SIZE ? first.length : file.size !== undefined && file.size >= PART_SIZE ? file.size : undefined;
  describe(reply, file);
  if (size === undefined) return send(bytesToTheEnd(fetching, file.reference, first));
  void reply.headers({ "accept-ranges": "bytes", "content-length": size });
  if (size === 0) return reply.send(Buffer.alloc(0));
  return send(bytesOfRange(fetching, { reference: file.reference, size }, { start: 0, end: size - 1 }, first));
}
