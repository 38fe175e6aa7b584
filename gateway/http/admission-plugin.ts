import { HeaderMap, type ApolloServerPlugin } from "@apollo/server";
import { GatewayError } from "../../schema/errors.js";
import type { OperationContext } from "./request-context.js";

/** Refuses, as HTTP has it for bearer tokens, whoever may not run an operation of its kind. */
export const admissionPlugin: ApolloServerPlugin<OperationContext> = {
  async requestDidStart() {
    return {
      async didResolveOperation({ operation, contextValue }) {
        try {
          if (operation) contextValue.admit(operation.operation);
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error;
          const refusal = error.code === "FORBIDDEN" ? "insufficient_scope" : "invalid_token";
          const headers = new HeaderMap([["www-authenticate", `Bearer error="${refusal}"`]]);
          error.extensions["http"] = { status: error.code === "FORBIDDEN" ? 403 : 401, headers };
          throw error;
        }
      },
    };
  },
};
