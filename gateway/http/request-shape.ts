import { documentShape } from "./document-shape.js";
import { inputShape } from "./input-shape.js";
import { MAX_DEFINITIONS, MAX_INPUT_DEPTH, MAX_INPUT_MEMBERS, MAX_NAME, MAX_NESTING } from "../limits.js";

/** What is wrong with a request as a whole. */
export interface RequestProblem {
  readonly code: "GRAPHQL_PARSE_FAILED" | "BAD_USER_INPUT";
  readonly message: string;
}

/**
 * Looks at the outline of a request before anything is done with it: what comes after is recursive, or takes time that
 * grows with the square of these counts. Undefined where there is nothing against it.
 */
export function problemOfRequest(body: unknown, query: unknown): RequestProblem | undefined {
  const { members, depth } = inputShape(body, MAX_INPUT_MEMBERS, MAX_INPUT_DEPTH);
  if (members > MAX_INPUT_MEMBERS) return badInput(`has more than ${MAX_INPUT_MEMBERS} members and items`);
  if (depth > MAX_INPUT_DEPTH) return badInput(`is nested deeper than ${MAX_INPUT_DEPTH} levels`);
  return typeof query === "string" ? problemOfDocument(query) : undefined;
}

const badInput = (problem: string): RequestProblem => ({
  code: "BAD_USER_INPUT",
  message: `variables: the request ${problem}. Send fewer at a time.`,
});

function problemOfDocument(source: string): RequestProblem | undefined {
  const { nesting, definitions, longestName } = documentShape(source);
  const problem =
    nesting > MAX_NESTING
      ? `is nested ${nesting} levels deep; at most ${MAX_NESTING} are allowed`
      : definitions > MAX_DEFINITIONS
        ? `has ${definitions} operations and fragments; at most ${MAX_DEFINITIONS} are allowed`
        : longestName > MAX_NAME
          ? `has a name or number of ${longestName} characters; at most ${MAX_NAME} are allowed`
          : undefined;
  return problem ? { code: "GRAPHQL_PARSE_FAILED", message: `Syntax Error: The document ${problem}.` } : undefined;
}
