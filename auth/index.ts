import { randomUUID } from "node:crypto";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { UpstreamUnavailable } from "../schema/errors.js";
import { STEADY } from "../time/time.js";
import { createAccounts, type Account } from "./callers/account.js";
import { createRouteGuards } from "./http/route-guards.js";
import { createAuthenticator } from "./callers/authenticate.js";
import { createConnectionRecords } from "./connections/connection-record.js";
import { createConnections, type AccessToken } from "./connections/connections.js";
import { createCookies } from "./http/cookie.js";
import type { Emit } from "./events.js";
import { createGatewayTokens, type Access } from "./callers/gateway-tokens.js";
import { createConnectionUsers } from "./callers/connection-users.js";
import { createKeyRing } from "./crypto/keys.js";
import { createLimiter, LIMITS } from "./http/limits.js";
import type { AccessTokenRequest } from "./connections/access-tokens.js";
import { createAlarms, describeError } from "./log.js";
import { NO_METER } from "./connections/meter.js";
import { createPendingIdentities } from "./sign-in/pending-identities.js";
import { createProvider } from "./provider/provider.js";
import { recoverSpooled } from "./connections/recovery.js";
import type { RefreshParts } from "./connections/refresh-parts.js";
import { createRoutes, withUsers } from "./http/routes.js";
import { createSealer } from "./crypto/seal.js";
import { createSessions, SESSION_LIFE } from "./callers/sessions.js";
import { apiHostsOf, AuthSettingsError, settingsProblems, type AuthPorts, type AuthSettings } from "./settings.js";
import { createSharedClock } from "./store/shared-clock.js";
import { createSignIn } from "./sign-in/sign-in.js";
import { NO_SPOOL } from "./connections/spool.js";
import { checkSessionStore, checkTokenStore } from "./store/store-check.js";
import { guardCounter, guardSessions, guardTokens, StoreUnavailable } from "./store/store-failure.js";
import { createSweep } from "./store/sweep.js";
import { KEEP_ALIVE_FOR, TIMING } from "./connections/timing.js";
import { createTransactions } from "./sign-in/transactions.js";
import { createKeepAlive } from "./connections/keep-alive.js";
import { createSealedTokens } from "./connections/sealed-tokens.js";

export type { Account, SessionSummary, TokenSummary } from "./callers/account.js";
export { isLoopback } from "./provider/api-endpoint.js";
export { auditEventOf, type AuditEvent } from "./audit.js";
export type { AccessToken } from "./connections/connections.js";
export type { AuthEvent } from "./events.js";
export type { Access } from "./callers/gateway-tokens.js";
export type { Limits } from "./http/limits.js";
export type { AccessTokenRequest } from "./connections/access-tokens.js";
export type { ConnectionStats } from "./connections/connection-stats.js";
export type { Log } from "./log.js";
export type { AuthMeter } from "./connections/meter.js";
export { countSealed, type SealedCount } from "./crypto/sealed-by.js";
export { Secret } from "./crypto/secret.js";
export type { ConnectionInfo, SessionInfo } from "./http/session-info.js";
export { AuthSettingsError, settingsProblems, type AuthPorts, type AuthProblem, type AuthSettings } from "./settings.js";
export type { Spool, Spooled } from "./connections/spool.js";
export type { Raw, SessionStore, StoreCapabilities, StoreFindings, TokenStore, WindowCounter } from "./store/store.js";

/** Somebody who has connected: one person in one organisation. */
export interface Viewer {
  readonly connectionId: string;
  readonly orgkey: string;
  /** The host, with port, that has the organisation's data. */
  readonly apiHost: string;
  readonly userId: string;
  /** What was granted, as far as is known; `all` stands for everything. */
  readonly scopes: readonly string[];
  readonly accessTokenExpiresAt: number;
  /** Whether the session or gateway token that asks may change anything. */
  readonly access: Access;
  /** A usable access token. Rejects with ReconnectRequired, UpstreamUnavailable or Unauthenticated. */
  accessToken(request?: AccessTokenRequest): Promise<AccessToken>;
}

