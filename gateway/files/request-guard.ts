import type { FastifyRequest } from "fastify";
import { type OperationTypeNode } from "graphql";
import { bearerOf } from "../../auth/callers/authenticate.js";
import { refuseForged } from "../../auth/http/csrf.js";
import { Forbidden } from "../../schema/errors.js";
import type { OperationContext } from "../http/request-context.js";
import type { UpstreamContext } from "../rest/waiters.js";

/** The scope that uploads and downloads need. */
export const FILES = { path: "files" };

/** Throws `FORBIDDEN` for a request that another site may have made with a browser's cookie; a bearer token is no cookie. */
export function refuseForgery(request: FastifyRequest, origins: readonly string[]): void {
  const refusal = bearerOf(request) === undefined ? refuseForged(request, origins) : null;
  if (refusal) throw new Forbidden(refusal.message);
}

/** Makes the context of each part's request with a deadline of its own: a file takes longer than an operation may. */
export const upstreamForPart =
  ({ upstream }: OperationContext, clock: () => number, timeout: number) =>
  (): UpstreamContext => ({ ...upstream, deadline: clock() + timeout });

/** Throws when the viewer may not do this or lacks the scope. Returns the connection's id, which owns permits and uploads. */
export function admitted({ upstream, viewer, admit }: OperationContext, operation: OperationTypeNode): string {
  admit(operation);
  const { connectionId } = upstream.viewer();
  viewer.requireScope(FILES);
  return connectionId;
}
