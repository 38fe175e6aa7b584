import { z } from "zod";
import type { FaultRule } from "./faults.js";

const pattern = z.string().refine(
  (text) => {
    try {
      return Boolean(new RegExp(text));
    } catch {
      return false;
    }
  },
  { error: "must be a regular expression" },
);

const status = z.int().min(200).max(599);
const headers = z.record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[\t -~]*$/));

const fault = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("status"), status, body: z.string().optional(), headers: headers.optional() }),
  z.strictObject({ kind: z.literal("reset") }),
  z.strictObject({ kind: z.literal("reset-after-commit") }),
  z.strictObject({ kind: z.literal("stall") }),
  z.strictObject({ kind: z.literal("stall-body") }),
  z.strictObject({ kind: z.literal("truncate") }),
  z.strictObject({ kind: z.literal("delay"), ms: z.number().min(0).max(600_000) }),
  z.strictObject({
    kind: z.literal("replace"),
    status: status.optional(),
    contentType: z
      .string()
      .regex(/^[\t -~]*$/)
      .optional(),
    body: z.string(),
  }),
]);

/** A fault rule as it can be said in JSON. */
export const faultRule = z.strictObject({
  match: z
    .strictObject({
      kind: z.enum(["rest", "token", "authorize"]),
      method: z.string(),
      /** A regular expression that the path must match somewhere. */
      pathPattern: pattern,
      /** The same for path and query, the query decoded. */
      urlPattern: pattern,
      person: z.string(),
      grantType: z.string(),
    })
    .partial(),
  times: z.int().min(1).optional(),
  fault,
});

/** The rule that was said in JSON: all that `match` names must agree. */
export function ruleOf({ match, times, fault: told }: z.infer<typeof faultRule>): FaultRule {
  const path = match.pathPattern === undefined ? undefined : new RegExp(match.pathPattern);
  const url = match.urlPattern === undefined ? undefined : new RegExp(match.urlPattern);
  const agrees = (wanted: string | undefined, found: string | undefined): boolean => wanted === undefined || wanted === found;
  return {
    match: (request) =>
      agrees(match.kind, request.kind) &&
      agrees(match.method?.toUpperCase(), request.method) &&
      agrees(match.person, request.person) &&
      agrees(match.grantType, request.grantType) &&
      (path?.test(request.path) ?? true) &&
      (url?.test(request.url) ?? true),
    fault: told,
    ...(times !== undefined && { times }),
  };
}
