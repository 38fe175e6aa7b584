import type { FastifyInstance } from "fastify";
import type { Auth } from "../auth/index.js";
import { createSchema } from "../resolvers/index.js";
import { resources as listedResources } from "../schema/resources/index.js";
import { resourceOf } from "../schema/vocabulary/resource.js";
import { forms as listedForms } from "../schema/workflow/index.js";
import type { Simulator } from "../simulator/index.js";
import { STEADY } from "../time/time.js";
import { createClosers } from "./closers.js";
import type { Config } from "./config.js";
import { MAX_UPSTREAM_REQUESTS } from "./limits.js";
import { openServer, type Server } from "./http/open.js";
import { MAX_UPSTREAM_CLOSING } from "./http/shutdown-limits.js";
import { openAudit } from "./observability/audit.js";
import { createMetrics } from "./observability/metrics.js";
import { openAuth } from "./open-auth.js";
import { openPlanner } from "./planner/open.js";
import type { GatewayPorts } from "./ports.js";
import { openRest } from "./rest/open.js";
import { createExclusive } from "./stores/exclusive.js";
import { openStores } from "./stores/index.js";
import { openUpstream } from "./upstream.js";
import { createRestWriter } from "./writes/writer.js";

export type { GatewayPorts } from "./ports.js";

/** A gateway that is ready to listen. */
export interface Gateway extends Server {
  readonly app: FastifyInstance;
  readonly auth: Auth;
  /** The simulated Actionstep, in the demo. */
  readonly simulator?: Simulator;
  /** Finishes what was begun, then lets go of everything. */
  close(): Promise<void>;
}

/**
 * Where the rooms meet: configuration in, gateway out. Each room opens itself, and tells `closers` how it is closed. Throws
 * what keeps a room from opening; those opened before are closed again.
 */
export async function createGateway(config: Config, ports: GatewayPorts): Promise<Gateway> {
  const { log, clock = Date.now, resources: classes = listedResources } = ports;
  const resources = classes.map(resourceOf);
  const forms = listedForms.map(resourceOf);
  const scopes = [...[...resources, ...forms].map(({ path }) => path), "files"].sort();
  const closers = createClosers();
  try {
    const schema = createSchema(classes);
    const metrics = createMetrics(ports);
    const upstream = await openUpstream(config, clock, closers);
    const stores = await openStores(config.storeUrl, { clock });
    closers.add(() => stores.close());
    const audit = openAudit(log, config.auditFile, metrics.auditLost);
    closers.add(() => audit.close());
    const auth = await openAuth(config, ports, { upstream, stores, audit, metrics, clock, scopes, closers });
    const time = ports.time ?? (ports.clock ? { ...STEADY, now: ports.clock } : STEADY);
    const rest = openRest({
      log,
      metrics,
      clock,
      time,
      retry: ports.retry,
      timeout: ports.upstreamTimeout ?? config.upstreamTimeout,
      slowTimeout: ports.upstreamSlowTimeout ?? ports.upstreamTimeout ?? config.upstreamSlowTimeout,
      maxRequests: MAX_UPSTREAM_REQUESTS,
      closingTimeout: MAX_UPSTREAM_CLOSING,
      closers,
    });
    const references = stores.namespace("references");
    const planner = openPlanner({ client: rest.client, resources, forms, options: ports.planning, references, log, clock });
    const writer = createRestWriter(rest.transport, clock);
    const exclusive = createExclusive(stores.tokens, time);
    const parts = { schema, metrics, clock, upstream, auth, rest, planner, writer, exclusive, closers };
    const server = await openServer(config, ports, parts);
    return Object.assign(server, { auth, simulator: upstream.simulator, close: () => closers.close() });
  } catch (error) {
    await closers.close();
    throw error;
  }
}
