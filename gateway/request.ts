import type { FastifyReply, FastifyRequest } from "fastify";
import { OperationTypeNode } from "graphql";
import type { Dispatcher } from "undici";
import type { Auth, Viewer as Connection } from "../auth/index.js";
import type { Context, Log, Viewer } from "../resolvers/context.js";
import { Forbidden, InsufficientScope, Unauthenticated } from "../schema/errors.js";
import type { ResourceDefinition } from "../schema/vocabulary/resource.js";
import { MAX_UPSTREAM_REQUESTS } from "./limits.js";
import { createRestClient } from "./rest/client.js";
import { createCostMeter, type CostMeter } from "./rest/cost.js";
import type { EnvelopeReader } from "./rest/envelope.js";
import { createRecords } from "./rest/records.js";
import type { Metrics } from "./metrics.js";

/** The Context of resolvers, with what the server itself needs of a request. */
export interface OperationContext extends Context {
  readonly cost: CostMeter;
  readonly requestId: string;
  /** Throws when whoever asks may not run an operation of this kind at all. */
  admit(operation: OperationTypeNode): void;
}

/** What contexts are made of, the same for all requests. */
export interface RequestParts {
  readonly auth: Pick<Auth, "authenticate" | "connectUrl">;
  readonly dispatcher: Dispatcher;
  readonly envelopes: EnvelopeReader;
  readonly resources: readonly ResourceDefinition[];
  readonly metrics: Metrics;
  readonly clock: () => number;
  /** Milliseconds one request to Actionstep may take. */
  readonly upstreamTimeout: number;
}

/** Makes the Context of a request: who is asking, and records that only they see. Asks Actionstep nothing yet. */
export async function createContext(
  parts: RequestParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OperationContext> {
  const { auth, dispatcher, envelopes, resources, metrics, clock, upstreamTimeout } = parts;
  const log: Log = request.log;
  // Before anything is waited for: who leaves meanwhile is noticed too.
  const signal = goneSignal(reply);
  // Where the sessions cannot be read, whatever needs no viewer still answers.
  let unreadable: unknown;
  const connection = await auth.authenticate(request).catch((error: unknown) => {
    unreadable = error;
    return null;
  });
  const cost = createCostMeter();
  const wanted = new Set(connection?.scopes);
  const connectUrl = (scopes: readonly string[]) => {
    for (const scope of scopes) wanted.add(scope);
    return () => auth.connectUrl({ scopes: [...wanted] });
  };
  const signedIn = (): Connection => {
    if (unreadable !== undefined) throw unreadable as Error;
    if (!connection) throw new Unauthenticated(auth.connectUrl());
    return connection;
  };
  const client = createRestClient({
    dispatcher,
    viewer: signedIn,
    connectUrl,
    cost,
    log,
    clock,
    timeout: upstreamTimeout,
    maxRequests: MAX_UPSTREAM_REQUESTS,
    observe: metrics.upstream,
    signal,
  });
  const viewer: Viewer = {
    require() {
      const { orgkey, scopes, accessTokenExpiresAt } = signedIn();
      return { org: orgkey, scopes, accessTokenExpiresAt };
    },
    requireScope({ path }) {
      const { scopes } = signedIn();
      // No scope known at all: they are set at Actionstep, and its answers will tell.
      if (scopes.length > 0 && !scopes.includes("all") && !scopes.includes(path))
        throw new InsufficientScope([path], connectUrl([path]));
    },
  };
  const admit = (operation: OperationTypeNode): void => {
    // A gateway token that is no longer good is for its program to notice, whatever it asks for.
    if (unreadable instanceof Unauthenticated) throw unreadable;
    if (operation === OperationTypeNode.MUTATION && connection?.access === "read")
      throw new Forbidden(
        "Only reading is allowed: the gateway token has read access, or the session was just given another id.",
      );
  };
  return { viewer, records: createRecords({ client, envelopes, resources, cost }), log, cost, requestId: request.id, admit };
}

/** Aborted when the client goes away before it has its answer. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
