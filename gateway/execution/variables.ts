import {
  GraphQLError,
  coerceInputValue,
  isInputType,
  isNonNullType,
  print,
  typeFromAST,
  valueFromAST,
  type GraphQLInputType,
  type GraphQLSchema,
  type VariableDefinitionNode,
} from "graphql";
import { withShortQuotes } from "../../schema/quote.js";

/** Variables as resolvers get them, or what is wrong with those that were sent. */
export type CoercedVariables =
  | { readonly values: Readonly<Record<string, unknown>>; readonly errors?: undefined }
  | { readonly errors: readonly GraphQLError[] };

class Enough extends Error {}

/**
 * Coerces the variables of an operation: GraphQL's CoerceVariableValues. It ends at `maxErrors` mistakes, each of which
 * says where it is and what was expected and repeats a hundred characters at most, where graphql-js repeats all that was
 * sent for each.
 */
export function coerceVariables(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  inputs: Readonly<Record<string, unknown>>,
  maxErrors: number,
): CoercedVariables {
  const errors: GraphQLError[] = [];
  const values: Record<string, unknown> = {};
  const report = (definition: VariableDefinitionNode, problem: string): void => {
    const message = `Variable "$${definition.variable.name.value}" ${problem}`;
    errors.push(new GraphQLError(withShortQuotes(message), { nodes: definition, extensions: { code: "BAD_USER_INPUT" } }));
    if (errors.length >= maxErrors) throw new Enough();
  };
  try {
    for (const definition of definitions) coerceOne(schema, definition, inputs, values, report);
  } catch (error) {
    if (!(error instanceof Enough)) throw error;
  }
  return errors.length > 0 ? { errors } : { values };
}

function coerceOne(
  schema: GraphQLSchema,
  definition: VariableDefinitionNode,
  inputs: Readonly<Record<string, unknown>>,
  values: Record<string, unknown>,
  report: (definition: VariableDefinitionNode, problem: string) => void,
): void {
  const name = definition.variable.name.value;
  const type = typeFromAST(schema, definition.type) as GraphQLInputType | undefined;
  if (!type || !isInputType(type)) {
    report(definition, `expected a value of type "${print(definition.type)}" which cannot be used as an input type.`);
    return;
  }
  if (!Object.hasOwn(inputs, name)) {
    if (definition.defaultValue) values[name] = valueFromAST(definition.defaultValue, type);
    else if (isNonNullType(type)) report(definition, `of required type "${String(type)}" was not provided.`);
    return;
  }
  const value = inputs[name];
  if (value === null && isNonNullType(type)) {
    report(definition, `of non-null type "${String(type)}" must not be null.`);
    return;
  }
  values[name] = coerceInputValue(value, type, (path, _invalid, error) =>
    report(definition, `got an invalid value${path.length > 0 ? ` at "${[name, ...path].join(".")}"` : ""}: ${error.message}`),
  );
}
