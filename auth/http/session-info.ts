import type { Connections } from "../connections/connections.js";
import type { ResolvedConnection } from "../callers/connection-ref.js";

/** A connection as a page may know of it. */
export interface ConnectionInfo {
  /** Names it to POST /auth/switch and POST /auth/disconnect; opens nothing. */
  readonly id: string;
  /** The organisation's key. */
  readonly org: string;
  readonly viewer: { readonly id: string; readonly name?: string; readonly email?: string };
  readonly scopes: readonly string[];
  /** Whether it is the one in use. */
  readonly current: boolean;
  /** Whether Actionstep can be asked with it now. */
  readonly usable: boolean;
  /** ISO 8601. */
  readonly accessTokenExpiresAt?: string;
  /**
   * Until when the viewer has to connect again, ISO 8601: weeks away while all is well, and moved on by every refresh;
   * the end of the access token once Actionstep no longer honours the grant; in the past when it is too late.
   */
  readonly reconnectBy?: string;
}

/** What a page may know about its session: the connection in use, and all there are. */
export interface SessionInfo extends Partial<
  Pick<ConnectionInfo, "viewer" | "org" | "scopes" | "accessTokenExpiresAt" | "reconnectBy">
> {
  /** Whether Actionstep can be asked with this session now. */
  readonly authenticated: boolean;
  readonly connections?: readonly ConnectionInfo[];
}

/** Tells of a session from the records as they are now. */
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
