import type { Attack, Sender } from "./rig.js";
import type { WireAnswer, WireRequest } from "./wire.js";

/** What there are so many of, one after the other. */
export const many = (count: number, part: (index: number) => string, between = " "): string =>
  Array.from({ length: count }, (_, index) => part(index)).join(between);

/** A text so many levels deep. */
export const deep = (levels: number, open: string, inside: string, close: string): string =>
  open.repeat(levels) + inside + close.repeat(levels);

/** Ways in which an operation is refused before it runs. */
export const REFUSED = [
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "QUERY_TOO_EXPENSIVE",
  "ANSWER_TOO_LARGE",
];

type Body = Readonly<Record<string, unknown>> | string | (() => Readonly<Record<string, unknown>> | string);

/** An attack that is one POST to `/graphql`. The body may be made only when it is sent. */
export const posted = (
  who: Attack["who"],
  name: string,
  sees: readonly string[],
  body: Body,
  headers?: Readonly<Record<string, string>>,
): Attack => ({
  name,
  who,
  sees,
  send: (by) => by.post(typeof body === "function" ? body() : body, headers),
});

/** An attack that is many requests, so many at once. */
export const flood = (
  who: Attack["who"],
  name: string,
  sees: readonly string[],
  { count, atOnce }: { readonly count: number; readonly atOnce: number },
  one: (by: Sender, index: number) => Promise<WireAnswer>,
): Attack => ({
  name,
  who,
  sees,
  async send(by) {
    const answers: WireAnswer[] = [];
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let index = next++; index < count; index = next++) answers.push(await one(by, index));
    };
    await Promise.all(Array.from({ length: atOnce }, lane));
    return answers;
  },
});

/** Ways in which HTTP says that a request is none. */
export const CLIENT_ERRORS = [
  "BAD_REQUEST",
  "HTTP 400",
  "HTTP 404",
  "HTTP 405",
  "HTTP 411",
  "HTTP 413",
  "HTTP 414",
  "HTTP 415",
  "HTTP 431",
  "HTTP 408",
];
/** Ways in which whatever is sent may be refused. */
export const NOT_TAKEN = [
  ...CLIENT_ERRORS,
  "FORBIDDEN",
  "UNAUTHENTICATED",
  "BAD_USER_INPUT",
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
];

/** An attack that is one request of any kind. */
export const sent = (
  name: string,
  sees: readonly string[],
  request: WireRequest | (() => WireRequest),
  who: Attack["who"] = "anonymous",
): Attack => ({
  name,
  who,
  sees,
  send: (by) => by.send(typeof request === "function" ? request() : request),
});
