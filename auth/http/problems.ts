import type { FastifyReply, FastifyRequest } from "fastify";
import type { AuthProblem } from "../settings.js";

/** The problems of a sign-in: a code for programs, and a status, a title and a text for people. */
const PROBLEMS = {
  STATE_INVALID: [
    400,
    "This sign-in cannot be finished",
    "It was begun in another browser or session, or has been used already. Start again from here.",
  ],
  STATE_EXPIRED: [
    400,
    "This sign-in took too long",
    "More than ten minutes have passed since it was begun. Start again from here.",
  ],
  CODE_REJECTED: [
    400,
    "Actionstep did not accept this sign-in",
    "The code it sent was no longer valid when it was used. Start again from here.",
  ],
  SCOPE_INVALID: [
    400,
    "The scope asked for is not valid",
    "Expected scope names separated by spaces, such as “actions participants”.",
  ],
  NAVIGATION_REQUIRED: [
    400,
    "This address is for browsers to open",
    "Send the browser here; a script cannot follow the sign-in.",
  ],
  RATE_LIMITED: [
    429,
    "Too many sign-ins at once",
    "So many were begun from here, or failed, that the gateway takes a short break. Wait a minute, then start again.",
  ],
  IDENTITY_UNAVAILABLE: [
    503,
    "Actionstep did not say who you are",
    "The authorization is kept. Try again in a moment: you will not be asked for it again.",
  ],
  IDENTITY_REFUSED: [
    502,
    "Actionstep did not say who you are",
    "Reading the current user was refused. The scope “users” is needed for that.",
  ],
  ANSWER_INCOMPLETE: [
    502,
    "Actionstep's answer is incomplete",
    "It lacks the organisation, its API address or a token, so nothing was stored.",
  ],
  AUTH_MISCONFIGURED: [
    500,
    "This gateway is not set up correctly",
    "Connecting is not possible until its operators have put that right. They have been told.",
  ],
  UPSTREAM_UNAVAILABLE: [
    503,
    "Connecting is not possible at the moment",
    "Actionstep or our own store did not answer as expected. Nothing was changed. Try again in a moment.",
  ],
} as const satisfies Record<string, readonly [number, string, string]>;

/** The code of a problem. */
export type ProblemCode = keyof typeof PROBLEMS;

/** Answers with a page about a problem, or with JSON to a client that asks for nothing else. */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  code: ProblemCode,
  restartUrl: string,
  page: (problem: AuthProblem) => string,
  retryAfter = 5,
): FastifyReply {
  const [status, title, detail] = PROBLEMS[code];
  void reply.code(status);
  if (status === 503 || status === 429) void reply.header("retry-after", String(retryAfter));
  if (asksForJsonOnly(request)) {
    return reply.send({ error: { code, message: `${title}. ${detail}`, restartUrl, requestId: request.id } });
  }
  return reply.type("text/html; charset=utf-8").send(page({ status, title, detail, restartUrl, requestId: request.id }));
}

function asksForJsonOnly({ method, url, headers: { accept = "" } }: FastifyRequest): boolean {
  // Routes that only scripts call answer with JSON, whatever the request accepts.
  return method !== "GET" || /^\/auth\/(session|tokens)/.test(url) || (/\bjson\b/i.test(accept) && !/text\/html/i.test(accept));
}
