import {
  GraphQLID,
  GraphQLString,
  OperationTypeNode,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  getNullableType,
  isLeafType,
  isNonNullType,
  type FieldNode,
  type GraphQLField,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { collectFields, type Conditions, type Fragments } from "../../resolvers/selected-fields.js";
import { completerOf, type Completer } from "./complete.js";

/** All that can be known of one selected field before there is data. */
export interface FieldPlan {
  readonly responseName: string;
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  /** Every place of the document that selects it, merged. */
  readonly nodes: readonly FieldNode[];
  readonly isNonNull: boolean;
  readonly complete: Completer;
  /** The name of its type, for `__typename`. */
  readonly constant?: string;
  /** Where the field is a property that holds a leaf: how the leaf is written. */
  readonly serialize?: (value: unknown) => unknown;
  /** Whether it tells what became of a write, which no limit takes away. */
  readonly isOutcome: boolean;
  /** What is selected below it, by the type of the value. */
  readonly below: Map<GraphQLObjectType, SelectionPlan>;
}

/**
 * Where a selection stands in a mutation: what it answers at the root, in a payload, of a written record, of an objection.
 * `below` is all the rest, and the whole of a query.
 */
export type Level = "root" | "payload" | "record" | "userErrors" | "below";

/** The fields selected of one object type, in the order of the answer. */
export interface SelectionPlan {
  readonly level: Level;
  readonly fields: readonly FieldPlan[];
  /** Those of them that a dry run resolves: they may lead to requests. */
  readonly dryFields: readonly FieldPlan[];
  /** Bytes of JSON of an object of these fields without their values. */
  readonly emptyBytes: number;
  /** Makes an empty answer. All answers of one plan have one shape, which makes them quick to fill and to write. */
  readonly Answer: new () => Record<string, unknown>;
}

/** One operation of one document, under certain conditions. It grows as answers reach parts of it for the first time. */
export interface OperationPlan {
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  /** Fields that are remembered. */
  readonly size: number;
  /** Throws what a `@skip` or `@include` without a value throws. */
  root(type: GraphQLObjectType): SelectionPlan;
  /** The same for what is selected below a field whose value is of a type. */
  below(field: FieldPlan, type: GraphQLObjectType, level: Level): SelectionPlan;
}

/** Fields of one operation that are remembered: more than any real one has; fragments can multiply them without end. */
const MAX_REMEMBERED = 10_000;

/** Plans an operation. Nothing of any request is kept but the conditions. */
export function planOperation(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  conditions: Conditions,
): OperationPlan {
  const known = new Map<string, SelectionPlan>();
  const numbers = new Map<FieldNode, number>();
  let remembered = 0;

  const numberOf = (node: FieldNode): number => {
    let number = numbers.get(node);
    if (number === undefined) numbers.set(node, (number = numbers.size));
    return number;
  };
  const select = (type: GraphQLObjectType, sets: readonly SelectionSetNode[], level: Level): SelectionPlan => {
    const collected = collectFields(schema, fragments, conditions, type, sets);
    const told = new Set<string>();
    const fields: FieldPlan[] = [];
    for (const [responseName, nodes] of collected) {
      const field = planField(schema, type, responseName, nodes, (name) => isOutcome(level, name, told));
      if (field) fields.push(field);
    }
    return {
      level,
      fields,
      dryFields: dryFieldsOf(fields),
      emptyBytes: fields.reduce((sum, { responseName }) => sum + responseName.length + 4, 2),
      Answer: answerClass(),
    };
  };
  let root: SelectionPlan | undefined;
  return {
    operation,
    fragments,
    get size() {
      return remembered;
    },
    root(type) {
      if (!root) {
        root = select(type, [operation.selectionSet], operation.operation === OperationTypeNode.MUTATION ? "root" : "below");
        remembered += root.fields.length + 1;
      }
      return root;
    },
    below(field, type, level) {
      const fromField = field.below.get(type);
      if (fromField) return fromField;
      // A fragment spread in many places is planned once.
      const key = `${level} ${type.name} ${field.nodes.map(numberOf).join(" ")}`;
      const plan =
        known.get(key) ??
        select(
          type,
          field.nodes.flatMap(({ selectionSet }) => selectionSet ?? []),
          level,
        );
      if (known.has(key)) field.below.set(type, plan);
      else if ((remembered += plan.fields.length + 1) <= MAX_REMEMBERED) {
        known.set(key, plan);
        field.below.set(type, plan);
      }
      return plan;
    },
  };
}

/** Fields of a written record that say which one it is. */
const NAMES_A_RECORD: ReadonlySet<string> = new Set(["id", "restId", "__typename"]);

/** Whether a field tells what became of a write. Under several names it is told once. */
function isOutcome(level: Level, name: string, told: Set<string>): boolean {
  if (level === "below" || (level === "record" && !NAMES_A_RECORD.has(name))) return false;
  return level === "root" || told.size < told.add(name).size;
}

/** Whether a field is none, or one whose value is only there to be shown: its name, or part of the schema's description. */
const isForShow = ({ constant, definition }: FieldPlan): boolean =>
  constant !== undefined || definition === SchemaMetaFieldDef || definition === TypeMetaFieldDef;

/** The fields that a dry run looks at: of a property under several names one is enough. */
function dryFieldsOf(fields: readonly FieldPlan[]): readonly FieldPlan[] {
  const properties = new Set<string>();
  return fields.filter((field) => {
    if (isForShow(field)) return false;
    const { name } = field.definition;
    return !field.serialize || properties.size < properties.add(name).size;
  });
}

/** Objects without any inherited property, so that a field may have every name, and of a shape of their own. */
function answerClass(): SelectionPlan["Answer"] {
  const Answer = function () {} as unknown as SelectionPlan["Answer"];
  Object.defineProperty(Answer, "prototype", { value: Object.create(null) });
  return Answer;
}

function planField(
  schema: GraphQLSchema,
  parentType: GraphQLObjectType,
  responseName: string,
  nodes: readonly FieldNode[],
  isOutcomeOf: (name: string) => boolean,
): FieldPlan | undefined {
  const definition = fieldOf(schema, parentType, nodes[0]!.name.value);
  if (!definition) return undefined;
  const named = getNullableType(definition.type);
  return {
    responseName,
    parentType,
    definition,
    nodes,
    isNonNull: isNonNullType(definition.type),
    isOutcome: isOutcomeOf(definition.name),
    complete: completerOf(definition.type),
    ...(definition === TypeNameMetaFieldDef && { constant: parentType.name }),
    ...(!definition.resolve && isLeafType(named) && { serialize: serializerOf(named) }),
    below: new Map(),
  };
}

function fieldOf(schema: GraphQLSchema, type: GraphQLObjectType, name: string): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}

/** How a leaf is written; text stays what it is without a call. */
function serializerOf(type: GraphQLLeafType): (value: unknown) => unknown {
  const isText = type === GraphQLString || type === GraphQLID;
  return (value) => (isText && typeof value === "string" ? value : type.serialize(value));
}
