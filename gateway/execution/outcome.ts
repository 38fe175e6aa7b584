import { getNamedType, isObjectType } from "graphql";
import { USER_ERRORS } from "../../schema/derive/names.js";
import type { SelectionPlan } from "./plan.js";
import { argumentsOf, type Run } from "./run.js";

/** Values and bytes of a part of an answer. */
export interface Size {
  leaves: number;
  bytes: number;
}

/** Bytes of a value that is null, and about as many as an id takes. */
const VALUE_BYTES = 20;

/**
 * What the outcome of some writes comes to before anything else of them is answered: of each record that is given to be
 * written every selected field, which is null at least. It is never taken away, so it has to be affordable from the start.
 */
export function outcomeSize(run: Run, root: SelectionPlan): Size {
  const size = { leaves: 0, bytes: 0 };
  const add = ({ fields, emptyBytes }: SelectionPlan, times: number): void => {
    size.leaves += times * (fields.length + 1);
    size.bytes += times * (emptyBytes + fields.length * VALUE_BYTES);
  };
  for (const field of root.fields) {
    const payload = getNamedType(field.definition.type);
    if (!isObjectType(payload)) continue;
    const written = recordsGiven(run, field);
    const answer = run.plan.below(field, payload, "payload");
    add(answer, 1);
    for (const member of answer.fields) {
      const type = getNamedType(member.definition.type);
      const isUserErrors = member.definition.name === USER_ERRORS;
      if (isObjectType(type))
        add(run.plan.below(member, type, isUserErrors ? "userErrors" : "record"), isUserErrors ? 1 : written);
    }
  }
  return size;
}

/** How many records a mutation is given; one where its arguments are at fault, of which the mutation itself will tell. */
function recordsGiven(run: Run, field: SelectionPlan["fields"][number]): number {
  try {
    const lists = Object.values(argumentsOf(run, field)).filter((value) => Array.isArray(value));
    return Math.max(1, ...lists.map(({ length }) => length));
  } catch {
    return 1;
  }
}
