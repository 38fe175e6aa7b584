import type { GraphQLResponse } from "@apollo/server";
import type { Metrics } from "../observability/metrics.js";
import type { OperationContext } from "./request-context.js";

/** Adds what an operation cost to its answer, and counts the operation. */
export function addCost({ body }: GraphQLResponse, { cost, startedAt }: OperationContext, metrics: Metrics, now: number): void {
  if (body.kind !== "single") return;
  const { upstreamRequests, rounds, cacheHits } = cost;
  const result = body.singleResult;
  result.extensions = { ...result.extensions, cost: { upstreamRequests, rounds, cacheHits } };
  metrics.operation(result.errors?.length ? "errors" : "ok", (now - startedAt) / 1000, upstreamRequests);
}
