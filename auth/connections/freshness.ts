import type { ConnectionRecord } from "./connection-record.js";
import type { Timing } from "./timing.js";

/** When within the life of an access token the next one is fetched, and how far that varies from one to the next. */
const EARLY = 0.75;
const SPREAD = 0.05;

/** Whether a token can be used as it is, should be renewed while it is used, or must be renewed first. */
export type Freshness = "fresh" | "ageing" | "expired";

/** How far the access token of a record is through its life. */
export function freshnessOf(record: ConnectionRecord, now: number, { hardSkew }: Pick<Timing, "hardSkew">): Freshness {
  const life = record.atExpiresAt - record.atIssuedAt;
  if (now >= record.atExpiresAt - Math.min(hardSkew, life / 10)) return "expired";
  return now < record.atIssuedAt + life * (EARLY + SPREAD * lotOf(record.rtFp, record.v)) ? "fresh" : "ageing";
}

// Between -1 and 1, the same for every process and every call, so that connections made together are not renewed together.
function lotOf(text: string, from = 0): number {
  let sum = from;
  for (const char of text) sum = (sum * 31 + char.charCodeAt(0)) % 1_009;
  return (sum / 1_008) * 2 - 1;
}

/** How long it is, in milliseconds, until a refused access token may ask for a refresh; 0 where it may now. */
export function forcedWait(
  { forcedUntil = 0 }: ConnectionRecord,
  now: number,
  { forcedAtOnce, forcedEvery }: Pick<Timing, "forcedAtOnce" | "forcedEvery">,
): number {
  const owed = forcedUntil - now;
  // More than there ever is was written by a clock that is far ahead: the next one writes it anew.
  return owed > forcedEvery * forcedAtOnce ? 0 : Math.max(0, owed - forcedEvery * (forcedAtOnce - 1));
}

/** When all such refreshes are given back, with one more begun now. */
export function forcedUntilAfter(
  { forcedUntil = 0 }: ConnectionRecord,
  now: number,
  { forcedAtOnce, forcedEvery }: Pick<Timing, "forcedAtOnce" | "forcedEvery">,
): number {
  return Math.min(Math.max(forcedUntil, now) + forcedEvery, now + forcedAtOnce * forcedEvery);
}

/** Whether a grant that was found dead is due to be tried once more: such verdicts are now and then wrong. */
export function probeDue(record: ConnectionRecord, now: number, { probeAfter }: Pick<Timing, "probeAfter">): boolean {
  return record.deadAt !== undefined && !record.probed && now >= record.deadAt + probeAfter;
}

/** Whether a connection that nobody uses at the moment is due to be renewed, lest its refresh token ends. */
export function keepAliveDue(
  id: string,
  record: ConnectionRecord,
  now: number,
  keepAliveFor: number,
  { keepAliveAfter, keepAliveSpread }: Pick<Timing, "keepAliveAfter" | "keepAliveSpread">,
): boolean {
  const kept = now - (record.lastUsedAt ?? record.createdAt) < keepAliveFor && now < record.rtExpiresAt;
  return kept && now - (record.lastRefreshAt ?? record.createdAt) > keepAliveAfter + keepAliveSpread * lotOf(id);
}
