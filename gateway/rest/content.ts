import type { Log } from "../../resolvers/context.js";
import { UpstreamInvalidResponse } from "../../schema/errors.js";
import { retryAfterSeconds } from "../rate-limit/retry-after.js";
import { failureFrom, type Asked } from "./failures.js";
import { isJson, parsed } from "./json.js";
import { hiddenError, upstreamErrorIn, type UpstreamError } from "./upstream-error.js";
import type { IncomingAnswer, OutgoingRequest } from "./transport.js";

/** An answer, with what was asked and who waits for it. */
export interface Answered {
  readonly request: Pick<OutgoingRequest, "method" | "path">;
  readonly answer: IncomingAnswer;
  readonly asked: Asked;
  /** Whether nothing at all, with a status that says that all is well, is an answer. */
  readonly mayBeEmpty: boolean;
  /** The logs of all whose request it was. */
  readonly logs: readonly Pick<Log, "debug" | "warn">[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Milliseconds it took. */
  readonly ms: number;
}

/** Writes down what was refused and Actionstep's code and title for it; of what it was about, only which member it was. */
export function noteRefusal(logs: Answered["logs"], details: object, { status, code, title, pointer }: UpstreamError): void {
  // Of the many that look for a record some do not find it: that is no news.
  const level = status === 404 ? "debug" : "warn";
  for (const log of logs) log[level]({ ...details, code, title, pointer }, "upstream refused a request");
}

/** The parsed body of an answer; undefined where it has none. Throws one of schema/errors. */
export function contentOf({ request, answer, asked, mayBeEmpty, logs, now, ms }: Answered): unknown {
  const { status, contentType } = answer;
  const details = { resource: request.path, method: request.method, status, ms };
  const refuse = (refusal: UpstreamError): never => {
    noteRefusal(logs, details, refusal);
    throw failureFrom(refusal, asked);
  };
  const unreadable = (problem: string): never => {
    const type = contentType?.split(";")[0]!.trim().slice(0, 60);
    for (const log of logs)
      log.warn({ ...details, problem, contentType: type, bytes: answer.body.length }, "upstream sent what cannot be read");
    throw new UpstreamInvalidResponse();
  };

  if (status === 204) return undefined;
  const text = answer.body.toString("utf8");
  if (status < 200 || status > 299) return refuse(upstreamErrorIn(status, text, retryAfterSeconds(answer.retryAfter, now)));
  if (text.trim() === "") return mayBeEmpty ? undefined : unreadable("empty");
  if (!isJson(contentType)) return unreadable("not JSON by its type");
  const content = parsed(text);
  if (content === undefined) return unreadable("no JSON, or deeper or fuller than any answer");
  const refusal = hiddenError(content);
  return refusal ? refuse(refusal) : content;
}
