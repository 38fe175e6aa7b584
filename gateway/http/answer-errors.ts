import { unwrapResolverError } from "@apollo/server/errors";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { GatewayError } from "../../schema/errors.js";
import { withShortQuotes } from "../../schema/quote.js";
import { MAX_FIELD_ERRORS, MAX_FIELD_ERROR_BYTES } from "../limits.js";

/** Codes of GraphQL and Apollo itself, whose messages speak only of the request. */
const ownCodes: ReadonlySet<unknown> = new Set([
  "GRAPHQL_PARSE_FAILED",
  "GRAPHQL_VALIDATION_FAILED",
  "BAD_USER_INPUT",
  "BAD_REQUEST",
  "OPERATION_RESOLUTION_FAILURE",
  "PERSISTED_QUERY_NOT_FOUND",
  "PERSISTED_QUERY_NOT_SUPPORTED",
]);

/** The code of errors that are masked. */
export const MASKED = "INTERNAL_SERVER_ERROR";

/** The code that a client sees. */
export const codeOf = ({ extensions }: GraphQLFormattedError): string => {
  const code = extensions?.["code"];
  return typeof code === "string" ? code : MASKED;
};

/** Whether Apollo refused a request, with a status that blames whoever sent it and no code that says so. */
function isRefusedRequest(error: unknown): boolean {
  if (!(error instanceof GraphQLError) || error.extensions["code"] !== undefined) return false;
  const { status } = (error.extensions["http"] ?? {}) as { status?: unknown };
  return typeof status === "number" && status >= 400 && status < 500;
}

/** Whether a client is shown the error as it is; all others are faults of the gateway, which are masked and logged. */
export function isShown(error: unknown): boolean {
  const original = unwrapResolverError(error);
  if (original instanceof GatewayError || isRefusedRequest(error)) return true;
  return error instanceof GraphQLError && original instanceof GraphQLError && ownCodes.has(error.extensions["code"]);
}

/** Places in the document that one error names; a field can be selected in thousands. */
const MAX_LOCATIONS = 5;

/** The form in which a client gets an error: a known one as it is, with long quotes shortened; any other one masked. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { path, locations, extensions } = formatted;
  const place = { ...(locations && { locations: locations.slice(0, MAX_LOCATIONS) }), ...(path && { path }) };
  if (!isShown(error)) return { message: "Something went wrong in the gateway.", ...place, extensions: { code: MASKED } };
  const code = isRefusedRequest(error) ? "BAD_REQUEST" : codeOf(formatted);
  return { message: withShortQuotes(formatted.message), ...place, extensions: { ...extensions, code } };
}

/** Errors that are written out, and how many are left out, by their code. */
export interface LimitedErrors {
  readonly errors: readonly GraphQLFormattedError[];
  readonly omitted: Readonly<Record<string, number>>;
}

/** The first errors, as many as an answer may hold. `omitted`: how many were left out before, by their code. */
export function firstErrors(
  errors: readonly GraphQLFormattedError[],
  omitted: Readonly<Record<string, number>> = {},
): LimitedErrors {
  const told: GraphQLFormattedError[] = [];
  const others = new Map(Object.entries(omitted));
  let bytes = 0;
  for (const error of errors) {
    bytes += Buffer.byteLength(JSON.stringify(error)) + 1;
    if (told.length < MAX_FIELD_ERRORS && bytes <= MAX_FIELD_ERROR_BYTES) told.push(error);
    else others.set(codeOf(error), (others.get(codeOf(error)) ?? 0) + 1);
  }
  // An answer that has errors tells of one at least.
  if (told.length === 0 && errors.length > 0)
    told.push({ message: errors[0]!.message, extensions: { code: codeOf(errors[0]!) } });
  return { errors: told, omitted: Object.fromEntries(others) };
}
