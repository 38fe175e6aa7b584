import type { FastifyReply, FastifyRequest } from "fastify";
import { OperationTypeNode } from "graphql";
import type { Auth, Viewer as Connection } from "../auth/index.js";
import type { Context, Log, Viewer } from "../resolvers/context.js";
import { Forbidden, InsufficientScope, Unauthenticated } from "../schema/errors.js";
import type { ResourceDefinition } from "../schema/vocabulary/resource.js";
import type { RestClient } from "./rest/client.js";
import { createCostMeter, type CostMeter } from "./rest/cost.js";
import { MAX_UPSTREAM_REQUESTS } from "./limits.js";
import { createImaginedClient, type PlannedRequest } from "./rest/imagined.js";
import { createRecords, type ResourceIndex } from "./rest/records.js";
import type { Workspaces } from "./rest/workspace.js";

/** The Context of resolvers, with what the server itself needs of a request. */
export interface OperationContext extends Context {
  readonly cost: CostMeter;
  readonly requestId: string;
  /** Throws when whoever asks may not run an operation of this kind at all. */
  admit(operation: OperationTypeNode): void;
  /** The same context with nothing behind it: what resolvers ask for is written down and not sent. */
  imagine(): { readonly context: Context; readonly plan: () => Plan };
}

/** What an operation would cost. */
export interface Plan {
  readonly upstreamRequests: number;
  readonly rounds: number;
  readonly requests: readonly PlannedRequest[];
}

/** What contexts are made of, the same for all requests. */
export interface RequestParts {
  readonly auth: Pick<Auth, "authenticate" | "connectUrl">;
  readonly client: RestClient;
  readonly workspaces: Workspaces;
  readonly resources: ResourceIndex;
}

/** Makes the Context of a request: who is asking, and records that only they see. Asks Actionstep nothing yet. */
export async function createContext(
  { auth, client, workspaces, resources }: RequestParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OperationContext> {
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
  const granted = new Set(connection?.scopes);
  // No scope known at all: they are set at Actionstep, and its answers will tell.
  const grants = ({ path }: ResourceDefinition): boolean => granted.size === 0 || granted.has("all") || granted.has(path);
  const viewer: Viewer = {
    require() {
      const { orgkey, scopes, accessTokenExpiresAt } = signedIn();
      return { org: orgkey, scopes, accessTokenExpiresAt };
    },
    requireScope(resource) {
      signedIn();
      if (!grants(resource)) throw new InsufficientScope([resource.path], connectUrl([resource.path]));
    },
  };
  const workspace = workspaces.of(connection ? ownerOf(connection) : "");
  const admit = (operation: OperationTypeNode): void => {
    // A gateway token that is no longer good is for its program to notice, whatever it asks for.
    if (unreadable instanceof Unauthenticated) throw unreadable;
    if (operation === OperationTypeNode.MUTATION && connection?.access === "read")
      throw new Forbidden(
        "Only reading is allowed: the gateway token has read access, or the session was just given another id.",
      );
  };
  const asker = { viewer: signedIn, connectUrl, cost, log, signal };
  const fresh = /\bno-cache\b/.test(request.headers["cache-control"] ?? "");
  const parts = { resources, grants, fresh };
  return {
    viewer,
    records: createRecords({ asker, client, workspace, ...parts }),
    log,
    cost,
    requestId: request.id,
    admit,
    imagine() {
      const imagined = createImaginedClient(client, MAX_UPSTREAM_REQUESTS);
      const imaginedCost = createCostMeter();
      const records = createRecords({
        asker: { ...asker, cost: imaginedCost },
        client: imagined,
        workspace: workspace.imagined(imagined),
        ...parts,
      });
      const plan = (): Plan => {
        const { upstreamRequests, rounds } = imaginedCost;
        return { upstreamRequests, rounds, requests: imagined.requests };
      };
      return { context: { viewer, records, log }, plan };
    },
  };
}

/** Whose workspace it is: a connection with other scopes sees other things. */
const ownerOf = ({ connectionId, scopes }: Connection): string => JSON.stringify([connectionId, ...[...scopes].sort()]);

/** Aborted when the client goes away before it has its answer. */
function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort();
  });
  return gone.signal;
}
