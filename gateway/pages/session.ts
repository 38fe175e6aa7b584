import type { SessionInfo } from "../../auth/index.js";

/** Whether the grant is dead: the connection then ends when its access token expires. */
export const isEnding = ({ accessTokenExpiresAt, reconnectBy }: SessionInfo): boolean =>
  reconnectBy !== undefined && accessTokenExpiresAt !== undefined && Date.parse(reconnectBy) <= Date.parse(accessTokenExpiresAt);

/** The name of the session's viewer, or "you". */
export const viewerName = ({ viewer }: SessionInfo): string => (viewer ? nameOf(viewer) : "you");

/** A person's name, else their email address, else their user id. */
export const nameOf = ({ id, name, email }: NonNullable<SessionInfo["viewer"]>): string => name ?? email ?? `user ${id}`;
