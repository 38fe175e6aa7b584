import type { FastifyReply } from "fastify";
import type { Answer } from "./answer.js";
import { faultAnswer, replacedAnswer, type Fault, type Faults } from "./control/faults.js";
import type { Pauses } from "./control/pauses.js";
import type { IncomingRequest, RequestLog } from "./control/request-log.js";

/** Answers one request by doing some work, unless a fault has it otherwise; either way it is logged. */
export type Respond = (
  reply: FastifyReply,
  incoming: IncomingRequest,
  work: () => Answer | Promise<Answer>,
) => Promise<FastifyReply>;

/** What answering every request needs. */
export interface RespondParts {
  readonly log: RequestLog;
  readonly faults: Faults;
  readonly pauses: Pauses;
}

/** Makes the one place where logged requests are answered. */
export function createRespond({ log, faults, pauses }: RespondParts): Respond {
  return async (reply, incoming, work) => {
    // Logged when it arrives, and finished before the last byte leaves: whoever has the answer finds it in the log.
    const finish = log.begin(incoming);
    const fault = faults.take(incoming);
    if (fault?.kind === "stall") return reply.hijack();
    if (fault?.kind === "reset") return cut(reply, finish);
    if (fault?.kind === "delay") await pauses.wait(fault.ms);
    const answer = fault?.kind === "status" ? faultAnswer(fault) : await work();
    if (fault?.kind === "reset-after-commit") return cut(reply, finish);
    const outgoing = fault?.kind === "replace" ? replacedAnswer(answer, fault) : answer;
    finish(outgoing.status);
    return deliver(reply, outgoing, fault);
  };
}

function cut(reply: FastifyReply, finish: (status: number) => void): FastifyReply {
  finish(0);
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

/** Sends an answer as it is, or half of it. */
export function deliver(reply: FastifyReply, { status, headers = {}, body }: Answer, fault?: Fault): FastifyReply {
  // Bytes, never text: Fastify would add a charset to the content type of text.
  const bytes = body === undefined ? undefined : Buffer.from(body);
  const half = bytes?.subarray(0, Math.floor(bytes.length / 2));
  if (fault?.kind === "stall-body") {
    reply.hijack();
    reply.raw.writeHead(status, { ...headers, "content-length": Math.max(bytes?.length ?? 0, 1) });
    reply.raw.write(half ?? "");
    reply.raw.flushHeaders();
    return reply;
  }
  reply.code(status).headers(headers);
  if (fault?.kind === "truncate") return reply.header("connection", "close").send(half);
  return reply.send(bytes);
}
