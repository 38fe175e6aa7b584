import type { ConnectionRecord } from "../connections/connection-record.js";
import type { Connections } from "../connections/connections.js";

/** A connection that a session or a gateway token may use: it, and not what may come to have the same id after it was disconnected. */
export interface ConnectionRef {
  readonly id: string;
  /** When the connection was made. */
  readonly since?: number;
}

/** A connection as it is now. */
export interface ResolvedConnection {
  readonly id: string;
  readonly record: ConnectionRecord;
}

/** Says whether two ways lead to the same connection. */
export function isSameConnection(one: ConnectionRef, other: ConnectionRef): boolean {
  return one.id === other.id && (one.since === undefined || other.since === undefined || one.since === other.since);
}

/** How many connections one session may use. */
export const MAX_CONNECTIONS_PER_SESSION = 100;

/** The same connections and this one, which is the last. Of too many, the one that was connected the longest ago is left out. */
export function withConnection(refs: readonly ConnectionRef[], added: ConnectionRef): readonly ConnectionRef[] {
  return [...refs.filter(({ id }) => id !== added.id), added].slice(-MAX_CONNECTIONS_PER_SESSION);
}

/** The connection as it is now, or null when it is no longer that one. */
export async function resolveConnection(
  connections: Pick<Connections, "find">,
  ref: ConnectionRef,
): Promise<ResolvedConnection | null> {
  const record = await connections.find(ref.id);
  return record && isSameConnection(ref, { id: ref.id, since: record.createdAt }) ? { id: ref.id, record } : null;
}

/** Those of the connections that are there still. */
export async function resolveConnections(
  connections: Pick<Connections, "find">,
  refs: readonly ConnectionRef[],
): Promise<ResolvedConnection[]> {
  return (await Promise.all(refs.map((ref) => resolveConnection(connections, ref)))).filter((each) => each !== null);
}
