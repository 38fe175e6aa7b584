import type { GraphQLScalarType } from "graphql";
import { GraphQLBoolean, GraphQLID, GraphQLString } from "graphql";
import { Field, InputType } from "type-graphql";
import { codecs, type AttributeKind } from "../vocabulary/codecs.js";
import { resourceOf, type Attribute, type ResourceDefinition } from "../vocabulary/resource.js";
import { DateTime, Day, Decimal, LocalTime, SafeInt } from "../vocabulary/scalars.js";
import { derivedClass } from "./types.js";

/** Every comparison a filter can make, as the graph names it. */
export type Comparator =
  "eq" | "neq" | "in" | "notIn" | "gt" | "gte" | "lt" | "lte" | "like" | "ilike" | "notLike" | "notIlike" | "isNull";

const equality = ["eq", "neq", "in", "notIn", "isNull"] as const;
const order = ["gt", "gte", "lt", "lte"] as const;
const pattern = ["like", "ilike", "notLike", "notIlike"] as const;

/** The comparators of each kind of attribute. */
const comparatorsOf: Readonly<Record<AttributeKind, readonly Comparator[]>> = {
  text: [...equality, ...pattern],
  whole: [...equality, ...order],
  decimal: [...equality, ...order],
  flag: equality,
  day: [...equality, ...order],
  time: [...equality, ...order],
  timestamp: [...equality, ...order],
  choice: equality,
};

const descriptions: Readonly<Record<Comparator, string>> = {
  eq: "Equal to this.",
  neq: "Different from this.",
  in: "Any of these, at most 200.",
  notIn: "None of these, at most 200.",
  gt: "After or above this.",
  gte: "This, or after or above it.",
  lt: "Before or below this.",
  lte: "This, or before or below it.",
  like: "Matches this pattern, upper and lower case distinct; `*` stands for any text.",
  ilike: "Matches this pattern whatever the case; `*` stands for any text.",
  notLike: "Does not match this pattern, upper and lower case distinct; `*` stands for any text.",
  notIlike: "Does not match this pattern whatever the case; `*` stands for any text.",
  isNull: "True: has no value. False: has one.",
};

const isList = (comparator: Comparator): boolean => comparator === "in" || comparator === "notIn";

function comparatorInput(
  name: string,
  type: GraphQLScalarType | object,
  comparators: readonly Comparator[],
  what: string,
): object {
  const target = derivedClass(name);
  for (const comparator of comparators) {
    const value = comparator === "isNull" ? GraphQLBoolean : type;
    Field(() => (isList(comparator) ? [value] : value) as never, { nullable: true, description: descriptions[comparator] })(
      target.prototype as object,
      comparator,
    );
  }
  InputType(name, { description: `What ${what} must be. Conditions given together must all hold.` })(target);
  return target;
}

const idComparators = comparatorInput("IDFilter", GraphQLID, equality, "an id, in the graph's form or Actionstep's own,");

const scalarComparators: Readonly<Record<Exclude<AttributeKind, "choice">, object>> = {
  text: comparatorInput("StringFilter", GraphQLString, comparatorsOf.text, "a text"),
  whole: comparatorInput("SafeIntFilter", SafeInt, comparatorsOf.whole, "a whole number"),
  decimal: comparatorInput("DecimalFilter", Decimal, comparatorsOf.decimal, "a decimal number"),
  flag: comparatorInput("BooleanFilter", GraphQLBoolean, comparatorsOf.flag, "a yes or no"),
  day: comparatorInput("DateFilter", Day, comparatorsOf.day, "a day"),
  time: comparatorInput("LocalTimeFilter", LocalTime, comparatorsOf.time, "a time of day"),
  timestamp: comparatorInput("DateTimeFilter", DateTime, comparatorsOf.timestamp, "an instant"),
};

const choiceComparators = new Map<string, object>();
function comparatorsFor({ kind, choice }: Attribute): object {
  if (kind !== "choice" || !choice) return scalarComparators[kind as Exclude<AttributeKind, "choice">];
  let type = choiceComparators.get(choice.name);
  if (!type) {
    type = comparatorInput(`${choice.name}Filter`, choice.type, comparatorsOf.choice, "the value");
    choiceComparators.set(choice.name, type);
  }
  return type;
}

/**
 * The filter of one resource: a member for its id, for each attribute and for each link, where the filter of the
 * linked resource goes on.
 */
export function deriveFilter(resource: ResourceDefinition, filterOf: (resource: ResourceDefinition) => object): object {
  const name = `${resource.type}Filter`;
  const target = derivedClass(name);
  const prototype = target.prototype as object;
  if (resource.identity) {
    Field(() => idComparators as never, { nullable: true, description: `By id.` })(prototype, "id");
  }
  for (const attribute of resource.attributes.filter(({ filter }) => filter)) {
    const type = comparatorsFor(attribute);
    Field(() => type as never, {
      nullable: true,
      description: attribute.description,
      ...(attribute.deprecated && { deprecationReason: attribute.deprecated }),
    })(prototype, attribute.name);
  }
  for (const link of resource.links.filter(({ filter }) => filter)) {
    Field(() => filterOf(resourceOf(link.target())) as never, {
      nullable: true,
      description: `By the id or the attributes of the linked record. ${link.description}`,
      ...(link.deprecated && { deprecationReason: link.deprecated }),
    })(prototype, link.name);
  }
  InputType(name, { description: `Conditions on ${resource.many}. All of them must hold.` })(target);
  return target;
}

/** The text Actionstep expects for one filter value of an attribute. */
export const filterText = (attribute: Attribute, value: unknown): string => codecs[attribute.kind].filterText(value);
