import {
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { collectFields, type Conditions, type Fragments } from "../resolvers/selected-fields.js";
import { leafBytes } from "./answer-budget.js";

/** What a part of an answer comes to. */
export interface Price {
  /** Values and objects. */
  leaves: number;
  /** Bytes of JSON. */
  bytes: number;
}

/** An operation whose questions about the schema are to be priced. */
export interface Introspection {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Fragments;
  readonly variables: Conditions;
}

interface Place {
  readonly fields: ReadonlyMap<string, readonly FieldNode[]>;
  readonly prices: Map<unknown, Price>;
}

const metaFields: ReadonlyMap<string, GraphQLField<unknown, unknown>> = new Map(
  [SchemaMetaFieldDef, TypeMetaFieldDef].map((field) => [field.name, field]),
);

/**
 * Works out how large the part of an answer will be that describes the schema. The schema is known: every part of it is
 * priced once for each place of the document, however often the answer repeats it. Undefined as soon as more than
 * `maxVisits` fields had to be looked at; null where nothing of the schema is asked for.
 */
export function introspectionPrice(
  { schema, operation, fragments, variables }: Introspection,
  maxVisits: number,
): Price | undefined | null {
  const places = new Map<SelectionSetNode, Place>();
  let visits = 0;

  const select = (type: GraphQLObjectType, sets: readonly SelectionSetNode[]): ReadonlyMap<string, readonly FieldNode[]> =>
    collectFields(schema, fragments, variables, type, sets);

  /** The price of a field; of one that fails, which is null, that of a value. */
  const fieldPrice = (...[field, nodes, source]: Parameters<typeof valuePrice>): Price => {
    try {
      return valuePrice(field, nodes, source);
    } catch (error) {
      if (error instanceof TooManyVisits) throw error;
      return leaf(null);
    }
  };

  const valuePrice = (field: GraphQLField<unknown, unknown>, nodes: readonly FieldNode[], source: unknown): Price => {
    const args = getArgumentValues(field, nodes[0]!, variables);
    // Introspection resolvers look at nothing of a request but the schema.
    const value = field.resolve!(source, args, undefined, { schema } as GraphQLResolveInfo);
    const type = getNullableType(field.type);
    const named = getNamedType(type);
    const price = { leaves: 0, bytes: 0 };
    for (const item of isListType(type) && value ? (value as Iterable<unknown>) : [value]) {
      const one = item !== null && item !== undefined && isObjectType(named) ? objectPrice(named, nodes, item) : leaf(item);
      price.leaves += one.leaves;
      price.bytes += one.bytes + 1;
    }
    return price;
  };

  const objectPrice = (type: GraphQLObjectType, nodes: readonly FieldNode[], element: unknown): Price => {
    const place = placeOf(type, nodes);
    const before = place.prices.get(element);
    if (before) return before;
    const price = { leaves: 1, bytes: 2 };
    for (const [name, below] of place.fields) {
      if ((visits += 1) > maxVisits) throw new TooManyVisits();
      const field = type.getFields()[below[0]!.name.value];
      const one = field ? fieldPrice(field, below, element) : leaf(type.name);
      price.leaves += one.leaves;
      price.bytes += one.bytes + name.length + 4;
    }
    place.prices.set(element, price);
    return price;
  };

  /** What is selected at one place of the document, worked out once, and the prices of the objects that stand there. */
  const placeOf = (type: GraphQLObjectType, nodes: readonly FieldNode[]): Place => {
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    let place = places.get(sets[0]!);
    if (!place) places.set(sets[0]!, (place = { fields: select(type, sets), prices: new Map() }));
    return place;
  };

  const leaf = (value: unknown): Price => ({ leaves: 1, bytes: leafBytes(value) });

  const root = schema.getQueryType()!;
  const total = { leaves: 1, bytes: 2 };
  let asks = false;
  try {
    for (const [name, nodes] of select(root, [operation.selectionSet])) {
      const field = metaFields.get(nodes[0]!.name.value);
      if (!field) continue;
      asks = true;
      const { leaves, bytes } = fieldPrice(field, nodes, undefined);
      total.leaves += leaves;
      total.bytes += bytes + name.length + 4;
    }
  } catch (error) {
    // What fails at the root fails as a whole, and says so when it runs.
    return error instanceof TooManyVisits ? undefined : null;
  }
  return asks ? total : null;
}

class TooManyVisits extends Error {
  override readonly name = "TooManyVisits";
}
