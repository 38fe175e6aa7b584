import { GraphQLBoolean, GraphQLID, GraphQLString } from "graphql";
import { Field, Int, ObjectType } from "type-graphql";
import { PageInfo } from "../derive/connection.js";
import { DateTime, Day, Decimal } from "../vocabulary/scalars.js";
import { CustomKind } from "./kind.js";

/** What may be chosen in a custom field. */
@ObjectType("CustomChoice", { description: "One of the values that may be chosen in a custom field." })
export class CustomChoice {
  @Field(() => GraphQLString, { simple: true, nullable: true, description: "What is stored, and what `choice` reads." })
  readonly value!: string | null;

  @Field(() => GraphQLString, { simple: true, nullable: true, description: "What people see." })
  readonly label!: string | null;
}

/** What a custom field is, for matters and for participants. */
@ObjectType("CustomField", { description: "What one of the firm's own fields is, on matters or on participants." })
export class CustomField {
  @Field(() => GraphQLString, {
    simple: true,
    description: "Its own name. With that of its collection before it `custom` finds it in any case: `property.settlementDate`.",
  })
  readonly name!: string;

  @Field(() => GraphQLString, { simple: true, nullable: true, description: "What people see beside it on a form." })
  readonly label!: string | null;

  @Field(() => CustomKind, { simple: true, description: "What its values are." })
  readonly kind!: CustomKind;

  @Field(() => GraphQLBoolean, {
    simple: true,
    nullable: true,
    description: "Whether a record cannot be saved while it is empty.",
  })
  readonly isRequired!: boolean | null;
}

/** One value. Only the member that its kind fills is not null, and `memo` beside it. */
@ObjectType("CustomValue", {
  description:
    "What one of the firm's own fields holds. The member that belongs to `kind` is filled, the others are null; a value that does not fit its kind is in `raw` alone.",
})
export class CustomValue {
  @Field(() => CustomKind, { simple: true, description: "What the field's values are: which member is filled." })
  readonly kind!: CustomKind;

  @Field(() => GraphQLString, {
    simple: true,
    nullable: true,
    description: "The value as Actionstep has it; null where it is empty.",
  })
  readonly raw?: string | null;

  @Field(() => GraphQLString, { simple: true, nullable: true, description: "Of kind TEXT, AUTO_NUMBER and HTML." })
  readonly text?: string;

  @Field(() => Decimal, { simple: true, nullable: true, description: "Of kind NUMBER: exactly as it was entered." })
  readonly number?: string;

  @Field(() => Decimal, { simple: true, nullable: true, description: "Of kind MONEY: exactly as it was entered." })
  readonly money?: string;

  @Field(() => Day, { simple: true, nullable: true, description: "Of kind DATE." })
  readonly date?: string;

  readonly dateTime?: string;

  @Field(() => GraphQLBoolean, { simple: true, nullable: true, description: "Of kind FLAG." })
  readonly flag?: boolean;

  @Field(() => GraphQLString, {
    simple: true,
    nullable: true,
    description: "Of kind CHOICE: the stored value, whether or not it is still offered.",
  })
  readonly choice?: string;

  @Field(() => [GraphQLString], { simple: true, nullable: true, description: "Of kind CHOICES: the stored values." })
  readonly choices?: readonly string[];

  @Field(() => GraphQLString, {
    simple: true,
    nullable: true,
    description: "What was noted beside a DATE or DATE_TIME whose field takes a memo.",
  })
  readonly memo?: string;

  @Field(() => DateTime, { simple: true, nullable: true, description: "When the value was last changed." })
  readonly modifiedTimestamp?: string | null;
}

/** One of the rows that a matter has of a collection. */
@ObjectType("CustomRecord", { description: "One filled-in row of a collection of the firm's own fields on one matter." })
export class CustomRecord {
  @Field(() => GraphQLID, { simple: true, description: "Its id: that of a `DataCollectionRecord`." })
  readonly id!: string;

  @Field(() => GraphQLID, { simple: true, description: "Actionstep's own id." })
  readonly restId!: string;
}

/** One of several rows, and its place. */
@ObjectType("CustomRecordEdge", { description: "One of the rows of a collection, and its place in the list." })
export class CustomRecordEdge {
  @Field(() => CustomRecord, { simple: true, description: "The row." })
  readonly node!: CustomRecord;

  @Field(() => GraphQLString, { simple: true, description: "Where the row stands in this list; goes into `after`." })
  readonly cursor!: string;
}

/** A page of the rows that a matter has of a collection. */
@ObjectType("CustomRecordConnection", { description: "A page of the rows that a matter has of one collection." })
export class CustomRecordConnection {
  @Field(() => [CustomRecord], {
    simple: true,
    nullable: true,
    description: "The rows of this page; null when they could not be read.",
  })
  readonly nodes!: readonly CustomRecord[];

  @Field(() => [CustomRecordEdge], {
    simple: true,
    nullable: true,
    description: "The rows of this page, each with its cursor; null when they could not be read.",
  })
  readonly edges!: readonly CustomRecordEdge[];

  @Field(() => Int, { simple: true, nullable: true, description: "How many rows there are in all pages." })
  readonly totalCount!: number;

  @Field(() => PageInfo, { simple: true, description: "Where this page stands." })
  readonly pageInfo!: PageInfo;
}

/** A group of custom fields of one matter type. */
@ObjectType("CustomCollection", { description: "A group of the firm's own fields, which the matters of one type have." })
export class CustomCollection {
  @Field(() => GraphQLString, { simple: true, description: "Its name, as `custom` takes it before the full stop." })
  readonly name!: string;

  @Field(() => GraphQLString, { simple: true, nullable: true, description: "What people see as its heading." })
  readonly label!: string | null;

  @Field(() => GraphQLBoolean, {
    simple: true,
    description: "Whether a matter may have several rows of it, which `customRecords` reads.",
  })
  readonly isMultiple!: boolean;

  @Field(() => [CustomField], { simple: true, description: "Its fields, in the order of the form." })
  readonly fields!: readonly CustomField[];
}
