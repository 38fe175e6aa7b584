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

/** Makes the context of each request for a part, with `timeout` milliseconds from now: a whole file takes longer than an operation may. */
export const askerForPart =
  ({ asker }: OperationContext, clock: () => number, timeout: number) =>
  (): UpstreamContext => ({ ...asker, deadline: clock() + timeout });

/** The id of the connection of whoever asks, by which files are counted and found. Throws where they may not do this at all. */
export function admitted({ asker, viewer, admit }: OperationContext, operation: OperationTypeNode): string {
  admit(operation);
  const { connectionId } = asker.viewer();
  viewer.requireScope(FILES);
  return connectionId;
}
