import type { SessionInfo } from "../../auth/index.js";

/** Whether Actionstep renews the connection no more: it then ends with the access token there is. */
export const isEnding = ({ accessTokenExpiresAt, reconnectBy }: SessionInfo): boolean =>
  reconnectBy !== undefined && accessTokenExpiresAt !== undefined && Date.parse(reconnectBy) <= Date.parse(accessTokenExpiresAt);

/** What to call the viewer: the best name there is. */
export const viewerName = ({ viewer }: SessionInfo): string => (viewer ? nameOf(viewer) : "you");

/** What to call somebody. */
export const nameOf = ({ id, name, email }: NonNullable<SessionInfo["viewer"]>): string => name ?? email ?? `user ${id}`;
