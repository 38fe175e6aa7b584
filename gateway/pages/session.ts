/** What the pages may know of a session: the answer of `GET /auth/session`. */
export interface SessionInfo {
  /** Whether Actionstep can be asked now. A viewer without it is one whose connection has ended. */
  readonly authenticated: boolean;
  readonly viewer?: { readonly id: string; readonly name?: string; readonly email?: string };
  readonly org?: string;
  readonly scopes?: readonly string[];
  /** When the present access token ends; the gateway renews it before. ISO 8601. */
  readonly accessTokenExpiresAt?: string;
  /** When the viewer has to connect again at the latest; each renewal moves it on. ISO 8601. */
  readonly reconnectBy?: string;
}

/** Whether Actionstep renews the connection no more: it then ends with the access token there is. */
export const isEnding = ({ accessTokenExpiresAt, reconnectBy }: SessionInfo): boolean =>
  reconnectBy !== undefined && accessTokenExpiresAt !== undefined && Date.parse(reconnectBy) <= Date.parse(accessTokenExpiresAt);

/** What to call the viewer: the best name there is. */
export const viewerName = ({ viewer }: SessionInfo): string =>
  viewer?.name ?? viewer?.email ?? (viewer ? `user ${viewer.id}` : "you");
