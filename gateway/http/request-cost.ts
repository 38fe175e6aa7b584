import { GraphQLObjectType, getNamedType, getNullableType, isListType, type DocumentNode, type GraphQLSchema } from "graphql";
import { getComplexity, type ComplexityEstimator } from "graphql-query-complexity";
import { DEFAULT_ROWS, MAX_PAGE_SIZE } from "../../resolvers/row-range.js";
import { QueryTooExpensive } from "../../schema/errors.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";
import { forms } from "../../schema/workflow/index.js";
import { MAX_ESTIMATE } from "../limits.js";

/** Links of one record that lead to several: most have a few. */
const LIST_LENGTH = 5;

const formTypes: ReadonlySet<string> = new Set(forms.map((form) => resourceOf(form).type));

/**
 * Estimates an operation's REST requests from what it selects. Links of many records share requests, so each counts
 * for a fraction; the children of many parents may each need their own.
 */
const requests: ComplexityEstimator = ({ type, field, args, childComplexity }) => {
  const named = getNamedType(field.type);
  // A form is asked for by itself, whatever else is.
  if (formTypes.has(named.name)) return 1 + LIST_LENGTH * childComplexity;
  if (type.name === "Mutation") {
    // One request writes them all; what is selected is read of each.
    const written = [args["input"], args["values"]].find((each) => Array.isArray(each)) as readonly unknown[] | undefined;
    return 1 + (written?.length ?? 1) * childComplexity;
  }
  const isRoot = type.name === "Query";
  const isRecord = (named instanceof GraphQLObjectType || named.name === "Node") && !named.name.startsWith("__");
  if (!isRecord) return 0;
  if (named.name.endsWith("Connection")) {
    const rows = Number(args["first"] ?? args["last"] ?? DEFAULT_ROWS);
    return (isRoot ? Math.max(1, Math.ceil(rows / MAX_PAGE_SIZE)) : 1) + Math.max(0, rows) * childComplexity;
  }
  if (/(Connection|Edge|Payload)$/.test(type.name)) return childComplexity;
  if (Array.isArray(args["ids"])) return 1 + args["ids"].length * childComplexity;
  if (isRoot) return 1 + childComplexity;
  return 1 / MAX_PAGE_SIZE + (isListType(getNullableType(field.type)) ? LIST_LENGTH : 1) * childComplexity;
};

/** Throws `QUERY_TOO_EXPENSIVE` for an operation that could cost more REST requests than one may. Its variables fit. */
export function checkRequestCost(
  schema: GraphQLSchema,
  query: DocumentNode,
  variables: Record<string, unknown>,
  operationName?: string,
): void {
  const cost = Math.ceil(
    getComplexity({ schema, query, variables, ...(operationName && { operationName }), estimators: [requests] }),
  );
  if (cost > MAX_ESTIMATE) throw new QueryTooExpensive(cost, MAX_ESTIMATE);
}
