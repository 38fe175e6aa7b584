import type { GraphQLRequest, GraphQLResponse } from "@apollo/server";
import { codeOf } from "./answer-errors.js";

/** Errors of a request that was read as GraphQL and yet is not run. */
const requestErrors: ReadonlySet<string> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "OPERATION_RESOLUTION_FAILURE",
  "BAD_USER_INPUT",
  "QUERY_TOO_EXPENSIVE",
]);

/**
 * Tells a client that names `application/json` alone of its request's errors with status 200, as GraphQL over HTTP
 * wants it: to such a client another status means that somebody on the way answered in the gateway's place.
 */
export function useStatusOfPlainJson({ http: request }: GraphQLRequest, { http, body }: GraphQLResponse): void {
  if (http.status !== 400 || body.kind !== "single") return;
  const accepted = (request?.headers.get("accept") ?? "").split(",").map((each) => each.split(";")[0]!.trim());
  const { errors = [] } = body.singleResult;
  if (accepted.every((type) => type === "application/json") && errors.every((error) => requestErrors.has(codeOf(error))))
    http.status = 200;
}
