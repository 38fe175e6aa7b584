import { GraphQLID } from "graphql";
import { Field, ObjectType } from "type-graphql";
import type { BulkVerb, ResourceDefinition } from "../vocabulary/resource.js";
import { USER_ERRORS, upperFirst } from "./names.js";
import { derivedClass } from "./types.js";

/** Why a write was not accepted, for whoever filled in the form. */
@ObjectType("UserError", { description: "Why a write was not accepted. Nothing was written." })
export class UserError {
  @Field(() => String, { simple: true, description: "What is wrong, for people." })
  message!: string;

  @Field(() => String, {
    simple: true,
    description:
      "What is wrong, for programs: Actionstep's validation code, like `T04`, or one of the gateway's, like `REQUIRED`.",
  })
  code!: string;

  @Field(() => [String], {
    simple: true,
    nullable: true,
    description:
      'Where it is wrong: the path from the argument, like `["input", "dueTimestamp"]`; null where that cannot be told.',
  })
  field!: readonly string[] | null;
}

/** The payload of a mutation: its GraphQL type, and the name of the member that holds what was written. */
export interface Payload {
  readonly type: object;
  readonly member: string;
}

/** The payloads of one resource: of one record and of several, by verb. */
export interface Payloads {
  readonly one: Readonly<Partial<Record<BulkVerb, Payload>>>;
  readonly many: Readonly<Partial<Record<BulkVerb, Payload>>>;
}

/** Makes the type of a payload: what was written, and the validation errors. */
export function payloadOf(name: string, member: string, type: object, nullable: boolean, description: string): Payload {
  const target = derivedClass(name);
  const prototype = target.prototype as object;
  Field(() => type as never, { simple: true, nullable, description })(prototype, member);
  Field(() => [UserError], { simple: true, description: "Why nothing was written; empty when it was." })(prototype, USER_ERRORS);
  ObjectType(name, { description: `What became of \`${name.charAt(0).toLowerCase()}${name.slice(1, -"Payload".length)}\`.` })(
    target,
  );
  return { type: target, member };
}

/** Derives the payloads of a resource from its verbs. */
export function derivePayloads(resource: ResourceDefinition): Payloads {
  const { type, one, many, can, bulk } = resource;
  const single = (verb: BulkVerb): Payload | undefined =>
    can.includes(verb)
      ? verb === "delete"
        ? payloadOf(`Delete${type}Payload`, "deletedId", GraphQLID, true, `The id of what was deleted; null when it was not.`)
        : payloadOf(
            `${upperFirst(verb)}${type}Payload`,
            one,
            resource.class,
            true,
            `The ${one} as it is now; null when it was not written, or when Actionstep did not say what became of it.`,
          )
      : undefined;
  const several = (verb: BulkVerb): Payload | undefined => {
    if (!bulk.includes(verb)) return undefined;
    return verb === "delete"
      ? payloadOf(`Delete${upperFirst(many)}Payload`, "deletedIds", [GraphQLID], false, "The ids of what was deleted.")
      : payloadOf(
          `${upperFirst(verb)}${upperFirst(many)}Payload`,
          many,
          [resource.class],
          false,
          `The ${many} as they are now; empty when nothing was written.`,
        );
  };
  const each = (make: (verb: BulkVerb) => Payload | undefined): Payloads["one"] =>
    Object.fromEntries(
      (["create", "update", "delete"] as const).flatMap((verb) => {
        const payload = make(verb);
        return payload ? [[verb, payload]] : [];
      }),
    );
  return { one: each(single), many: each(several) };
}
