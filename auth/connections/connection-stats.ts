import type { ConnectionRecord, ConnectionStatus } from "./connection-record.js";
import { kidsIn } from "../crypto/sealed-by.js";
import type { TokenStore } from "../store/store.js";

/** Numbers about all connections in a store. */
export interface ConnectionStats {
  /** When the connections were counted, by the store's clock. */
  readonly at: number;
  readonly statuses: Readonly<Record<ConnectionStatus, number>>;
  /** How many connections are sealed by each key, by the key's id. */
  readonly kids: Readonly<Record<string, number>>;
  /** When the oldest refresh token still in use was issued; absent when there is none. */
  readonly oldestRefreshToken?: number;
}

/** Counts connections, one call for each. */
export interface StatsCounter {
  count(record: ConnectionRecord): void;
  result(at: number): ConnectionStats;
}

/** Makes a counter that has counted none. */
export function countConnections(): StatsCounter {
  const statuses: Record<ConnectionStatus, number> = { active: 0, degraded: 0, reconnect_required: 0, disconnected: 0 };
  const kids: Record<string, number> = {};
  let oldest = Infinity;
  return {
    count(record) {
      statuses[record.status]++;
      if (record.status === "active") oldest = Math.min(oldest, record.rtObtainedAt);
      // A key is needed for a connection's tokens, and for an answer that is not committed yet.
      for (const kid of kidsIn(`${record.sealed} ${record.pending?.sealedRaw ?? ""}`)) kids[kid] = (kids[kid] ?? 0) + 1;
    },
    result: (at) => ({ at, statuses, kids, ...(oldest < Infinity && { oldestRefreshToken: oldest }) }),
  };
}

const keyOf = (env: string): string => `census:${env}`;

/** The last numbers that any process saved for an environment; null when there are none. */
export async function readConnectionStats(tokens: TokenStore, env: string): Promise<ConnectionStats | null> {
  const raw = await tokens.read(keyOf(env));
  return raw === null ? null : (JSON.parse(raw) as ConnectionStats);
}

/** Saves the numbers for all processes. If another process saves at the same moment, only one of both is stored. */
export async function saveConnectionStats(tokens: TokenStore, env: string, stats: ConnectionStats): Promise<void> {
  await tokens.cas(keyOf(env), await tokens.read(keyOf(env)), JSON.stringify(stats));
}
