import type { ConnectionRecord } from "../connections/connection-record.js";
import type { Connections } from "../connections/connections.js";

/** Names a connection that a session or gateway token may use. After a disconnect, a new connection can have the same id. */
export interface ConnectionRef {
  readonly id: string;
  /** When the connection was made, which tells it from an earlier one with the same id. */
  readonly since?: number;
}

/** A connection with its record as stored now. */
export interface ResolvedConnection {
  readonly id: string;
  readonly record: ConnectionRecord;
}

/** Whether two refs name the same connection. A ref without `since` matches by id alone. */
export function isSameConnection(one: ConnectionRef, other: ConnectionRef): boolean {
  return one.id === other.id && (one.since === undefined || other.since === undefined || one.since === other.since);
}

/** How many connections one session may use. */
export const MAX_CONNECTIONS_PER_SESSION = 100;

/** Adds a connection at the end of a list. Above `MAX_CONNECTIONS_PER_SESSION`, the first in the list is dropped. */
export function withConnection(refs: readonly ConnectionRef[], added: ConnectionRef): readonly ConnectionRef[] {
  return [...refs.filter(({ id }) => id !== added.id), added].slice(-MAX_CONNECTIONS_PER_SESSION);
}

/** The connection that a ref names, as stored now; null when it was disconnected since. */
export async function resolveConnection(
  connections: Pick<Connections, "find">,
  ref: ConnectionRef,
): Promise<ResolvedConnection | null> {
  const record = await connections.find(ref.id);
  return record && isSameConnection(ref, { id: ref.id, since: record.createdAt }) ? { id: ref.id, record } : null;
}

/** The connections that refs name, without those that were disconnected since. */
export async function resolveConnections(
  connections: Pick<Connections, "find">,
  refs: readonly ConnectionRef[],
): Promise<ResolvedConnection[]> {
  return (await Promise.all(refs.map((ref) => resolveConnection(connections, ref)))).filter((each) => each !== null);
}
