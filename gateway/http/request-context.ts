import { setMaxListeners } from "node:events";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { OperationTypeNode } from "graphql";
import type { Auth } from "../../auth/index.js";
import type { Urls, Context, Log, Records } from "../../resolvers/context.js";
import { viewerOf } from "./request-viewer.js";
import { AnswerBudget, type AnswerLimits, type MemoryPool } from "../execution/answer-budget.js";
import { MAX_ANONYMOUS_ERRORS, MAX_UPSTREAM_REQUESTS } from "../limits.js";
import { createCostMeter, type CostMeter } from "../rest/cost.js";
import { createDryRunClient, type PlannedRequest } from "../planner/dry-run.js";
import type { UpstreamContext } from "../rest/waiters.js";
import type { ResourceIndex } from "../planner/operation-records.js";
import type { Planner } from "../planner/planner.js";
import { createRecords } from "../planner/records.js";
import type { ViewerStates } from "../planner/viewer-state.js";
import type { Exclusive } from "../stores/exclusive.js";
import type { RestWriter } from "../writes/writer.js";

/** The Context that resolvers get, with what the server itself needs of a request. */
export interface OperationContext extends Context {
  readonly cost: CostMeter;
  /** Who asks, where requests are sent without records' doing it. */
  readonly upstream: UpstreamContext;
  readonly requestId: string;
  /** When Apollo Server began with the operation, in milliseconds. */
  startedAt: number;
  /** What the answer may still hold. */
  readonly budget: AnswerBudget;
  /** Errors of fields after which the operation ends; it goes on where there is no number. */
  readonly endAfter: number | undefined;
  /** Ends the operation's requests: nobody waits for the rest of it any more. */
  readonly end: () => void;
  /** Throws when whoever asks may not run an operation of this kind at all. */
  admit(operation: OperationTypeNode): void;
  /** Makes the same context for a dry run: what resolvers ask for is written down and not sent. */
  dryRun(): { readonly context: Context; readonly plan: () => Plan };
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
  readonly writer: RestWriter;
  readonly viewerStates: ViewerStates;
  readonly resources: ResourceIndex;
  readonly publicUrl: URL;
  readonly clock: () => number;
  /** Milliseconds for which the requests of one operation may be kept waiting. */
  readonly operationTimeout: number;
  readonly answerLimits: AnswerLimits;
  readonly exclusive: Exclusive;
  /** Memory that all operations share. */
  readonly memory: MemoryPool;
}

/** Makes the Context of a request: who is asking, and records that only they see. Asks Actionstep nothing yet. */
export async function createContext(
  { auth, writer, viewerStates, resources, publicUrl, clock, operationTimeout, answerLimits, exclusive, memory }: RequestParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<OperationContext> {
  const log: Log = request.log;
  // This comes before anything is waited for, so that a client that leaves meanwhile is noticed too.
  const budget = new AnswerBudget(answerLimits, memory);
  const gone = goneWith(reply, budget);
  const { signal } = gone;
  const deadline = clock() + operationTimeout;
  const { viewer, owner, organisation, host, isKnown, connection, grants, connectUrl, admit } = await viewerOf(auth, request);
  const state = viewerStates.of({ owner, organisation, host });
  const fresh = /\bno-cache\b/.test(request.headers["cache-control"] ?? "");
  const upstreamWith = (cost: CostMeter): UpstreamContext => ({
    viewer: connection,
    connectUrl,
    cost,
    log,
    signal,
    deadline,
    limited: () => state.observe({ kind: "limited" }),
  });
  const recordsBy = (planner: Planner, cost: CostMeter): Records =>
    createRecords({ context: upstreamWith(cost), planner, writer, resources, grants, fresh });
  const cost = createCostMeter(budget);
  const urls: Urls = {
    documentContent: (id) => new URL(`/documents/${encodeURIComponent(id).replace("%3A", ":")}/content`, publicUrl).href,
  };
  return {
    viewer,
    records: recordsBy(state.planner, cost),
    urls,
    log,
    exclusively: (name, work) => exclusive([host, organisation, ...name], work),
    cost,
    upstream: upstreamWith(cost),
    requestId: request.id,
    startedAt: NaN,
    budget,
    endAfter: isKnown ? undefined : MAX_ANONYMOUS_ERRORS,
    end: () => gone.abort(),
    admit,
    dryRun() {
      const dryClient = createDryRunClient(MAX_UPSTREAM_REQUESTS, (rows) => budget.receive(rows, 0));
      const expense = createCostMeter();
      const records = recordsBy(state.dryRun(dryClient), expense);
      return {
        context: { viewer, records, urls, log, exclusively: (_, work) => work() },
        plan: () => {
          const { upstreamRequests, rounds } = expense;
          return { upstreamRequests, rounds, requests: dryClient.requests };
        },
      };
    },
  };
}

/** Makes a controller that aborts when the client leaves before its answer is sent, and gives the answer's share of memory back at the end. */
function goneWith({ raw }: FastifyReply, budget: AnswerBudget): AbortController {
  const gone = new AbortController();
  // Every request sent for the operation listens; Node would warn of a leak at the eleventh.
  setMaxListeners(0, gone.signal);
  raw.once("close", () => {
    budget.release();
    if (!raw.writableFinished) gone.abort();
  });
  return gone;
}
