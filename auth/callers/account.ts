import type { FastifyRequest } from "fastify";
import type { Caller, Authenticator } from "./authenticate.js";
import type { Connections } from "../connections/connections.js";
import type { Access, GatewayToken, GatewayTokens } from "./gateway-tokens.js";
import { isSameConnection, resolveConnections, type ConnectionRef, type ResolvedConnection } from "./connection-ref.js";
import { sessionInfoOf, type SessionInfo } from "../http/session-info.js";
import type { Session, Sessions } from "./sessions.js";

/** A session as its owner sees it listed. Times are ISO 8601. */
export interface SessionSummary {
  /** The id for DELETE /auth/sessions/:id. It is not the secret id in the cookie. */
  readonly id: string;
  /** Whether the request came in this session. */
  readonly current: boolean;
  /** For example "Firefox on Linux". */
  readonly browser?: string;
  readonly createdAt: string;
  /** To within five minutes. */
  readonly lastUsedAt: string;
  readonly expiresAt: string;
  /** Keys of the organisations that both this session and the requesting one can use. */
  readonly organisations: readonly string[];
}

/** A gateway token as its owner sees it listed: everything but its text. Times are ISO 8601. */
export interface TokenSummary {
  readonly id: string;
  readonly label: string;
  readonly access: Access;
  /** Keys of the organisations that both the token and the requesting session can use. */
  readonly organisations: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  /** To within five minutes; absent while it has not been used. */
  readonly lastUsedAt?: string;
}

/** What somebody may know about their own sessions, connections and gateway tokens. */
export interface Account {
  readonly session: SessionInfo;
  readonly sessions: readonly SessionSummary[];
  readonly tokens: readonly TokenSummary[];
}

/** Tells viewers about their sessions, connections and gateway tokens. */
export interface Accounts {
  /** The session of a caller and its connections; `currentId` is the connection in use. */
  info(caller: Pick<Caller, "connections"> | null, currentId: string | undefined): Promise<SessionInfo>;
  sessions(session: Session): Promise<SessionSummary[]>;
  tokens(session: Session): Promise<TokenSummary[]>;
  summary(token: GatewayToken, refs: readonly ConnectionRef[]): Promise<TokenSummary>;
  /** The account of the browser that sends a request. */
  of(request: FastifyRequest): Promise<Account>;
}

/** What accounts need. */
export interface AccountParts {
  readonly authenticator: Authenticator;
  readonly connections: Connections;
  readonly sessions: Sessions;
  readonly gatewayTokens: GatewayTokens;
  readonly clock: () => number;
}

const at = (ms: number): string => new Date(ms).toISOString();

/** Makes the accounts of one gateway. */
export function createAccounts({ authenticator, connections, sessions, gatewayTokens, clock }: AccountParts): Accounts {
  // A session or token may have more organisations; one that the viewer's own session cannot use is not shown.
  const shared = (own: readonly ResolvedConnection[], refs: readonly ConnectionRef[]): string[] => {
    const found = own.filter(({ id, record }) => refs.some((ref) => isSameConnection(ref, { id, since: record.createdAt })));
    return [...new Set(found.map(({ record }) => record.orgkey))].sort();
  };
  const summaryOf = (token: GatewayToken, own: readonly ResolvedConnection[]): TokenSummary => ({
    id: token.id,
    label: token.label,
    access: token.access,
    organisations: shared(own, token.connections),
    createdAt: at(token.createdAt),
    expiresAt: at(token.expiresAt),
    ...(token.lastUsedAt !== undefined && { lastUsedAt: at(token.lastUsedAt) }),
  });
  const accounts: Accounts = {
    info: async (caller, currentId) =>
      sessionInfoOf(currentId, await resolveConnections(connections, caller?.connections ?? []), connections, clock()),
    async sessions(session) {
      const own = await resolveConnections(connections, session.connections);
      return (await sessions.besides(session)).map((other) => ({
        id: other.name,
        current: other.key === session.key,
        ...(other.browser !== undefined && { browser: other.browser }),
        createdAt: at(other.createdAt),
        lastUsedAt: at(other.lastUsedAt),
        expiresAt: at(other.endsAt),
        organisations: shared(own, other.connections),
      }));
    },
    async tokens(session) {
      const own = await resolveConnections(connections, session.connections);
      return (await gatewayTokens.of(session.connections)).map((token) => summaryOf(token, own));
    },
    summary: async (token, refs) => summaryOf(token, await resolveConnections(connections, refs)),
    async of(request) {
      const session = await authenticator.session(request);
      const info = await accounts.info(session, session?.connectionId);
      if (!session || !info.connections) return { session: info, sessions: [], tokens: [] };
      return { session: info, sessions: await accounts.sessions(session), tokens: await accounts.tokens(session) };
    },
  };
  return accounts;
}
