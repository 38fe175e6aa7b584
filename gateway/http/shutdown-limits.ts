import type { Config } from "../config.js";

/** Milliseconds beyond the longest request of all, for its answer to be made and sent. */
const ANSWER_MARGIN = 5_000;
/** Milliseconds after the last answer: tokens are saved, connections to Actionstep and the store are closed. */
const SAVING_LIMIT = 25_000;
/** Milliseconds that a process lives on after an unexpected failure. */
export const MAX_LIFE_AFTER_FAILURE = 10_000;
/** Milliseconds that requests to Actionstep may take once nobody waits for their answer any more. */
export const MAX_UPSTREAM_CLOSING = 5_000;

type Timeouts = Pick<Config, "operationDeadline" | "upstreamSlowTimeout">;

/** Milliseconds a request may take as long as all goes as it should: waiting for a permit, then the slowest answer of Actionstep. */
export const longestRequest = ({ operationDeadline, upstreamSlowTimeout }: Timeouts): number =>
  operationDeadline + upstreamSlowTimeout;

/** Milliseconds that answers under way may take once the server is told to close. */
export const closingLimit = (timeouts: Timeouts): number => longestRequest(timeouts) + ANSWER_MARGIN;

/**
 * Milliseconds after the first signal in which the process ends, whatever happens. `deploy/` gives it more than that:
 * see docs/production.md.
 */
export const drainLimit = (timeouts: Timeouts & Pick<Config, "drainDelay">): number =>
  timeouts.drainDelay + closingLimit(timeouts) + SAVING_LIMIT;
