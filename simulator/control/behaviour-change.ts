import { z } from "zod";
import type { Behaviour } from "./behaviour.js";
import type { RestQuirks } from "../rest/quirks.js";

const seconds = z
  .int()
  .min(0)
  .max(100 * 365 * 86_400);
const milliseconds = z.number().min(0).max(600_000);
const count = z.int().min(1).max(10_000);

const threshold = z.union([
  z.strictObject({ perSecond: z.number().positive().max(100_000), burst: count }),
  z.strictObject({ perMinute: z.number().positive().max(1_000_000), burst: count }),
]);
const limits = z.strictObject({
  session: threshold.optional(),
  organisation: threshold.optional(),
  ip: threshold.optional(),
  drift: z.strictObject({ by: z.number().min(0).max(0.95), seconds: z.number().positive().max(86_400) }).optional(),
});

const quirks = {
  missingItem: z.enum(["404", "204"]),
  unknownInMany: z.enum(["omit", "404"]),
  unknownFilter: z.enum(["error", "ignore"]),
  unknownInclude: z.enum(["error", "ignore"]),
  unknownField: z.enum(["error", "ignore"]),
  unknownSort: z.enum(["error", "ignore"]),
  badFilterValue: z.enum(["error", "none"]),
  includes: z.enum(["followed", "ignored", "refused"]),
  fieldSets: z.enum(["honoured", "ignored", "refused", "attributes"]),
  linkLists: z.enum(["accepted", "refused"]),
  idLists: z.enum(["accepted", "refused"]),
  filterDepth: z.int().min(0).max(100),
  includeOutsideScope: z.enum(["ignore", "403"]),
  pageBeyondEnd: z.enum(["204", "empty"]),
  nextPageKeepsFilters: z.boolean(),
  linksOnlyWhenAsked: z.boolean(),
  idOnlyWhenAsked: z.boolean(),
  additionalFields: z.enum(["always", "asked"]),
  nestedIncludeNeedsParent: z.boolean(),
  hiddenLinks: z.enum(["shown", "omitted"]),
  maxIdsInPath: count,
  maxPageSize: count,
  oversizedPage: z.enum(["cap", "ignore"]),
  singleRow: z.enum(["object", "array"]),
  errorsAs: z.enum(["object", "array"]),
  repeatedParameter: z.enum(["last", "all"]),
  wildcardsInEquals: z.boolean(),
  negationKeepsNulls: z.boolean(),
  fileVerb: z.enum(["post", "put", "both"]),
  fileScan: z.enum(["none", "pending-then-uploaded"]),
  unknownFile: z.enum(["error", "accepted"]),
  limitBody: z.enum(["empty", "errors", "html"]),
  limitHeader: z.enum(["none", "seconds", "date"]),
  updateVerb: z.enum(["both", "put", "patch"]),
  createStatus: z.literal([200, 201]),
  writeAnswer: z.enum(["record", "changed", "empty", "204"]),
  deleteAnswer: z.enum(["204", "200"]),
  unknownMember: z.enum(["error", "ignore"]),
  readOnlyMember: z.enum(["error", "ignore"]),
  rejectionAs: z.enum(["object", "array"]),
  rejectionStatus: z.literal([400, 409, 422, 500]),
  rejectionPointer: z.enum(["none", "pointer", "parameter"]),
  rejections: z.enum(["all", "first"]),
  rejectionCodeIn: z.enum(["code", "detail"]),
  trustAccounting: z.boolean(),
  deletedDocuments: z.enum(["shown", "hidden"]),
  changeStepAnswer: z.enum(["empty", "action", "actionchangestep"]),
  hookEvents: z.enum(["listed", "withParticipantCreated"]),
  hookPayload: z.enum(["jsonapi", "rest"]),
  dataFieldFilter: z.enum(["accepted", "refused"]),
  plainEquals: z.enum(["exact", "substring"]),
  secondRecord: z.enum(["accepted", "refused"]),
  recordsOfNewMatter: z.enum(["none", "all"]),
  unfitFieldValue: z.enum(["refused", "stored"]),
  protectedFieldValues: z.enum(["null", "shown"]),
  fieldMemos: z.enum(["parentheses", "newline"]),
  fieldChoiceLists: z.enum(["comma", "newline"]),
  fieldDateTimes: z.enum(["stored", "offset", "local"]),
  hookUnauthorized: z.enum(["deletes", "disables"]),
} satisfies { [Name in keyof RestQuirks]: z.ZodType<RestQuirks[Name]> };

const shape = {
  accessTokenSeconds: seconds,
  refreshTokenSeconds: seconds,
  codeSeconds: seconds,
  rotation: z.enum(["strict", "family", "grace", "lenient"]),
  graceSeconds: seconds,
  clientAuth: z.enum(["either", "body", "basic"]),
  requirePkce: z.boolean(),
  verifyPkce: z.boolean(),
  returnsScope: z.boolean(),
  returnsIss: z.boolean(),
  iss: z.string(),
  decline: z.enum(["error", "error_without_state", "page"]),
  revokesPreviousAccessToken: z.boolean(),
  tokenStatus: z.union([z.literal(200), z.literal(201)]),
  refreshTokenReturned: z.boolean(),
  latency: milliseconds,
  tokenLatency: milliseconds,
  tokenLatencyAfterCommit: milliseconds,
  limits,
  quirks: z.strictObject(quirks).partial(),
} satisfies { [Name in keyof Behaviour]: z.ZodType<Behaviour[Name]> };

/** Any part of a behaviour, and nothing that is none. */
export const behaviourChange = z.strictObject(shape).partial();
