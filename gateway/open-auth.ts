import cluster from "node:cluster";
import { createAuth, type Auth } from "../auth/index.js";
import type { Closers } from "./closers.js";
import type { Config } from "./config.js";
import type { Audit } from "./observability/audit.js";
import type { Metrics } from "./observability/metrics.js";
import { problemPage } from "./pages/index.js";
import type { GatewayPorts } from "./ports.js";
import { canSpool, fileSpool, spoolDirectoryOf } from "./stores/file-spool.js";
import type { Stores } from "./stores/index.js";
import { localKey, storeDirectory } from "./stores/key-file.js";
import type { Upstream } from "./upstream.js";

/** What auth is given besides the configuration. */
export interface AuthSurroundings {
  readonly upstream: Upstream;
  readonly stores: Stores;
  readonly audit: Audit;
  readonly metrics: Metrics;
  readonly clock: () => number;
  /** Every scope that the graph uses. */
  readonly scopes: readonly string[];
  readonly closers: Closers;
}

const DAY = 86_400_000;

/** Makes auth as the configuration says, checks that its keys and stores work, and begins its upkeep. Throws where they do not. */
export async function openAuth(
  config: Config,
  { log, time, fetch, limits }: Pick<GatewayPorts, "log" | "time" | "fetch" | "limits">,
  { upstream, stores, audit, metrics, clock, scopes, closers }: AuthSurroundings,
): Promise<Auth> {
  const { actionstep, authKeys, storeUrl } = config;
  const spoolDirectory = spoolDirectoryOf(config);
  const auth = createAuth(
    {
      publicUrl: config.publicUrl,
      environment: config.environment,
      clientId: upstream.clientId,
      clientSecret: upstream.clientSecret,
      clientAuth: actionstep.clientAuth,
      authorizeUrl: upstream.authorizeUrl,
      tokenUrl: upstream.tokenUrl,
      scope: actionstep.scope === "all" ? scopes : actionstep.scope,
      apiHosts: upstream.apiHosts,
      keys: authKeys === "local" ? [localKey(storeDirectory(storeUrl))] : authKeys,
      frontendOrigins: config.frontendOrigins,
      sameSite: config.sameSite,
      sessionLife: config.sessionLife,
      ...(limits && { limits }),
      sharedStore: config.instances > 1 || cluster.isWorker,
      replay: config.replay,
      keepAliveFor: config.keepAliveDays * DAY,
      allowInsecureUpstream: upstream.isInsecureAllowed,
    },
    {
      tokens: stores.tokens,
      sessions: stores.sessions,
      counter: stores.counter("limits"),
      log,
      clock,
      ...(time && { time }),
      problemPage,
      on: (event) => {
        metrics.auth(event);
        audit.record(event);
      },
      meter: metrics.tokens.meter,
      spool: fileSpool(spoolDirectory),
      ...(fetch && { fetch }),
    },
  );
  closers.add(() => auth.close());
  await auth.selfTest();
  metrics.tokens.unsaved(() => auth.unsaved);
  if (!(await canSpool(spoolDirectory)))
    log.warn(
      "SPOOL_DIRECTORY cannot be written to: tokens renewed while the store is away are lost if this process ends before it is back",
    );
  await auth.start();
  return auth;
}
