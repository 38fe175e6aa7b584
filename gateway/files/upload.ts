import type { FastifyReply, FastifyRequest } from "fastify";
import { OperationTypeNode } from "graphql";
import { BadUserInput } from "../../schema/errors.js";
import { partCount } from "../../schema/files.js";
import { createContext } from "../http/request-context.js";
import { TooLarge, shownError } from "./errors.js";
import { arrivingFile } from "./form.js";
import { safeName } from "./names.js";
import { withTempFile } from "./temp-file.js";
import type { FileRouteParts } from "./parts.js";
import { admitted, upstreamForPart, refuseForgery } from "./request-guard.js";
import { checkName, sendFile, type SizedFile } from "./send-file.js";

/** The answer to an upload. */
export interface UploadedFile {
  /** The value for the input `file` of mutations that create documents: `<file id>;<name>`. */
  readonly file: string;
  readonly fileId: string;
  readonly name: string;
  readonly size: number;
  readonly status: string;
}

/** Bytes that a form may have besides its file. */
const MAX_AROUND_FILE = 131_072;
/** Milliseconds for which a client may go on sending after its answer, so that it gets to read the answer. */
const LISTENING = 10_000;

const headerOf = ({ headers }: FastifyRequest, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

function announcedSize(request: FastifyRequest): number | undefined {
  const text = headerOf(request, "x-upload-size");
  if (text === undefined) return undefined;
  if (!/^\d{1,15}$/.test(text)) throw new BadUserInput("x-upload-size", "expected the size of the file in bytes.");
  return Number(text);
}

const uploadIdOf = (request: FastifyRequest): string | undefined =>
  headerOf(request, "x-upload-id") ?? (request.query as Readonly<Record<string, string | undefined>>)["progress"];

/** Sends a file on to Actionstep while it arrives. Rejects with one of schema/errors. */
export async function upload(parts: FileRouteParts, request: FastifyRequest, reply: FastifyReply): Promise<UploadedFile> {
  const { transport, settings, uploads, board, clock, origins } = parts;
  endInTime(request, reply);
  refuseForgery(request, origins);
  const context = await createContext(parts, request, reply);
  const owner = admitted(context, OperationTypeNode.MUTATION);
  const size = announcedSize(request);
  const { maxUpload } = settings;
  if ((size ?? Number(request.headers["content-length"] ?? 0) - MAX_AROUND_FILE) > maxUpload) throw new TooLarge(maxUpload);
  const id = uploadIdOf(request);
  const reporter = id === undefined ? undefined : board.begin(owner, id);
  const upstream = upstreamForPart(context, clock, settings.partTimeout);

  try {
    const permit = await uploads.acquire(owner, context.upstream.signal);
    try {
      const arriving = await arrivingFile(request.raw, { maxFile: maxUpload, silence: settings.silence, clock, permit });
      try {
        const name = safeName(arriving.name);
        checkName(name);
        const sent = (file: SizedFile) => {
          reporter?.progress({ total: file.size, parts: partCount(file.size) });
          let taken = 0;
          return sendFile(file, {
            transport,
            upstream,
            clock,
            timeout: settings.partTimeout,
            onSent: (bytes) => reporter?.progress({ sent: (taken += bytes) }),
          });
        };
        const known = size ?? arriving.size;
        const bytes = counted(arriving.bytes, (received) => reporter?.progress({ received }));
        const {
          id: fileId,
          status,
          size: taken,
        } = known === undefined
          ? await withTempFile(settings.directories, bytes, (stored) => sent({ name, ...stored }))
          : await sent({ name, size: known, bytes, isExact: size !== undefined });
        const uploaded = { file: `${fileId};${name}`, fileId, name, size: taken, status };
        reporter?.end({ event: "done", data: uploaded });
        return uploaded;
      } finally {
        arriving.drop();
      }
    } finally {
      permit.release();
    }
  } catch (error) {
    const { message, extensions } = shownError(error, request.id);
    reporter?.end({ event: "failed", data: { message, ...extensions } });
    throw error;
  }
}

async function* counted(bytes: AsyncIterable<Buffer>, onCount: (total: number) => void): AsyncGenerator<Buffer> {
  let total = 0;
  for await (const piece of bytes) {
    onCount((total += piece.length));
    yield piece;
  }
}

/** Cuts the connection of a client that goes on sending for `LISTENING` milliseconds after its answer. */
function endInTime({ raw }: FastifyRequest, reply: FastifyReply): void {
  reply.raw.once("finish", () => {
    if (raw.complete) return;
    const timer = setTimeout(() => raw.socket.destroy(), LISTENING).unref();
    raw.once("close", () => clearTimeout(timer));
  });
}
