import { Field, InputType, registerEnumType } from "type-graphql";
import type { ResourceDefinition } from "../vocabulary/resource.js";
import { constantCase } from "./names.js";
import { derivedClass } from "./types.js";

/** The direction of a sort; its value is Actionstep's prefix (protocol 2.5). */
export enum OrderDirection {
  ASC = "",
  DESC = "-",
}
registerEnumType(OrderDirection, {
  name: "OrderDirection",
  description: "Which way a list runs.",
  valuesConfig: {
    ASC: { description: "Smallest, earliest or first in the alphabet first." },
    DESC: { description: "The other way round." },
  },
});

/** The order of one resource: a field, whose enum value is its wire name, and a direction. Absent where nothing can be sorted by. */
export function deriveOrder(resource: ResourceDefinition): object | undefined {
  const fields: Record<string, string> = { ...(resource.identity && { ID: "id" }) };
  const valuesConfig: Record<string, { description: string; deprecationReason?: string }> = {
    ...(resource.identity && { ID: { description: "By id." } }),
  };
  for (const { name, wire, sort, description, deprecated } of resource.attributes) {
    if (!sort) continue;
    fields[constantCase(name)] = wire;
    valuesConfig[constantCase(name)] = { description, ...(deprecated && { deprecationReason: deprecated }) };
  }
  if (Object.keys(fields).length === 0) return undefined;
  const description = `What ${resource.many} can be sorted by.`;
  registerEnumType(fields, { name: `${resource.type}OrderField`, description, valuesConfig });

  const target = derivedClass(`${resource.type}Order`);
  Field(() => fields, { description: "What to sort by." })(target.prototype as object, "field");
  Field(() => OrderDirection, { defaultValue: OrderDirection.ASC, description: "Which way." })(
    target.prototype as object,
    "direction",
  );
  InputType(`${resource.type}Order`, { description: `How to sort ${resource.many}.` })(target);
  return target;
}
