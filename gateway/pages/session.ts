/** What the pages may know of a session: the answer of `GET /auth/session`. */
export interface SessionInfo {
  /** Whether Actionstep can be asked now. A viewer without it is one whose connection has ended. */
  readonly authenticated: boolean;
  readonly viewer?: { readonly id: string; readonly name?: string; readonly email?: string };
  readonly org?: string;
  readonly scopes?: readonly string[];
  /** When the present access token ends; the gateway renews it before. ISO 8601. */
  readonly accessTokenExpiresAt?: string;
  /** Until when the viewer has to connect again, or since when; absent while all is well. ISO 8601. */
  readonly reconnectBy?: string;
}

/** What to call the viewer: the best name there is. */
export const viewerName = ({ viewer }: SessionInfo): string =>
  viewer?.name ?? viewer?.email ?? (viewer ? `user ${viewer.id}` : "you");
