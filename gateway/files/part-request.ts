import { randomBytes } from "node:crypto";
import { format } from "content-disposition";
import { BadUserInput, NotFound, RequestRefused, UpstreamInvalidResponse, type GatewayError } from "../../schema/errors.js";
import { PART_SIZE } from "../../schema/files.js";
import { retryAfterSeconds } from "../rate-limit/retry-after.js";
import { failureOf } from "../rest/failures.js";
import { isObject, parsed } from "../rest/json.js";
import type { UpstreamContext } from "../rest/waiters.js";
import type { IncomingAnswer } from "../rest/transport.js";

/** The buffer in which one part is put into its multipart form. It is used for one part after another. */
export interface PartForm {
  readonly contentType: string;
  /** Where the bytes of the part go. */
  readonly room: Uint8Array;
  /** The whole form, for so many bytes of the part. */
  body(length: number): Uint8Array;
}

/** Makes the form for the parts of a file, given its name and its size in bytes. */
export function createPartForm(name: string, fileSize: number): PartForm {
  const boundary = `part-${randomBytes(18).toString("hex")}`;
  const disposition = format({ type: "form-data", parameters: { name: "file", filename: name } }, { multipart: true });
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: ${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`,
    "utf8",
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`, "latin1");
  const size = Math.min(fileSize, PART_SIZE);
  const form = Buffer.allocUnsafeSlow(head.length + size + tail.length);
  head.copy(form);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    room: form.subarray(head.length, head.length + size),
    body(length) {
      tail.copy(form, head.length + length);
      return form.subarray(0, head.length + length + tail.length);
    },
  };
}

/** What Actionstep's answer to a part says of the file. */
export interface PartAnswer {
  readonly id?: string;
  readonly status?: string;
}

/** The ids of files that are accepted, since an id is put into a path. */
const FILE_ID = /^(?!\.{1,2}$)[\w.~-]{1,200}$/;

function failureAt(answer: IncomingAnswer, now: number, { connectUrl }: UpstreamContext): GatewayError {
  const pause = retryAfterSeconds(answer.retryAfter, now);
  const asked = { path: "files", hasConditions: false, connectUrl };
  const failure = failureOf(answer.status, answer.body.toString("utf8"), pause, asked);
  if (failure instanceof RequestRefused)
    return new BadUserInput("file", "Actionstep does not accept it: its kind is refused, or its content is of another kind.");
  if (failure instanceof NotFound) return new UpstreamInvalidResponse("Actionstep lost the file while it was being sent.");
  return failure;
}

/** Reads the answer to a part. Throws one of schema/errors when Actionstep did not take the part or the answer cannot be read. */
export function partAnswerOf(answer: IncomingAnswer, now: number, upstream: UpstreamContext): PartAnswer {
  if (answer.status < 200 || answer.status > 299) throw failureAt(answer, now, upstream);
  const text = answer.body.toString("utf8");
  if (text.trim() === "") return {};
  const body = parsed(text);
  if (body === undefined) throw new UpstreamInvalidResponse();
  const { files, errors } = isObject(body) ? body : {};
  if (files === undefined && errors !== undefined) throw new UpstreamInvalidResponse();
  const { id, status } = ((Array.isArray(files) ? files[0] : files) ?? {}) as { id?: unknown; status?: unknown };
  const restId = typeof id === "number" ? String(id) : id;
  if (restId !== undefined && (typeof restId !== "string" || !FILE_ID.test(restId)))
    throw new UpstreamInvalidResponse("Actionstep sent an id of a file that cannot be one.");
  return { ...(restId !== undefined && { id: restId }), ...(typeof status === "string" && { status }) };
}
