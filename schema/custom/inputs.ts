import { GraphQLBoolean, GraphQLID, GraphQLString } from "graphql";
import { Field, InputType, ObjectType } from "type-graphql";
import { UserError } from "../derive/payload.js";
import { Matter } from "../resources/matter.js";
import { DateTime, Day, Decimal } from "../vocabulary/scalars.js";
import { CustomRecord } from "./types.js";

/** What one of the firm's own fields is to hold: exactly one member besides `field`, that of the field's kind. */
@InputType("CustomValueInput", {
  description:
    "What one of the firm's own fields is to hold. Besides `field`, exactly one member is given: the one that belongs to the field's kind, or `clear`.",
})
export class CustomValueInput {
  @Field(() => GraphQLString, { description: "`collection.field`, or `field` alone, as `custom` takes it." })
  readonly field!: string;

  @Field(() => GraphQLString, { nullable: true, description: "For a field of kind TEXT." })
  readonly text?: string | null;

  @Field(() => Decimal, { nullable: true, description: "For a field of kind NUMBER." })
  readonly number?: string | null;

  @Field(() => Decimal, { nullable: true, description: "For a field of kind MONEY." })
  readonly money?: string | null;

  @Field(() => Day, { nullable: true, description: "For a field of kind DATE." })
  readonly date?: string | null;

  @Field(() => DateTime, { nullable: true, description: "For a field of kind DATE_TIME." })
  readonly dateTime?: string | null;

  @Field(() => GraphQLBoolean, { nullable: true, description: "For a field of kind FLAG." })
  readonly flag?: boolean | null;

  @Field(() => GraphQLString, { nullable: true, description: "For a field of kind CHOICE: the `value` of one of its choices." })
  readonly choice?: string | null;

  @Field(() => [GraphQLString], {
    nullable: true,
    description: "For a field of kind CHOICES: the `value`s of some of its choices; an empty list empties it.",
  })
  readonly choices?: readonly string[] | null;

  @Field(() => GraphQLID, { nullable: true, description: "For a field of kind PARTICIPANT: id of a Participant." })
  readonly participantId?: string | null;

  @Field(() => GraphQLBoolean, { nullable: true, description: "True empties the field, of whatever kind it is." })
  readonly clear?: boolean | null;
}

/** What `setMatterCustom` takes. */
@InputType("SetMatterCustomInput", { description: "Which of the firm's own fields of a matter are to hold what." })
export class SetMatterCustomInput {
  @Field(() => GraphQLID, { description: "Id of the Matter." })
  readonly matterId!: string;

  @Field(() => GraphQLID, {
    nullable: true,
    description:
      "Id of a row, a DataCollectionRecord, that all values belong to. Without it the one row of a collection is filled in, which is made where there is none; a collection that may have several gets another row.",
  })
  readonly recordId?: string | null;

  @Field(() => [CustomValueInput], { description: "The values; at most 200." })
  readonly values!: readonly CustomValueInput[];
}

/** What became of `setMatterCustom`. */
@ObjectType("SetMatterCustomPayload", { description: "What became of `setMatterCustom`." })
export class SetMatterCustomPayload {
  @Field(() => Matter, { simple: true, nullable: true, description: "The matter as it is now; null when nothing was written." })
  readonly matter!: object | null;

  @Field(() => CustomRecord, {
    simple: true,
    nullable: true,
    description: "The row that was filled in; null when nothing was written, or where values belong to several collections.",
  })
  readonly record!: CustomRecord | null;

  @Field(() => [UserError], { simple: true, description: "Why nothing was written; empty when it was." })
  readonly userErrors!: readonly UserError[];
}
