import { HeaderMap, type GraphQLRequestContext } from "@apollo/server";
import { GatewayError } from "../../schema/errors.js";
import type { OperationContext } from "./request-context.js";

/** Throws, as HTTP has it for bearer tokens, where whoever asks may not run an operation of this kind. */
export function admit({ operation, contextValue }: GraphQLRequestContext<OperationContext>): void {
  try {
    if (operation) contextValue.admit(operation.operation);
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const refusal = error.code === "FORBIDDEN" ? "insufficient_scope" : "invalid_token";
    const headers = new HeaderMap([["www-authenticate", `Bearer error="${refusal}"`]]);
    error.extensions["http"] = { status: error.code === "FORBIDDEN" ? 403 : 401, headers };
    throw error;
  }
}
