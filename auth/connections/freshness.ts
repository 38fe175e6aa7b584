import type { ConnectionRecord } from "./connection-record.js";
import type { Timing } from "./timing.js";

/** The part of an access token's life after which the next is fetched, and by how much that varies between tokens. */
const EARLY = 0.75;
const SPREAD = 0.05;

/** `fresh`: use the token. `ageing`: use it and refresh in the background. `expired`: refresh first. */
export type Freshness = "fresh" | "ageing" | "expired";

/** The freshness of a record's access token. */
export function freshnessOf(record: ConnectionRecord, now: number, { hardSkew }: Pick<Timing, "hardSkew">): Freshness {
  const life = record.atExpiresAt - record.atIssuedAt;
  if (now >= record.atExpiresAt - Math.min(hardSkew, life / 10)) return "expired";
  return now < record.atIssuedAt + life * (EARLY + SPREAD * jitterOf(record.rtFp, record.v)) ? "fresh" : "ageing";
}

// A number from -1 to 1 made from a text, the same in every process: connections that began together refresh at other times.
function jitterOf(text: string, from = 0): number {
  let sum = from;
  for (const char of text) sum = (sum * 31 + char.charCodeAt(0)) % 1_009;
  return (sum / 1_008) * 2 - 1;
}

/** Milliseconds until a refused access token (401) may cause a refresh; 0 if it may now. */
export function forcedWait(
  { forcedUntil = 0 }: ConnectionRecord,
  now: number,
  { forcedAtOnce, forcedEvery }: Pick<Timing, "forcedAtOnce" | "forcedEvery">,
): number {
  const owed = forcedUntil - now;
  // A value this large was written by a process whose clock is far ahead. It is ignored, and the next refresh replaces it.
  return owed > forcedEvery * forcedAtOnce ? 0 : Math.max(0, owed - forcedEvery * (forcedAtOnce - 1));
}

/** The time at which all `forcedAtOnce` refreshes may be made again, if one more begins now. */
export function forcedUntilAfter(
  { forcedUntil = 0 }: ConnectionRecord,
  now: number,
  { forcedAtOnce, forcedEvery }: Pick<Timing, "forcedAtOnce" | "forcedEvery">,
): number {
  return Math.min(Math.max(forcedUntil, now) + forcedEvery, now + forcedAtOnce * forcedEvery);
}

/** Whether it is time to try a dead grant once more, in case the answer that declared it dead was wrong. */
export function probeDue(record: ConnectionRecord, now: number, { probeAfter }: Pick<Timing, "probeAfter">): boolean {
  return record.deadAt !== undefined && !record.probed && now >= record.deadAt + probeAfter;
}

/** Whether it is time to refresh an unused connection, before its refresh token expires. */
export function keepAliveDue(
  id: string,
  record: ConnectionRecord,
  now: number,
  keepAliveFor: number,
  { keepAliveAfter, keepAliveSpread }: Pick<Timing, "keepAliveAfter" | "keepAliveSpread">,
): boolean {
  const kept = now - (record.lastUsedAt ?? record.createdAt) < keepAliveFor && now < record.rtExpiresAt;
  return kept && now - (record.lastRefreshAt ?? record.createdAt) > keepAliveAfter + keepAliveSpread * jitterOf(id);
}
