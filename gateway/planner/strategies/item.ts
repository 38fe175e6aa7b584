import { ofKind, type Strategy } from "../step.js";
import type { ItemWant } from "../want.js";

/** Reads what stands at one address that is no list. */
export const item: Strategy<ItemWant> = {
  name: "item",
  plan(wants) {
    const { own, left } = ofKind(wants, "item");
    const steps = own.map((want) => ({
      strategy: "item",
      reason: "one address",
      isSpeculative: false,
      wants: [want],
      read: {
        resource: want.resource,
        items: [want.item],
        parameters: [],
        includes: want.includes,
        fields: want.fields,
        hasConditions: false,
      },
      pages: [1],
      expects: want.expected,
      detail: undefined,
      pushdowns: [],
    }));
    return { steps, left };
  },
  next: (_, [page]) => ({ found: new Map([["", page!.rows]]) }),
  partOf: () => "",
  answer: (_, rows) => rows,
};
