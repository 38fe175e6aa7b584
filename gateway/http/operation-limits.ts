import { createHash } from "node:crypto";
import type { GraphQLRequestContext } from "@apollo/server";
import { GraphQLError, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from "graphql";
import { BadUserInput, QueryTooExpensive } from "../../schema/errors.js";
import { nextTurn } from "../execution/turns.js";
import { coerceVariables } from "../execution/variables.js";
import { inputShape } from "./input-shape.js";
import { MAX_INPUT_DEPTH, MAX_INPUT_MEMBERS, MAX_NESTING, MAX_SELECTIONS } from "../limits.js";
import { checkRequestCost } from "./request-cost.js";
import type { OperationContext } from "./request-context.js";
import { countSelections } from "./count-selections.js";

const refused = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: "OPERATION_RESOLUTION_FAILURE", http: { status: 400 } } });

/** Throws for variables that are too many or nested too deep to be looked at. */
function checkInput(variables: Readonly<Record<string, unknown>>): void {
  const { members, depth } = inputShape(variables, MAX_INPUT_MEMBERS, MAX_INPUT_DEPTH);
  const problem =
    members > MAX_INPUT_MEMBERS
      ? `they have more than ${MAX_INPUT_MEMBERS} members and items`
      : depth > MAX_INPUT_DEPTH
        ? `they are nested deeper than ${MAX_INPUT_DEPTH} levels`
        : undefined;
  if (problem) throw new BadUserInput("variables", `${problem}; send fewer at a time.`, { http: { status: 400 } });
}

/** Throws for an operation of which too much is selected to be worked through. */
function checkSelections(document: DocumentNode, operation: OperationDefinitionNode): void {
  const { fields, depth } = countSelections(document, operation);
  if (fields > MAX_SELECTIONS)
    throw refused(
      `The operation selects ${fields >= 1e9 ? "far too many" : fields} fields; at most ${MAX_SELECTIONS} are allowed.`,
    );
  if (depth > MAX_NESTING) throw refused(`The operation is nested ${depth} levels deep; at most ${MAX_NESTING} are allowed.`);
}

/** The error of a request that is refused as such, before anything runs. */
function refusalOf(error: unknown): unknown {
  if (error instanceof QueryTooExpensive) error.extensions["http"] = { status: 400 };
  else if (error instanceof BadUserInput) return error;
  else if (error instanceof GraphQLError) return refused(error.message);
  else if (error instanceof RangeError) return refused("The operation is nested too deep.");
  return error;
}

/** Characters of a document from which on parsing, validating and planning it takes milliseconds. */
const LONG_DOCUMENT = 2_000;

/** Lets others have their turn before a long document is worked on, however many arrive at one moment. */
export async function giveWay(source: string): Promise<void> {
  if (source.length > LONG_DOCUMENT) await nextTurn();
}

/** Forms of one document's operations and variables that are remembered to be affordable. */
const MAX_KNOWN = 20;
/** Characters of such a form from which on only its hash is remembered. */
const MAX_FORM = 200;

/**
 * What the checks of an operation depend on: which operation it is, and its variables but for the content of texts, which
 * decides neither how many fields are selected nor how many requests they take.
 */
function formOf({ name, variableDefinitions }: OperationDefinitionNode, variables: Readonly<Record<string, unknown>>): string {
  const operation = name?.value ?? "";
  if (!variableDefinitions?.length) return operation;
  const values = JSON.stringify(variables, (_, value: unknown) => (typeof value === "string" ? "" : value));
  const form = `${operation} ${values}`;
  return form.length <= MAX_FORM ? form : createHash("sha256").update(form).digest("base64");
}

/**
 * Makes the check that throws, before an operation runs, where the graph has none of its kind, where it is too large to be
 * looked at, or where it could cost too many REST requests. What is cheap to count is counted first, and bounds the work of
 * what follows. What was found affordable is remembered for as long as its document.
 */
export function createLimitsCheck(schema: GraphQLSchema): (request: GraphQLRequestContext<OperationContext>) => void {
  const affordable = new WeakMap<DocumentNode, Set<string>>();

  const check = (document: DocumentNode, operation: OperationDefinitionNode, variables: Record<string, unknown>): void => {
    checkInput(variables);
    const form = formOf(operation, variables);
    const known = affordable.get(document);
    if (known?.has(form)) return;
    checkSelections(document, operation);
    // Variables that do not fit are refused, with their names, when the operation runs.
    if (coerceVariables(schema, operation.variableDefinitions ?? [], variables, 1).errors) return;
    checkRequestCost(schema, document, variables, operation.name?.value);
    if (!known) affordable.set(document, new Set([form]));
    else if (known.size < MAX_KNOWN) known.add(form);
  };

  return ({ document, request, operation }) => {
    if (!operation) return;
    if (!schema.getRootType(operation.operation)) throw refused(`The graph has no ${operation.operation}s.`);
    try {
      check(document!, operation, request.variables ?? {});
    } catch (error) {
      throw refusalOf(error);
    }
  };
}
