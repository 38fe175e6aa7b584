/** How an attempt to send a request ended without an answer. */
export type NoAnswer =
  /** It cannot have been looked at: there was no connection. */
  | "unsent"
  /** The connection was cut before the answer was whole. */
  | "cut"
  /** It took too long. */
  | "late";

/** What to do about a request that was not answered as hoped. */
export interface Failed {
  readonly isRead: boolean;
  /** The status, or why there is none. */
  readonly ending: number | NoAnswer;
  /** How many times it has been sent. */
  readonly attempt: number;
  /** Milliseconds the answer asked for. */
  readonly pause: number | undefined;
  /** Milliseconds that there are left, and that one attempt may take. */
  readonly left: number;
  readonly timeout: number;
}

/** How often a request is sent at most, and how chance is had. */
export interface RepeatSettings {
  /** Where the answer was a 429, and otherwise. */
  readonly afterRefusal: number;
  readonly afterFailure: number;
  /** From 0 to 1. */
  readonly random: () => number;
}

export const REPEATS: RepeatSettings = { afterRefusal: 25, afterFailure: 5, random: Math.random };

const UNAVAILABLE: ReadonlySet<number | string> = new Set([502, 503, 504]);
/** Milliseconds of the first wait and of the longest, after a failure. */
const FIRST_WAIT = 200;
const MAX_WAIT = 5_000;

/** Whether a status says that the host as a whole has trouble. */
export const isOutage = (status: number): boolean => UNAVAILABLE.has(status);

/**
 * Milliseconds until a request is sent again, or undefined where it must not be. A read may always be. A write only
 * where Actionstep cannot have begun with it: it was never sent, or was refused for coming too soon.
 */
export function repeatAfter(failed: Failed, { afterRefusal, afterFailure, random }: RepeatSettings): number | undefined {
  const { isRead, ending, attempt, pause = 0, left, timeout } = failed;
  const isRefusal = ending === 429;
  if (!isRefusal && ending !== "unsent" && !(isRead && (UNAVAILABLE.has(ending) || ending === "cut" || ending === "late")))
    return undefined;
  // What took this long is likely to do so again: once more, where another whole attempt has room.
  if (ending === "late" && (left < timeout || attempt > 1)) return undefined;
  if (attempt >= (isRefusal ? afterRefusal : afterFailure)) return undefined;
  // What was refused joins the queue again, where the rate limit says when it is sent and keeps the pause.
  if (isRefusal) return pause <= left ? 0 : undefined;
  const wait = Math.max(pause, random() * Math.min(MAX_WAIT, FIRST_WAIT * 2 ** (attempt - 1)));
  return wait <= left ? wait : undefined;
}

const UNSENT: ReadonlySet<unknown> = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"]);
const LATE: ReadonlySet<unknown> = new Set(["TimeoutError", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);

/** What an error of sending a request means. */
export function noAnswerOf(error: unknown): NoAnswer {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return UNSENT.has(code) ? "unsent" : LATE.has(code) || LATE.has(name) ? "late" : "cut";
}
