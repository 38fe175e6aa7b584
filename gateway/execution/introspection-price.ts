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
import { collectFields, type Conditions, type Fragments } from "../../resolvers/selected-fields.js";
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

/** A selected field, with all that is the same for every object that has it. */
interface PricedField {
  /** Bytes of its name in the answer. */
  readonly bytes: number;
  /** Adds the price of its value, as an object has it, to a sum. */
  readonly add: (source: unknown, sum: Price) => void;
}

/** A place of the document at which objects of one type stand, with their prices as far as they are known. */
interface Place {
  readonly fields: readonly PricedField[];
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
export function introspectionPrice(introspection: Introspection, maxVisits: number): Price | undefined | null {
  try {
    return new Pricer(introspection, maxVisits).total();
  } catch (error) {
    // What fails at the root fails as a whole, and says so when it runs.
    return error instanceof TooManyVisits ? undefined : null;
  }
}

/** Prices the parts of one operation. Its methods throw `TooManyVisits` once too many fields were looked at. */
class Pricer {
  /** By the first selection set that stands there. */
  readonly #places = new Map<SelectionSetNode, Place>();
  readonly #root: GraphQLObjectType;
  #visits = 0;

  constructor(
    private readonly introspection: Introspection,
    private readonly maxVisits: number,
  ) {
    this.#root = introspection.schema.getQueryType()!;
  }

  /** The price of all that is asked of the schema; null where nothing is. */
  total(): Price | null {
    const { operation } = this.introspection;
    const selected = [...this.#select(this.#root, [operation.selectionSet])];
    const asked = selected.filter(([, nodes]) => metaFields.has(nodes[0]!.name.value));
    if (asked.length === 0) return null;
    const total = { leaves: 1, bytes: 2 };
    for (const [name, nodes] of asked) {
      const field = this.#pricedField(this.#root, name, nodes);
      total.bytes += field.bytes;
      field.add(undefined, total);
    }
    return total;
  }

  #select(type: GraphQLObjectType, sets: readonly SelectionSetNode[]): ReadonlyMap<string, readonly FieldNode[]> {
    const { schema, fragments, variables } = this.introspection;
    return collectFields(schema, fragments, variables, type, sets);
  }

  /** What is selected at one place of the document, worked out once, and the prices of the objects that stand there. */
  #placeOf(type: GraphQLObjectType, nodes: readonly FieldNode[]): Place {
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    let place = this.#places.get(sets[0]!);
    if (!place) {
      const fields = [...this.#select(type, sets)].map(([name, below]) => this.#pricedField(type, name, below));
      this.#places.set(sets[0]!, (place = { fields, prices: new Map() }));
    }
    return place;
  }

  #pricedField(type: GraphQLObjectType, name: string, nodes: readonly FieldNode[]): PricedField {
    const { schema, variables } = this.introspection;
    const bytes = name.length + 4;
    const field = type === this.#root ? metaFields.get(nodes[0]!.name.value) : type.getFields()[nodes[0]!.name.value];
    if (!field) return { bytes, add: (_, sum) => addLeaf(sum, type.name) };
    let args: Record<string, unknown>;
    try {
      args = getArgumentValues(field, nodes[0]!, variables);
    } catch {
      // A field that fails is null.
      return { bytes, add: (_, sum) => addLeaf(sum, null) };
    }
    const nullable = getNullableType(field.type);
    const named = getNamedType(nullable);
    const object = isObjectType(named) ? named : undefined;
    const addItem = (item: unknown, sum: Price): void => {
      if (object && item !== null && item !== undefined) this.#addObject(sum, object, nodes, item);
      else addLeaf(sum, item);
      sum.bytes += 1;
    };
    // Introspection resolvers look at nothing of a request but the schema.
    const info = { schema } as GraphQLResolveInfo;
    return {
      bytes,
      add(source, sum) {
        try {
          const value = field.resolve!(source, args, undefined, info);
          if (isListType(nullable) && value) for (const item of value as Iterable<unknown>) addItem(item, sum);
          else addItem(value, sum);
        } catch (error) {
          if (error instanceof TooManyVisits) throw error;
          addLeaf(sum, null);
        }
      },
    };
  }

  #addObject(sum: Price, type: GraphQLObjectType, nodes: readonly FieldNode[], element: unknown): void {
    const place = this.#placeOf(type, nodes);
    let price = place.prices.get(element);
    if (!price) {
      price = { leaves: 1, bytes: 2 };
      if ((this.#visits += place.fields.length) > this.maxVisits) throw new TooManyVisits();
      for (const field of place.fields) {
        price.bytes += field.bytes;
        field.add(element, price);
      }
      place.prices.set(element, price);
    }
    sum.leaves += price.leaves;
    sum.bytes += price.bytes;
  }
}

function addLeaf(sum: Price, value: unknown): void {
  sum.leaves += 1;
  sum.bytes += leafBytes(value);
}

class TooManyVisits extends Error {
  override readonly name = "TooManyVisits";
}
