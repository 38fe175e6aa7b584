import type { GraphQLResolveInfo } from "graphql";
import { Ctx, FieldResolver, Info, Resolver, Root } from "type-graphql";
import { CustomKind } from "../../schema/custom/kind.js";
import { projected } from "../../schema/custom/projection.js";
import { CustomChoice, CustomField, CustomValue } from "../../schema/custom/types.js";
import { DataCollectionFieldDropdownChoice } from "../../schema/resources/data-collection-field-dropdown-choice.js";
import { DataCollectionField } from "../../schema/resources/data-collection-field.js";
import { ParticipantDataFieldDropdownChoice } from "../../schema/resources/participant-data-field-dropdown-choice.js";
import { Participant } from "../../schema/resources/participant.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import { linkTo, resourceOf } from "../../schema/vocabulary/resource.js";
import type { Context, RestRecord } from "../context.js";
import { DateTime } from "../../schema/vocabulary/scalars.js";
import { ownRows, ownSelection, selectionOf } from "../selection.js";
import { instantIn, neededForTimeZone, timeZoneOf } from "../time-zone.js";
import type { WrittenField } from "../written-field.js";
import { numberIn, textIn, type FieldDefinition } from "./definitions.js";

const participant = resourceOf(Participant);
const field = resourceOf(DataCollectionField);
const choice = resourceOf(DataCollectionFieldDropdownChoice);
const participantChoice = resourceOf(ParticipantDataFieldDropdownChoice);

/** Choices of one field at most. */
const MAX_CHOICES = 1_000;

const toField = linkTo(choice, field.type);
const backToChoices: ReverseConnection = { name: choice.many, source: choice, link: toField };
const toParticipantField = linkTo(participantChoice, "ParticipantTypeDataField");
const backToParticipantChoices: ReverseConnection = {
  name: participantChoice.many,
  source: participantChoice,
  link: toParticipantField,
};

/** `CustomField.choices`, as far as it has to be known before it is resolved. */
export const choicesOfField: WrittenField = {
  type: "CustomField",
  name: "choices",
  needs: [
    [choice, "id", "name", "value", "listOrder", toField.wire],
    [participantChoice, "name", "value", "listOrder", toParticipantField.wire],
  ],
};

/** `CustomValue.dateTime`. */
export const dateTimeOfValue: WrittenField = { type: "CustomValue", name: "dateTime", needs: neededForTimeZone };

/** A stored value and the field that it is of. */
export interface StoredValue {
  readonly definition: FieldDefinition;
  /** The record of the value; absent where nothing was ever stored. */
  readonly row: RestRecord;
}

/** What stands behind a `CustomValue`, for those of its fields that read more. */
interface ValueInGraph extends CustomValue {
  readonly definition: FieldDefinition;
  readonly participantId?: string;
  readonly localDateTime?: string;
}

/** A stored value as the graph shows it. */
export function shown({ definition, row }: StoredValue): ValueInGraph {
  const raw = textIn(row, "stringValue");
  return {
    kind: definition.kind,
    raw,
    ...projected(raw, definition.dataType),
    modifiedTimestamp: textIn(row, "last_modified_time_stamp"),
    definition,
  };
}

/** What a value leads to. */
@Resolver(() => CustomValue)
export class CustomValueResolver {
  @FieldResolver(() => CustomField, { description: "What the field is." })
  definition(@Root() { definition }: ValueInGraph): CustomField {
    return definition;
  }

  @FieldResolver(() => DateTime, {
    nullable: true,
    description: "Of kind DATE_TIME and APPOINTMENT: with the offset of the firm's clocks where Actionstep stores none.",
  })
  async dateTime(
    @Root() { dateTime, localDateTime }: ValueInGraph,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<string | null> {
    if (localDateTime === undefined) return dateTime ?? null;
    return instantIn(await timeZoneOf(context, info), localDateTime);
  }

  @FieldResolver(() => Participant, {
    nullable: true,
    description: "Of kind PARTICIPANT: the person or company; null where the viewer may not see them.",
  })
  participant(
    @Root() { participantId }: ValueInGraph,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): RestRecord | null | Promise<RestRecord | null> {
    if (participantId === undefined) return null;
    context.viewer.requireScope(participant);
    return context.records.one(participantId, selectionOf(context, info, participant));
  }

  @FieldResolver(() => DataCollectionField, { nullable: true, description: "The field's own record; null for participants." })
  field(
    @Root() { definition }: ValueInGraph,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): RestRecord | null | Promise<RestRecord | null> {
    if (definition.isOfParticipants) return null;
    context.viewer.requireScope(field);
    return context.records.one(definition.fieldId, selectionOf(context, info, field));
  }
}

/** What a definition leads to. */
@Resolver(() => CustomField)
export class CustomFieldResolver {
  @FieldResolver(() => [CustomChoice], {
    nullable: true,
    description: "What may be chosen, in its order; empty for fields of other kinds.",
  })
  choices(
    @Root() root: FieldDefinition,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly CustomChoice[]> {
    return choicesOf(root, context, info);
  }
}

/** What may be chosen in a field, in its order; nothing for fields of other kinds. */
export async function choicesOf(
  { fieldId, kind, isOfParticipants }: FieldDefinition,
  context: Context,
  info: GraphQLResolveInfo,
): Promise<readonly CustomChoice[]> {
  if (kind !== CustomKind.CHOICE && kind !== CustomKind.CHOICES) return [];
  const back = isOfParticipants ? backToParticipantChoices : backToChoices;
  context.viewer.requireScope(back.source);
  const page = await context.records.pageOfChildren(back, fieldId, {
    query: { conditions: [], order: [] },
    range: { offset: 0, limit: MAX_CHOICES },
    selection: ownRows(ownSelection(context, info, back.source), false, back),
  });
  return [...page.rows]
    .sort((one, other) => numberIn(one, "listOrder") - numberIn(other, "listOrder"))
    .map((row) => ({ value: textIn(row, "value"), label: textIn(row, "name") }));
}
