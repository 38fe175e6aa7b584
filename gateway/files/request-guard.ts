import type { FastifyRequest } from "fastify";
import { type OperationTypeNode } from "graphql";
import { bearerOf } from "../../auth/callers/authenticate.js";
import { refuseForged } from "../../auth/http/csrf.js";
import { Forbidden } from "../../schema/errors.js";
import type { OperationContext } from "../http/request-context.js";
import type { UpstreamContext } from "../rest/waiters.js";

/** The scope without which Actionstep takes and gives no files. */
export const FILES = { path: "files" };

/** Throws `FORBIDDEN` for a request that another site may have made with a browser's cookie. A token is sent on purpose. */
export function refuseForgery(request: FastifyRequest, origins: readonly string[]): void {
  const refusal = bearerOf(request) === undefined ? refuseForged(request, origins) : null;
  if (refusal) throw new Forbidden(refusal.message);
}

/** Whoever asks, for one part of a file at a time: a file of many takes far longer than an operation is given. */
export const askerForPart =
  ({ asker }: OperationContext, clock: () => number, patience: number) =>
  (): UpstreamContext => ({ ...asker, deadline: clock() + patience });

/** Whoever asks, by what their files are kept apart. Throws where they may not do so at all. */
export function admitted({ asker, viewer, admit }: OperationContext, operation: OperationTypeNode): string {
  admit(operation);
  const { connectionId } = asker.viewer();
  viewer.requireScope(FILES);
  return connectionId;
}
