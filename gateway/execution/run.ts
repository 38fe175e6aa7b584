import { defaultFieldResolver, getArgumentValues, type GraphQLResolveInfo, type GraphQLSchema } from "graphql";
import { leafBytes, textBytes, type AnswerBudget } from "./answer-budget.js";
import { pathBelow, type Failures, type Path } from "./failures.js";
import type { FieldPlan, OperationPlan, SelectionPlan } from "./plan.js";
import type { Share } from "./turns.js";

/** One execution of a planned operation. */
export interface Run {
  readonly plan: OperationPlan;
  readonly schema: GraphQLSchema;
  readonly context: unknown;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly failures: Failures;
  /** What the answer may still hold. */
  readonly budget: AnswerBudget;
  /** What may be made of it before others have their turn. */
  readonly share: Share;
  /** Whether nothing is answered, and only what may lead to requests is resolved. */
  readonly isDryRun: boolean;
  /** Arguments worked out so far: they are the same for every record of a field. */
  readonly args: Map<FieldPlan, Record<string, unknown>>;
}

/** Whether a value has to be waited for. */
export const isPromise = (value: unknown): value is Promise<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === "function";

/** What a resolver is told of its place. */
export function infoOf(
  { plan, schema, variables }: Run,
  { definition, nodes, parentType }: FieldPlan,
  path: Path,
): GraphQLResolveInfo {
  return {
    fieldName: definition.name,
    fieldNodes: nodes,
    returnType: definition.type,
    parentType,
    path,
    schema,
    fragments: plan.fragments,
    rootValue: undefined,
    operation: plan.operation,
    variableValues: variables,
  };
}

/**
 * Answers the fields selected of one object: GraphQL's ExecuteSelectionSet. Throws what the budget throws; of what tells the
 * outcome of a write everything is made.
 */
export function runSelection(run: Run, selection: SelectionPlan, source: unknown, path: Path | undefined): unknown {
  const { fields, dryFields, Answer, level, emptyBytes } = selection;
  const { budget, isDryRun } = run;
  const isOutcome = level !== "below";
  if (isOutcome) budget.spendOutcome(1, emptyBytes);
  else if (budget.failure) throw budget.failure;
  const answer = new Answer();
  const names: string[] = [];
  const pending: Promise<unknown>[] = [];
  const whole = (): Promise<unknown> =>
    Promise.all(pending).then((values) => {
      names.forEach((name, index) => (answer[name] = values[index]));
      return answer;
    });
  const isReadable = !isOutcome && ((typeof source === "object" && source !== null) || typeof source === "function");
  let bytes = emptyBytes;
  try {
    for (const field of isDryRun ? dryFields : fields) {
      // A value that is there leads to nothing; one that is yet to be worked out may.
      if (isDryRun && field.serialize && !isFunctionAt(source, field)) continue;
      let value = field.constant ?? (isReadable ? plainLeaf(field, source as Record<string, unknown>) : undefined);
      if (value === undefined) {
        value = runField(run, field, source, path);
        if (isPromise(value)) {
          names.push(field.responseName);
          pending.push(value);
        }
      } else bytes += typeof value === "string" ? textBytes(value) : leafBytes(value);
      answer[field.responseName] = value;
    }
    if (!isOutcome && !isDryRun) budget.spend(fields.length + 1, bytes);
  } catch (error) {
    if (pending.length === 0) throw error;
    // The others may fail as well, and nobody else waits for them.
    return whole().finally(() => {
      throw error;
    });
  }
  return pending.length > 0 ? whole() : answer;
}

/** Answers the fields of a mutation one after the other: GraphQL's ExecuteSelectionSet in serial mode. */
export async function runSerially(run: Run, { fields, Answer, emptyBytes }: SelectionPlan): Promise<unknown> {
  const answer = new Answer();
  run.budget.spendOutcome(1, emptyBytes);
  // Every name has its place from the beginning, in the order of the document.
  for (const field of fields) answer[field.responseName] = await (field.constant ?? runField(run, field, undefined, undefined));
  return answer;
}

const isFunctionAt = (source: unknown, { definition }: FieldPlan): boolean =>
  typeof (source as Readonly<Record<string, unknown>> | null | undefined)?.[definition.name] === "function";

/**
 * A property that holds a plain leaf, written. Undefined for whatever is not as plain as that, be it a computed value,
 * an error or a null where none may stand: `runField` knows what to do with each.
 */
function plainLeaf({ definition, serialize, isNonNull }: FieldPlan, source: Readonly<Record<string, unknown>>): unknown {
  if (!serialize) return undefined;
  const value = source[definition.name];
  if (value === null || value === undefined) return isNonNull ? undefined : null;
  if (typeof value === "object" || typeof value === "function") return undefined;
  try {
    return serialize(value) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Resolves a field and completes its value: GraphQL's ExecuteField. */
function runField(run: Run, field: FieldPlan, source: unknown, parentPath: Path | undefined): unknown {
  const { definition, nodes, complete } = field;
  const path = pathBelow(parentPath, field.responseName, field.parentType.name);
  const failed = (error: unknown): null => run.failures.settle(error, nodes, definition.type, path);
  try {
    // Where nothing more may be answered nothing more is asked for.
    if (run.budget.failure && !field.isOutcome) throw run.budget.failure;
    const resolve = definition.resolve ?? defaultFieldResolver;
    const value: unknown = resolve(source, argumentsOf(run, field), run.context, infoOf(run, field, path));
    const completed = isPromise(value)
      ? value.then((resolved) => complete(run, field, path, resolved))
      : complete(run, field, path, value);
    return isPromise(completed) ? completed.then(undefined, failed) : completed;
  } catch (error) {
    return failed(error);
  }
}

/** The arguments of a field, worked out once. Throws where they do not fit. */
export function argumentsOf({ args, variables }: Run, field: FieldPlan): Record<string, unknown> {
  let values = args.get(field);
  if (!values) args.set(field, (values = getArgumentValues(field.definition, field.nodes[0]!, variables)));
  return values;
}

/** Spends what a value of a field takes: of the outcome of a write in any case, of all else while there is any left. */
export function spendOn(run: Run, field: FieldPlan, leaves: number, bytes: number): void {
  if (run.isDryRun) return;
  if (field.isOutcome) run.budget.spendOutcome(leaves, bytes);
  else run.budget.spend(leaves, bytes);
}
