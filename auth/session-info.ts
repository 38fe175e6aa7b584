import type { Connections } from "./connections.js";
import type { Session } from "./sessions.js";

/** What a page may know about its session. */
export interface SessionInfo {
  /** Whether Actionstep can be asked with this session now. */
  readonly authenticated: boolean;
  readonly viewer?: { readonly id: string; readonly name?: string; readonly email?: string };
  /** The organisation's key. */
  readonly org?: string;
  readonly scopes?: readonly string[];
  /** ISO 8601. */
  readonly accessTokenExpiresAt?: string;
  /**
   * Until when the viewer has to connect again, ISO 8601: weeks away while all is well, and moved on by every refresh;
   * the end of the access token once Actionstep no longer honours the grant; in the past when it is too late.
   */
  readonly reconnectBy?: string;
}

/** Tells of a session from the records as they are now. */
export async function sessionInfoOf(session: Session | null, connections: Connections, now: number): Promise<SessionInfo> {
  const id = session?.connectionId;
  const record = id === undefined ? null : await connections.find(id);
  if (id === undefined || !record) return { authenticated: false };
  const person = await connections.person(id, record);
  const dying = record.status !== "active";
  const authenticated = person !== null && record.status !== "reconnect_required" && !(dying && now >= record.atExpiresAt);
  const reconnectBy = {
    active: record.rtExpiresAt,
    degraded: record.atExpiresAt,
    reconnect_required: record.deadAt ?? record.updatedAt,
  };
  return {
    authenticated,
    viewer: { id: record.userId, ...person },
    org: record.orgkey,
    scopes: record.grantedScopes,
    ...(authenticated && { accessTokenExpiresAt: new Date(record.atExpiresAt).toISOString() }),
    ...(record.status !== "disconnected" && { reconnectBy: new Date(reconnectBy[record.status]).toISOString() }),
  };
}
