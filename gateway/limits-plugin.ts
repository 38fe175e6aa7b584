import { createHash } from "node:crypto";
import { HeaderMap, type ApolloServerPlugin } from "@apollo/server";
import { GraphQLError, type DocumentNode, type GraphQLSchema, type OperationTypeNode } from "graphql";
import { GatewayError, QueryTooExpensive } from "../schema/errors.js";
import { checkCost } from "./limits.js";
import type { OperationContext } from "./request.js";

const refused = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: "OPERATION_RESOLUTION_FAILURE", http: { status: 400 } } });

/** Refuses, as HTTP has it for bearer tokens, whoever may not run an operation of this kind. */
function admitted({ admit }: OperationContext, operation: OperationTypeNode): void {
  try {
    admit(operation);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const refusal = error.code === "FORBIDDEN" ? "insufficient_scope" : "invalid_token";
    const headers = new HeaderMap([["www-authenticate", `Bearer error="${refusal}"`]]);
    error.extensions["http"] = { status: error.code === "FORBIDDEN" ? 403 : 401, headers };
    throw error;
  }
}

/** The error of a request that is refused as such, before anything runs. */
function refusalOf(error: unknown): unknown {
  if (error instanceof QueryTooExpensive) error.extensions["http"] = { status: 400 };
  else if (error instanceof GraphQLError) return refused(error.message);
  else if (error instanceof RangeError) return refused("The operation is nested too deep.");
  return error;
}

/** Operations of one document, with their variables, that are remembered to be affordable. */
const MAX_KNOWN = 50;

/**
 * Refuses, before it runs, an operation that this viewer may not run, of a kind the graph does not have, or that could
 * cost too many REST requests. Only the last is remembered: it is the same for everybody.
 */
export function limitsPlugin(schema: GraphQLSchema): ApolloServerPlugin<OperationContext> {
  const affordable = new WeakMap<DocumentNode, Set<string>>();

  const check = (document: DocumentNode, name: string | undefined, variables: Record<string, unknown>): void => {
    const key = createHash("sha256")
      .update(JSON.stringify([name, variables]))
      .digest("base64");
    const known = affordable.get(document);
    if (known?.has(key)) return;
    checkCost(schema, document, variables, name);
    if (!known) affordable.set(document, new Set([key]));
    else if (known.size < MAX_KNOWN) known.add(key);
  };

  return {
    async requestDidStart() {
      return {
        async didResolveOperation({ document, request, operation, operationName, contextValue }) {
          if (operation) admitted(contextValue, operation.operation);
          if (operation && !schema.getRootType(operation.operation)) throw refused(`The graph has no ${operation.operation}s.`);
          try {
            check(document, operationName ?? undefined, request.variables ?? {});
          } catch (error) {
            throw refusalOf(error);
          }
        },
      };
    },
  };
}
