import type { ConnectionRecord } from "../connections/connection-record.js";
import type { Connections } from "../connections/connections.js";

/** A connection that a session or a gateway token may use: it, and not what may come to have the same id after it was disconnected. */
export interface Reach {
  readonly id: string;
  /** When the connection was made. */
  readonly since?: number;
}

/** A connection as it is now. */
export interface Reached {
  readonly id: string;
  readonly record: ConnectionRecord;
}

/** Says whether two ways lead to the same connection. */
export function isSameReach(one: Reach, other: Reach): boolean {
  return one.id === other.id && (one.since === undefined || other.since === undefined || one.since === other.since);
}

/** How many connections one session may use. */
export const MAX_CONNECTIONS_PER_SESSION = 100;

/** The same connections and this one, which is the last. Of too many, the one that was connected the longest ago is left out. */
export function withReach(reaches: readonly Reach[], added: Reach): readonly Reach[] {
  return [...reaches.filter(({ id }) => id !== added.id), added].slice(-MAX_CONNECTIONS_PER_SESSION);
}

/** The connection as it is now, or null when it is no longer that one. */
export async function reached(connections: Pick<Connections, "find">, reach: Reach): Promise<Reached | null> {
  const record = await connections.find(reach.id);
  return record && isSameReach(reach, { id: reach.id, since: record.createdAt }) ? { id: reach.id, record } : null;
}

/** Those of the connections that are there still. */
export async function reachedOf(connections: Pick<Connections, "find">, reaches: readonly Reach[]): Promise<Reached[]> {
  return (await Promise.all(reaches.map((reach) => reached(connections, reach)))).filter((each) => each !== null);
}
