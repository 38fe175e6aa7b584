import type { GraphQLResponse } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import { GatewayError } from "../../schema/errors.js";
import type { Metrics } from "../observability/metrics.js";
import { MASKED, codeOf, firstErrors, isShown } from "./answer-errors.js";
import type { OperationContext } from "./request-context.js";

/** Errors that whoever runs the gateway can find more about in the log, by the request id that is on them. */
const traceable: ReadonlySet<string> = new Set([MASKED, "UPSTREAM_INVALID_RESPONSE", "UPSTREAM_UNAVAILABLE", "RATE_LIMITED"]);

/** Logs what a client is not told of errors, and how many fields failed for each reason that is to be traced. */
export function logErrors(
  errors: readonly (Error & { readonly path?: readonly (string | number)[] | undefined })[],
  { log }: OperationContext,
): void {
  const failedFields = new Map<string, number>();
  for (const error of errors) {
    const original = unwrapResolverError(error);
    if (original instanceof GatewayError && traceable.has(original.code))
      failedFields.set(original.code, (failedFields.get(original.code) ?? 0) + 1);
    if (!isShown(error)) log.error({ err: original, path: error.path }, "unexpected error");
  }
  for (const [code, fields] of failedFields) log.info({ code, fields }, "fields could not be answered");
}

/** Puts the request id on errors that are to be traced, keeps all errors of an answer within limits, and counts them. */
export function limitErrors({ body }: GraphQLResponse, { requestId }: OperationContext, metrics: Metrics): void {
  if (body.kind !== "single") return;
  const result = body.singleResult;
  if (!result.errors?.length) return;
  const { errorsOmitted, ...extensions } = result.extensions ?? {};
  const traced = result.errors.map((error) =>
    traceable.has(codeOf(error)) ? { ...error, extensions: { ...error.extensions, requestId } } : error,
  );
  const { errors, omitted } = firstErrors(traced, errorsOmitted as Record<string, number> | undefined);
  for (const error of errors) metrics.error(codeOf(error));
  for (const [code, count] of Object.entries(omitted)) metrics.error(code, count);
  result.errors = errors;
  result.extensions = { ...extensions, ...(Object.keys(omitted).length > 0 && { errorsOmitted: omitted }) };
}
