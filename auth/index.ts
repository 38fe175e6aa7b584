import { randomUUID } from "node:crypto";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { UpstreamUnavailable } from "../schema/errors.js";
import { createConnectionRecords } from "./connection-record.js";
import { createConnections, type AccessToken } from "./connections.js";
import { createCookies } from "./cookie.js";
import type { Emit } from "./events.js";
import { createKeyRing } from "./keys.js";
import type { AccessTokenRequest } from "./live-connections.js";
import { createAlarms, describeError } from "./log.js";
import { NO_METER } from "./meter.js";
import { createPendingIdentities } from "./pending-identities.js";
import { createProvider } from "./provider.js";
import { recoverSpooled } from "./recovery.js";
import type { RefreshParts } from "./refresh-parts.js";
import { createRoutes, withUsers } from "./routes.js";
import { createSealer } from "./seal.js";
import { sessionInfoOf, type SessionInfo } from "./session-info.js";
import { createSessions } from "./sessions.js";
import { apiHostsOf, AuthSettingsError, settingsProblems, type AuthPorts, type AuthSettings } from "./settings.js";
import { createSharedClock } from "./shared-clock.js";
import { createSignIn } from "./sign-in.js";
import { NO_SPOOL } from "./spool.js";
import { checkSessionStore, checkTokenStore } from "./store-check.js";
import { guardSessions, guardTokens, StoreUnavailable } from "./store-failure.js";
import { createSweep } from "./sweep.js";
import { KEEP_ALIVE_FOR, TIMING } from "./timing.js";
import { createTransactions } from "./transactions.js";
import { createUpkeep } from "./upkeep.js";
import { createVault } from "./vault.js";
import { pause } from "./waiting.js";

export { isLoopback } from "./api-endpoint.js";
export type { AccessToken } from "./connections.js";
export type { AuthEvent } from "./events.js";
export type { AccessTokenRequest } from "./live-connections.js";
export type { Census } from "./census.js";
export type { Log } from "./log.js";
export type { AuthMeter } from "./meter.js";
export { countSealed, type SealedCount } from "./sealed-by.js";
export { Secret } from "./secret.js";
export type { SessionInfo } from "./session-info.js";
export { AuthSettingsError, settingsProblems, type AuthPorts, type AuthProblem, type AuthSettings } from "./settings.js";
export type { Spool, Spooled } from "./spool.js";
export type { Raw, SessionStore, StoreCapabilities, StoreFindings, TokenStore, WindowCounter } from "./store.js";

/** Somebody who has connected: one person in one organisation. */
export interface Viewer {
  readonly connectionId: string;
  readonly orgkey: string;
  readonly userId: string;
  /** What was granted, as far as is known; `all` stands for everything. */
  readonly scopes: readonly string[];
  readonly accessTokenExpiresAt: number;
  /** A usable access token. Rejects with ReconnectRequired, UpstreamUnavailable or Unauthenticated. */
  accessToken(request?: AccessTokenRequest): Promise<AccessToken>;
}

/** Who is asking, and with which token Actionstep is asked for them. */
export interface Auth {
  /** All routes under /auth. */
  readonly routes: FastifyPluginAsync;
  /** The viewer of a request's session, or null. Asks only the store, never Actionstep. */
  authenticate(request: FastifyRequest): Promise<Viewer | null>;
  /** Where a browser goes to connect, asking for these scopes instead of the usual ones. */
  connectUrl(options?: { readonly scopes?: readonly string[]; readonly returnTo?: string }): string;
  /** What GET /auth/session answers. */
  session(request: FastifyRequest): Promise<SessionInfo>;
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
  const { log, random = Math.random, fetch = globalThis.fetch, meter = NO_METER, spool = NO_SPOOL } = ports;
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
  const sharedClock = createSharedClock(tokens, localClock, alarms, emit);
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
    vault: createVault(sealer),
    provider,
    timing,
    clock,
    random,
    pause,
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
  const upkeep = createUpkeep({
    tokens,
    records,
    env: settings.environment,
    clientId: settings.clientId,
    instance,
    timing,
    clock: sharedClock,
    pause,
    keepAliveFor: settings.keepAliveFor ?? KEEP_ALIVE_FOR,
    refresh: (id, trigger) => connections.refresh(id, trigger),
    log,
    emit,
    meter,
  });
  const sessions = createSessions(sessionStore, clock);
  const cookies = createCookies({ secure: publicUrl.protocol === "https:", sameSite: settings.sameSite });
  const signIn = createSignIn({
    provider,
    connections,
    sessions,
    pending: createPendingIdentities(tokens, sealer, clock),
    apiHosts,
    identity: { fetch, timeoutMs: timing.httpTimeout, pauses: timing.identityPauses },
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
  const session: Auth["session"] = (request) =>
    forCallers(sessions.find(cookies.session(request)).then((found) => sessionInfoOf(found, connections, clock())));

  return {
    routes: createRoutes({
      provider,
      connections,
      sessions,
      transactions: createTransactions({ tokens, sealer, sessions, clock }),
      signIn,
      cookies,
      targets,
      scopes: usual,
      redirectUri: new URL("/auth/callback", publicUrl),
      sessionInfo: session,
      sweep: createSweep(tokens, clock, log),
      problemPage: (problem) => ports.problemPage(problem),
      log,
      emit,
    }),
    authenticate: (request) =>
      forCallers(
        (async () => {
          const id = (await sessions.find(cookies.session(request)))?.connectionId;
          const record = id === undefined ? null : await connections.find(id);
          if (id === undefined || !record) return null;
          return {
            connectionId: id,
            orgkey: record.orgkey,
            userId: record.userId,
            scopes: record.grantedScopes,
            accessTokenExpiresAt: record.atExpiresAt,
            accessToken: (wish) => connections.accessToken(id, wish),
          };
        })(),
      ),
    connectUrl,
    session,
    async selfTest() {
      const warnings = await checkTokenStore(tokens, { shared: settings.sharedStore ?? false });
      await checkSessionStore(sessionStore);
      await sealer.open("token", "selftest", await sealer.seal("token", "selftest", {}));
      for (const warning of warnings) log.warn({ warning }, `the store can be used, but ${warning}`);
    },
    async start() {
      await sharedClock.compare();
      await recoverSpooled(refreshing, (id) => connections.refresh(id, "recovery"));
      upkeep.start();
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
      await upkeep.close();
      await connections.close();
    },
  };
}
