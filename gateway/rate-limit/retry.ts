/** Why an attempt to send a request had no answer. */
export type NoAnswer =
  /** There was no connection, so Actionstep cannot have looked at the request. */
  | "unsent"
  /** The connection was cut before the answer was whole. */
  | "cut"
  /** The answer took too long. */
  | "late";

/** An attempt that did not have the answer hoped for. */
export interface FailedAttempt {
  readonly isRead: boolean;
  /** The status of the answer, or why there is none. */
  readonly ending: number | NoAnswer;
  /** How many times the request has been sent. */
  readonly attempt: number;
  /** Milliseconds that the answer's `Retry-After` asks for. */
  readonly pause: number | undefined;
  /** Milliseconds that are left for the request, and that one attempt may take. */
  readonly left: number;
  readonly timeout: number;
}

/** How often a request is sent. */
export interface RetrySettings {
  /** Attempts at most, the first one included, where the last answer was a 429. */
  readonly afterRefusal: number;
  /** Attempts at most where the last one failed in another way. */
  readonly afterFailure: number;
  /** Gives a random number from 0 to 1, by which waits are spread. */
  readonly random: () => number;
}

/** How often requests are sent unless a gateway is told otherwise. */
export const RETRY: RetrySettings = { afterRefusal: 25, afterFailure: 5, random: Math.random };

const UNAVAILABLE: ReadonlySet<number | string> = new Set([502, 503, 504]);
/** Milliseconds of the first wait after a failure, which doubles with each attempt, and of the longest. */
const FIRST_WAIT = 200;
const MAX_WAIT = 5_000;

/** Whether a status says that the host as a whole has trouble. */
export const isOutage = (status: number): boolean => UNAVAILABLE.has(status);

/**
 * Milliseconds until a request is sent again; undefined where it must not be. A read may always be sent again. A write may
 * only where Actionstep cannot have begun with it: the write was never sent, or was refused with a 429.
 */
export function retryDelay(failed: FailedAttempt, { afterRefusal, afterFailure, random }: RetrySettings): number | undefined {
  const { isRead, ending, attempt, pause = 0, left, timeout } = failed;
  const isRefusal = ending === 429;
  if (!isRefusal && ending !== "unsent" && !(isRead && (UNAVAILABLE.has(ending) || ending === "cut" || ending === "late")))
    return undefined;
  // What took this long is likely to do so again: it is sent once more, and only where another whole attempt has room.
  if (ending === "late" && (left < timeout || attempt > 1)) return undefined;
  if (attempt >= (isRefusal ? afterRefusal : afterFailure)) return undefined;
  // What was refused joins the queue again, where the rate limit says when it is sent and keeps the pause.
  if (isRefusal) return pause <= left ? 0 : undefined;
  const wait = Math.max(pause, random() * Math.min(MAX_WAIT, FIRST_WAIT * 2 ** (attempt - 1)));
  return wait <= left ? wait : undefined;
}

const UNSENT: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);
const LATE: ReadonlySet<unknown> = new Set(["TimeoutError", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** What an error of sending a request, undici's or a time limit's, means. */
export function noAnswerOf(error: unknown): NoAnswer {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return UNSENT.has(code) ? "unsent" : LATE.has(code) || LATE.has(name) ? "late" : "cut";
}
