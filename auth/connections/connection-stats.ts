import type { ConnectionRecord, ConnectionStatus } from "./connection-record.js";
import { kidsIn } from "../crypto/sealed-by.js";
import type { TokenStore } from "../store/store.js";

/** What the connections of a store are like, all together. */
export interface ConnectionStats {
  /** When they were counted, by the store's clock. */
  readonly at: number;
  readonly statuses: Readonly<Record<ConnectionStatus, number>>;
  /** How many connections each key still seals, by its name. */
  readonly kids: Readonly<Record<string, number>>;
  /** When the oldest refresh token still in use was issued; absent when there is none. */
  readonly oldestRefreshToken?: number;
}

/** Counts connections one by one. */
export interface StatsCounter {
  count(record: ConnectionRecord): void;
  result(at: number): ConnectionStats;
}

/** Begins to count. */
export function countConnections(): StatsCounter {
  const statuses: Record<ConnectionStatus, number> = { active: 0, degraded: 0, reconnect_required: 0, disconnected: 0 };
  const kids: Record<string, number> = {};
  let oldest = Infinity;
  return {
    count(record) {
      statuses[record.status]++;
      if (record.status === "active") oldest = Math.min(oldest, record.rtObtainedAt);
      // A connection needs a key for its tokens, and for an answer that was saved and not yet published.
      for (const kid of kidsIn(`${record.sealed} ${record.pending?.sealedRaw ?? ""}`)) kids[kid] = (kids[kid] ?? 0) + 1;
    },
    result: (at) => ({ at, statuses, kids, ...(oldest < Infinity && { oldestRefreshToken: oldest }) }),
  };
}

const keyOf = (env: string): string => `census:${env}`;

/** The last count that any process made of an environment's connections, or null. */
export async function readConnectionStats(tokens: TokenStore, env: string): Promise<ConnectionStats | null> {
  const raw = await tokens.read(keyOf(env));
  return raw === null ? null : (JSON.parse(raw) as ConnectionStats);
}

/** Saves a count for the other processes; of two written at once one stays. */
export async function saveConnectionStats(tokens: TokenStore, env: string, stats: ConnectionStats): Promise<void> {
  await tokens.cas(keyOf(env), await tokens.read(keyOf(env)), JSON.stringify(stats));
}