/** Who is asking, and with which token Actionstep is asked for them. */
export interface Auth {
  /** All routes under /auth. */
  readonly routes: FastifyPluginAsync;
  /**
   * The viewer of a request, by its gateway token or else its session, or null. Asks only the store, never Actionstep.
   * Rejects with Unauthenticated on a gateway token that is not good, and with BadUserInput when it is not clear which of
   * several organisations is meant.
   */
  authenticate(request: FastifyRequest): Promise<Viewer | null>;
  /** Where a browser goes to connect, asking for these scopes instead of the usual ones. */
  connectUrl(options?: { readonly scopes?: readonly string[]; readonly returnTo?: string }): string;
  /** What somebody may know about their own sessions, connections and gateway tokens. */
  account(request: FastifyRequest): Promise<Account>;
  /** Rejects, saying why, when the store or the keys cannot be relied on. */
  selfTest(): Promise<void>;
  /** Takes over what an earlier process could not save, and begins to look after connections nobody uses. */
  start(): Promise<void>;
  /** Whether viewers can be served, and what is wrong if anything is. */
  health(): Promise<{ ok: boolean; reasons: string[] }>;
  /** How many connections have tokens the store has not taken yet. */
  readonly unsaved: number;
  /** Finishes what is under way and takes on nothing new. */
  close(): Promise<void>;
}

