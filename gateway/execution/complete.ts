import { USER_ERRORS } from "../../schema/derive/names.js";
import {
  GraphQLError,
  OperationTypeNode,
  defaultTypeResolver,
  getNamedType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLAbstractType,
  type GraphQLList,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from "graphql";
import { inspect } from "graphql/jsutils/inspect.js";
import { leafBytes } from "./answer-budget.js";
import { pathBelow, type Path } from "./failures.js";
import type { FieldPlan, Level } from "./plan.js";
import { infoOf, isPromise, runSelection, spendOn, type Run } from "./run.js";
import { nextTurn } from "./turns.js";

/** Makes the value of a field into its part of the answer: GraphQL's CompleteValue for one type. Throws what fails. */
export type Completer = (run: Run, field: FieldPlan, path: Path, value: unknown) => unknown;

const completers = new WeakMap<GraphQLOutputType, Completer>();

/** The completer of a type. */
export function completerOf(type: GraphQLOutputType): Completer {
  let completer = completers.get(type);
  if (!completer) completers.set(type, (completer = makeCompleter(type)));
  return completer;
}

function makeCompleter(type: GraphQLOutputType): Completer {
  if (!isNonNullType(type)) return nullable(completerOfNullable(type));
  const inner = completerOf(type.ofType);
  return (run, field, path, value) => {
    const completed = inner(run, field, path, value);
    if (completed !== null) return completed;
    throw new Error(`Cannot return null for non-nullable field ${field.parentType.name}.${field.definition.name}.`);
  };
}

const nullable =
  (complete: Completer): Completer =>
  (run, field, path, value) => {
    if (value === null || value === undefined) return null;
    if (value instanceof Error) throw value;
    return complete(run, field, path, value);
  };

function completerOfNullable(type: GraphQLOutputType): Completer {
  if (isListType(type)) return list(type);
  if (isLeafType(type))
    return (run, field, _path, value) => {
      const written = type.serialize(value);
      if (written !== null && written !== undefined) {
        spendOn(run, field, 1, leafBytes(written));
        return written;
      }
      throw new Error(
        `Expected \`${inspect(type)}.serialize(${inspect(value)})\` to return non-nullable value, returned: ${inspect(written)}`,
      );
    };
  if (isObjectType(type)) return (run, field, path, value) => completeObject(run, field, path, value, type);
  return abstract(type);
}

function list(type: GraphQLList<GraphQLOutputType>): Completer {
  const complete = completerOf(type.ofType);
  return (run, field, path, value) => {
    if (typeof value !== "object" || typeof (value as Partial<Iterable<unknown>>)[Symbol.iterator] !== "function")
      throw new GraphQLError(
        `Expected Iterable, but did not find one for field "${field.parentType.name}.${field.definition.name}".`,
      );
    // One record in many places leads a dry run to the same requests everywhere.
    const items =
      Array.isArray(value) && !run.isDryRun
        ? (value as readonly unknown[])
        : [...((run.isDryRun ? new Set(value as Iterable<unknown>) : value) as Iterable<unknown>)];
    const values = foreseen(run, field, path, type, items.length);
    const completed = (): unknown => completeItems(run, field, path, items, type.ofType, complete);
    return run.share.isUsedUp(values) ? nextTurn().then(completed) : completed();
  };
}

/** How many values the items of a list come to at least. Throws where the answer has no room for them. */
function foreseen(run: Run, field: FieldPlan, path: Path, type: GraphQLList<GraphQLOutputType>, items: number): number {
  const named = getNamedType(type.ofType);
  if (!isObjectType(named) || run.isDryRun) return items;
  const plan = run.plan.below(field, named, levelBelow(field, run.plan, path));
  const values = items * (plan.fields.length + 1);
  if (plan.level === "below") run.budget.foresee(values, items * plan.emptyBytes);
  return values;
}

function completeItems(
  run: Run,
  field: FieldPlan,
  path: Path,
  values: readonly unknown[],
  itemType: GraphQLOutputType,
  complete: Completer,
): unknown {
  let isPending = false;
  const items: unknown[] = [];
  spendOn(run, field, values.length, values.length);
  for (const item of values) {
    const itemPath = pathBelow(path, items.length, undefined);
    const failed = (error: unknown): null => run.failures.settle(error, field.nodes, itemType, itemPath);
    try {
      const completed = isPromise(item)
        ? item.then((resolved) => complete(run, field, itemPath, resolved))
        : complete(run, field, itemPath, item);
      if (isPromise(completed)) {
        isPending = true;
        items.push(completed.then(undefined, failed));
      } else items.push(completed);
    } catch (error) {
      items.push(settled(() => failed(error), items));
    }
  }
  return isPending ? Promise.all(items) : items;
}

/** What settling gives. Where it throws, nobody waits for the other items any more, and none may fail unheard. */
function settled(settle: () => null, others: readonly unknown[]): null {
  try {
    return settle();
  } catch (error) {
    for (const other of others) if (isPromise(other)) other.catch(() => undefined);
    throw error;
  }
}

function abstract(type: GraphQLAbstractType): Completer {
  return (run, field, path, value) => {
    const info = infoOf(run, field, path);
    const named = (type.resolveType ?? defaultTypeResolver)(value, run.context, info, type);
    return isPromise(named)
      ? named.then((name) => completeObject(run, field, path, value, runtimeType(run, field, type, name, value)))
      : completeObject(run, field, path, value, runtimeType(run, field, type, named, value));
  };
}

/** The object type that a resolver of an abstract type named. Throws, in graphql-js's words, when it is none. */
function runtimeType(
  { schema }: Run,
  { parentType, definition, nodes }: FieldPlan,
  type: GraphQLAbstractType,
  name: unknown,
  value: unknown,
): GraphQLObjectType {
  const at = `field "${parentType.name}.${definition.name}"`;
  if (name === null || name === undefined)
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for ${at}. Either the "${type.name}" type should provide a "resolveType" function or each possible type should provide an "isTypeOf" function.`,
      { nodes },
    );
  if (isObjectType(name))
    throw new GraphQLError(
      "Support for returning GraphQLObjectType from resolveType was removed in graphql-js@16.0.0 please return type name instead.",
    );
  if (typeof name !== "string")
    throw new GraphQLError(
      `Abstract type "${type.name}" must resolve to an Object type at runtime for ${at} with value ${inspect(value)}, received "${inspect(name)}".`,
    );
  const found = schema.getType(name);
  if (!found)
    throw new GraphQLError(
      `Abstract type "${type.name}" was resolved to a type "${name}" that does not exist inside the schema.`,
      {
        nodes,
      },
    );
  if (!isObjectType(found))
    throw new GraphQLError(`Abstract type "${type.name}" was resolved to a non-object type "${name}".`, { nodes });
  if (!schema.isSubType(type, found))
    throw new GraphQLError(`Runtime Object type "${found.name}" is not a possible type for "${type.name}".`, { nodes });
  return found;
}

/** Where the selection below a field stands, as the field's own does. */
function levelBelow({ parentType, definition }: FieldPlan, { operation }: Run["plan"], path: Path): Level {
  if (operation.operation !== OperationTypeNode.MUTATION) return "below";
  const fields = fieldsAbove(path);
  if (fields === 1) return parentType.name === "Mutation" ? "payload" : "below";
  if (fields > 2) return "below";
  return definition.name === USER_ERRORS ? "userErrors" : "record";
}

/** How many fields lead to a place, itself included. */
function fieldsAbove(path: Path): number {
  let fields = 0;
  for (let place: Path | undefined = path; place; place = place.prev) if (place.typename !== undefined) fields += 1;
  return fields;
}

function completeObject(run: Run, field: FieldPlan, path: Path, value: unknown, type: GraphQLObjectType): unknown {
  const plan = run.plan.below(field, type, levelBelow(field, run.plan, path));
  if (!type.isTypeOf) return runSelection(run, plan, value, path);
  const proceed = (isOfType: boolean): unknown => {
    if (isOfType) return runSelection(run, plan, value, path);
    throw new GraphQLError(`Expected value of type "${type.name}" but got: ${inspect(value)}.`, { nodes: field.nodes });
  };
  const isOfType = type.isTypeOf(value, run.context, infoOf(run, field, path));
  return isPromise(isOfType) ? isOfType.then(proceed) : proceed(isOfType);
}
