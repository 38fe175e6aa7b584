import type { Connections } from "../connections/connections.js";
import type { ResolvedConnection } from "../callers/connection-ref.js";

/** What a page is told about a connection. */
export interface ConnectionInfo {
  /** The id for POST /auth/switch and POST /auth/disconnect. It is not secret. */
  readonly id: string;
  /** The organisation's key. */
  readonly org: string;
  readonly viewer: { readonly id: string; readonly name?: string; readonly email?: string };
  readonly scopes: readonly string[];
  /** Whether this connection is the one in use. */
  readonly current: boolean;
  /** Whether requests can be made with this connection now. */
  readonly usable: boolean;
  /** ISO 8601. */
  readonly accessTokenExpiresAt?: string;
  /**
   * When the viewer has to connect again at the latest, ISO 8601: when the refresh token expires, which each refresh puts off;
   * when the access token expires, if the grant is dead; a time in the past, if the connection has ended.
   */
  readonly reconnectBy?: string;
}

/** What a page is told about its session: the connection in use, and all connections. */
export interface SessionInfo extends Partial<
  Pick<ConnectionInfo, "viewer" | "org" | "scopes" | "accessTokenExpiresAt" | "reconnectBy">
> {
  /** Whether requests can be made in this session now. */
  readonly authenticated: boolean;
  readonly connections?: readonly ConnectionInfo[];
}

/** The info of a session with these connections, of which `currentId` is in use. */
export async function sessionInfoOf(
  currentId: string | undefined,
  all: readonly ResolvedConnection[],
  connections: Connections,
  now: number,
): Promise<SessionInfo> {
  if (all.length === 0) return { authenticated: false };
  const infos = await Promise.all(all.map((each) => connectionInfoOf(each, each.id === currentId, connections, now)));
  const inUse = infos.find((info) => info.current);
  if (!inUse) return { authenticated: false, connections: infos };
  const { id: _id, current: _current, usable, ...shown } = inUse;
  return { authenticated: usable, ...shown, connections: infos };
}

async function connectionInfoOf(
  { id, record }: ResolvedConnection,
  current: boolean,
  connections: Connections,
  now: number,
): Promise<ConnectionInfo> {
  const person = await connections.person(id, record);
  const dying = record.status !== "active";
  const usable = person !== null && record.status !== "reconnect_required" && !(dying && now >= record.atExpiresAt);
  const reconnectBy = {
    active: record.rtExpiresAt,
    degraded: record.atExpiresAt,
    reconnect_required: record.deadAt ?? record.updatedAt,
  };
  return {
    id,
    org: record.orgkey,
    viewer: { id: record.userId, ...person },
    scopes: record.grantedScopes,
    current,
    usable,
    ...(usable && { accessTokenExpiresAt: new Date(record.atExpiresAt).toISOString() }),
    ...(record.status !== "disconnected" && { reconnectBy: new Date(reconnectBy[record.status]).toISOString() }),
  };
}