/** Puts the auth module together; throws {@link AuthSettingsError} on settings that cannot work. */
export function createAuth(settings: AuthSettings, ports: AuthPorts): Auth {
  const problems = settingsProblems(settings);
  if (problems.length > 0) throw new AuthSettingsError(problems);
  const { log, random = Math.random, fetch = globalThis.fetch, time = STEADY, meter = NO_METER, spool = NO_SPOOL } = ports;
  const { publicUrl } = settings;
  const timing = { ...TIMING, ...settings.timing };
  const tokens = guardTokens(ports.tokens);
  const sessionStore = guardSessions(ports.sessions);
  const sealer = createSealer(createKeyRing(settings.keys));
  const alarms = createAlarms(log);
  const localClock = ports.clock ?? Date.now;
  const emit: Emit = (event) => {
    try {
      ports.on?.({ at: localClock(), ...event });
    } catch (error) {
      // A listener that fails must not stop a token from being saved.
      log.warn({ event: event.name, ...describeError(error) }, "a listener to auth events failed");
    }
  };
  const sharedClock = createSharedClock(tokens, localClock, alarms, emit, time);
  const clock = sharedClock.now;
  const records = createConnectionRecords(tokens, () => meter.casRebased());
  const instance = randomUUID();
  const usual = settings.scope === "server" ? undefined : withUsers(settings.scope);
  const apiHosts = apiHostsOf(settings);
  const targets = { publicUrl, origins: settings.frontendOrigins };
  let closing = false;

  const connectUrl: Auth["connectUrl"] = ({ scopes, returnTo } = {}) => {
    const url = new URL("/auth/connect", publicUrl);
    if (scopes && scopes.length > 0) url.searchParams.set("scope", scopes.join(" "));
    if (returnTo !== undefined) url.searchParams.set("return_to", returnTo);
    return url.href;
  };
  const provider = createProvider(
    { ...settings, allowInsecure: settings.allowInsecureUpstream, timeoutMs: timing.httpTimeout },
    { fetch, clock },
  );
  const refreshing: RefreshParts = {
    clientId: settings.clientId,
    apiHosts,
    replay: settings.replay ?? "now",
    records,
    tokens,
    sealedTokens: createSealedTokens(sealer),
    provider,
    timing,
    clock,
    random,
    time,
    instance,
    spool,
    meter,
    log,
    alarms,
    emit,
    connectUrl: (record) => {
      const scopes = record?.requestedScopes ?? [];
      return connectUrl(scopes.join(" ") === (usual ?? []).join(" ") ? {} : { scopes });
    },
  };
  const connections = createConnections({
    ...refreshing,
    env: settings.environment,
    compareClocks: () => sharedClock.compare(),
  });
  const sweep = createSweep(tokens, clock, log);
  const keepAlive = createKeepAlive({
    tokens,
    sweep,
    records,
    env: settings.environment,
    clientId: settings.clientId,
    instance,
    timing,
    clock: sharedClock,
    time,
    keepAliveFor: settings.keepAliveFor ?? KEEP_ALIVE_FOR,
    refresh: (id, trigger) => connections.refresh(id, trigger),
    log,
    emit,
    meter,
  });
  const users = createConnectionUsers(tokens, clock);
  const sessions = createSessions({ store: sessionStore, users, clock, life: { ...SESSION_LIFE, ...settings.sessionLife } });
  const gatewayTokens = createGatewayTokens(tokens, users, clock);
  const cookies = createCookies({ secure: publicUrl.protocol === "https:", sameSite: settings.sameSite });
  const pending = createPendingIdentities(tokens, sealer, clock);
  const signIn = createSignIn({
    provider,
    connections,
    sessions,
    pending,
    apiHosts,
    identity: { fetch, timeoutMs: timing.httpTimeout, pauses: timing.identityPauses, time },
    clock,
    log,
    alarms,
    emit,
  });
  // What callers get never tells of the store itself.
  const forCallers = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof StoreUnavailable) throw new UpstreamUnavailable(5);
      throw error;
    }
  };
  const authenticator = createAuthenticator({ sessions, tokens: gatewayTokens, connections, cookies, connectUrl });
  const accounts = createAccounts({ authenticator, connections, sessions, gatewayTokens, clock });
  const authenticate: Auth["authenticate"] = async (request) => {
    const caller = await authenticator.of(request);
    const current = caller && (await authenticator.connection(caller, request));
    if (!current) return null;
    const { id, record } = current;
    return {
      connectionId: id,
      orgkey: record.orgkey,
      apiHost: new URL(record.apiEndpoint).host,
      userId: record.userId,
      scopes: record.grantedScopes,
      accessTokenExpiresAt: record.atExpiresAt,
      access: caller.access,
      accessToken: (wish) => connections.accessToken(id, wish),
    };
  };

  return {
    routes: createRoutes({
      provider,
      connections,
      sessions,
      gatewayTokens,
      authenticator,
      accounts,
      transactions: createTransactions({ tokens, sealer, sessions, clock }),
      signIn,
      cookies,
      pending,
      guards: createRouteGuards({ authenticator, origins: [publicUrl.origin, ...settings.frontendOrigins], connectUrl, emit }),
      limiter: createLimiter({
        limits: { ...LIMITS, ...settings.limits },
        counter: ports.counter && guardCounter(ports.counter),
        fingerprint: (text) => sealer.fingerprint(text),
        clock,
      }),
      targets,
      publicUrl,
      scopes: usual,
      redirectUri: new URL("/auth/callback", publicUrl),
      sweep,
      problemPage: (problem) => ports.problemPage(problem),
      clock,
      log,
      emit,
    }),
    authenticate: (request) => forCallers(authenticate(request)),
    account: (request) => forCallers(accounts.of(request)),
    connectUrl,
    async selfTest() {
      const warnings = await checkTokenStore(tokens, { shared: settings.sharedStore ?? false }, time);
      await checkSessionStore(sessionStore);
      await sealer.open("token", "selftest", await sealer.seal("token", "selftest", {}));
      for (const warning of warnings) log.warn({ warning }, `the store can be used, but ${warning}`);
    },
    async start() {
      await sharedClock.compare();
      await recoverSpooled(refreshing, (id) => connections.refresh(id, "recovery"));
      keepAlive.start();
    },
    get unsaved() {
      return connections.unsaved;
    },
    async health() {
      const reasons = alarms.active().map((kind) => `alarm: ${kind}`);
      if (connections.unsaved > 0) reasons.push(`refreshed tokens not saved yet: ${connections.unsaved}`);
      const reachable = await tokens.read("health").then(
        () => true,
        () => false,
      );
      if (!reachable) reasons.push("the store is not available");
      if (closing) reasons.push("closing");
      // Whoever holds tokens that are not saved yet is the only one who has them: it goes on serving.
      return { ok: (reachable || connections.unsaved > 0) && !closing, reasons };
    },
    async close() {
      closing = true;
      await keepAlive.close();
      await connections.close();
    },
  };
}
