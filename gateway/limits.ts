import {
  GraphQLError,
  GraphQLObjectType,
  Kind,
  getNamedType,
  getNullableType,
  getVariableValues,
  isListType,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from "graphql";
import { getComplexity, type ComplexityEstimator } from "graphql-query-complexity";
import { DEFAULT_ROWS, MAX_PAGE_SIZE } from "../resolvers/window.js";
import { QueryTooExpensive } from "../schema/errors.js";
import { resourceOf } from "../schema/vocabulary/resource.js";
import { forms } from "../schema/workflow/index.js";

/** REST requests that one operation may send. */
export const MAX_UPSTREAM_REQUESTS = 2000;

/** REST requests that one operation may need at worst. Higher than what it may send: the worst case hardly ever comes. */
const MAX_ESTIMATE = 10_000;

/** Tokens in one document: far above any query written or generated, far below what would keep the parser busy. */
export const MAX_TOKENS = 15_000;

/** Fields of the schema's description in one operation: the longest query that tools send has about 250. */
const MAX_INTROSPECTION = 500;

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

/** Counts fields of the schema's own description, which cost no requests but can make an answer of any size. */
const introspection: ComplexityEstimator = ({ type, field, childComplexity }) =>
  childComplexity + Number([type, getNamedType(field.type)].some(({ name }) => name.startsWith("__")));

/**
 * Throws `QUERY_TOO_EXPENSIVE` for an operation that could cost more REST requests than one may, and another error for
 * one that cannot be counted or asks too much about the schema.
 */
export function checkCost(
  schema: GraphQLSchema,
  query: DocumentNode,
  variables: Record<string, unknown>,
  operationName?: string,
): void {
  const definitions = query.definitions.find(
    (node): node is OperationDefinitionNode =>
      node.kind === Kind.OPERATION_DEFINITION && (!operationName || node.name?.value === operationName),
  )?.variableDefinitions;
  // Variables that do not fit are refused, with their names, when the operation runs.
  if (getVariableValues(schema, definitions ?? [], variables).errors) return;
  const estimate = (estimator: ComplexityEstimator): number =>
    Math.ceil(getComplexity({ schema, query, variables, ...(operationName && { operationName }), estimators: [estimator] }));
  const described = estimate(introspection);
  if (described > MAX_INTROSPECTION)
    throw new GraphQLError(
      `This asks for ${described} fields of the schema's description; at most ${MAX_INTROSPECTION} are allowed.`,
    );
  const cost = estimate(requests);
  if (cost > MAX_ESTIMATE) throw new QueryTooExpensive(cost, MAX_ESTIMATE);
}
