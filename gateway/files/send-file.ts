import { BadUserInput, UpstreamInvalidResponse } from "../../schema/errors.js";
import { PART_SIZE, REFUSED_EXTENSIONS, beginsLike, extensionOf, partCount } from "../../schema/files.js";
import { createWaiters, type UpstreamContext } from "../rest/waiters.js";
import type { Transport } from "../rest/transport.js";
import { createRechunker } from "./rechunk.js";
import { createPartForm, partAnswerOf, type PartAnswer, type PartForm } from "./part-request.js";

/** A file whose size is known before its bytes are read. */
export interface SizedFile {
  readonly name: string;
  readonly size: number;
  readonly bytes: AsyncIterable<Buffer>;
  /** Whether the client stated `size`. Otherwise it follows from the length of the request and may be a little too large. */
  readonly isExact?: boolean;
}

/** A file of which Actionstep has every part. */
export interface SentFile {
  readonly id: string;
  /** `Uploaded`, or `Pending` while it is being scanned. */
  readonly status: string;
  readonly size: number;
}

/** What it takes to send a file. */
export interface Sending {
  readonly transport: Transport;
  /** Makes the context of one request, with a deadline of its own. */
  readonly upstream: () => UpstreamContext;
  readonly clock: () => number;
  /** Milliseconds for one part. */
  readonly timeout: number;
  /** Called when Actionstep has taken a part. */
  readonly onSent: (bytes: number) => void;
}

/** Throws `BAD_USER_INPUT` for a file without a name, or with an extension that Actionstep refuses. */
export function checkName(name: string): void {
  if (name === "") throw new BadUserInput("file", "expected a file with a name.");
  const extension = extensionOf(name);
  if (REFUSED_EXTENSIONS.has(extension)) throw new BadUserInput("file", `Actionstep takes no ${extension} files.`, { extension });
}

function checkContent(name: string, head: Uint8Array): void {
  const extension = extensionOf(name);
  if (!beginsLike(extension, head))
    throw new BadUserInput("file", `its content is not that of a ${extension} file, and Actionstep would refuse it.`, {
      extension,
    });
}

const otherSize = (): BadUserInput =>
  new BadUserInput(
    "file",
    "it is not as long as the request said beforehand. Put it last in the form, or send its exact size as x-upload-size.",
  );

/** Makes the function that sends one part: by POST, or by PUT when Actionstep answers POST with status 405. */
function partSender({ transport, upstream: upstreamNow, clock, timeout }: Sending, count: number) {
  let method: "POST" | "PUT" = "POST";
  const attempt = async (form: PartForm, length: number, number: number, id: string | undefined) => {
    const waiters = createWaiters();
    waiters.join(upstreamNow());
    const target = `files${id === undefined ? "" : `/${id}`}?part_count=${count}&part_number=${number}`;
    try {
      return await transport.send(
        { method, path: "files", target, body: form.body(length), contentType: form.contentType, timeout },
        waiters,
      );
    } finally {
      waiters.stopListening();
    }
  };
  return async (form: PartForm, length: number, number: number, id: string | undefined): Promise<PartAnswer> => {
    let answer = await attempt(form, length, number, id);
    // The documentation says POST, the wiki PUT (protocol 5). A method refused with 405 has stored nothing.
    if (answer.status === 405 && method === "POST" && number === 1) {
      method = "PUT";
      answer = await attempt(form, length, number, id);
    }
    return partAnswerOf(answer, clock(), upstreamNow());
  };
}

/**
 * Sends a file to Actionstep part by part; while one part is sent, the next is filled. The last part is sent only when the
 * whole file has arrived: without it Actionstep has no file. A part whose answer was lost is never sent again.
 */
export async function sendFile({ name, size, bytes, isExact = false }: SizedFile, sending: Sending): Promise<SentFile> {
  const count = partCount(size);
  const send = partSender(sending, count);
  const rechunker = createRechunker(bytes);
  const forms = [createPartForm(name, size), ...(count > 1 ? [createPartForm(name, size)] : [])];
  let id: string | undefined;
  let status: string | undefined;
  let total = 0;
  let underWay: Promise<void> = Promise.resolve();
  for (let number = 1; number <= count; number++) {
    const form = forms[number % forms.length]!;
    // Fills this part while the previous one is sent. Whichever fails first ends the upload.
    const [length] = await Promise.all([rechunker.fill(form.room), underWay]);
    total += length;
    if (total === 0) throw new BadUserInput("file", "it is empty.");
    if (number === 1) checkContent(name, form.room.subarray(0, length));
    const isShort = number < count ? length < PART_SIZE : length === 0 || (isExact && total !== size);
    if (isShort || (number === count && (await rechunker.hasMore()))) throw otherSize();
    underWay = send(form, length, number, id).then((answer) => {
      if (id !== undefined && answer.id !== undefined && answer.id !== id)
        throw new UpstreamInvalidResponse("Actionstep gave the parts of one file several ids.");
      id ??= answer.id;
      status = answer.status;
      if (id === undefined) throw new UpstreamInvalidResponse("Actionstep gave the file no id.");
      sending.onSent(length);
    });
    underWay.catch(() => undefined);
  }
  await underWay;
  return { id: id!, status: status ?? "Pending", size: total };
}
