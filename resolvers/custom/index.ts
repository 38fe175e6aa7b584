import { GraphQLID, GraphQLInt, GraphQLString } from "graphql";
import { SetMatterCustomInput, SetMatterCustomPayload } from "../../schema/custom/inputs.js";
import { CustomCollection, CustomRecordConnection, CustomValue } from "../../schema/custom/types.js";
import { MatterType } from "../../schema/resources/matter-type.js";
import { Matter } from "../../schema/resources/matter.js";
import { Participant } from "../../schema/resources/participant.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";
import { defineResolver, type ResolverClass } from "../define.js";
import type { WrittenField } from "../written-field.js";
import { choicesOfField, dateTimeOfValue, shown } from "./custom-value.js";
import { definitionsOf, neededOfDefinitions } from "./definitions.js";
import { matterRecords, recordCustom, recordValues, recordsOfMatter, type RecordsArguments } from "./matter-records.js";
import { matterCustom, valueOfMatter } from "./matter-values.js";
import { setMatterCustom, writeMatterCustom } from "./set-matter-custom.js";
import { participantCustom, valueOfParticipant } from "./participant-values.js";

export { CustomFieldResolver, CustomValueResolver } from "./custom-value.js";
export { CustomRecordResolver } from "./matter-records.js";

const customCollections: WrittenField = {
  type: resourceOf(MatterType).type,
  name: "customCollections",
  needs: neededOfDefinitions,
  ahead: (context, info) => void definitionsOf(context, info).catch(() => undefined),
};

/** The fields that lead to a firm's own fields, as far as they have to be known before they are resolved. */
export const customFields: readonly WrittenField[] = [
  matterCustom,
  matterRecords,
  participantCustom,
  customCollections,
  recordCustom,
  recordValues,
  choicesOfField,
  dateTimeOfValue,
  setMatterCustom,
];

/** The fields of resources' types that lead to a firm's own fields. */
export function customResolvers(): readonly ResolverClass[] {
  const ofMatter = defineResolver("MatterCustom", Matter);
  ofMatter.field<{ field: string }>({
    name: matterCustom.name,
    type: CustomValue,
    nullable: true,
    description:
      "What the matter holds in one of the firm's own fields. Null where it has no such record yet, or where matters of its type have no such field.",
    args: [
      {
        name: "field",
        type: GraphQLString,
        description:
          "`collection.field`, or `field` alone where one collection of the matter's type has it; without regard to case where none is written so.",
      },
    ],
    async resolve({ root, args, context, info }) {
      const found = await valueOfMatter(root, args.field, context, info);
      return found && shown(found);
    },
  });
  ofMatter.field<RecordsArguments>({
    name: matterRecords.name,
    type: CustomRecordConnection,
    description:
      "The rows that the matter has of a collection of the firm's own fields; none where matters of its type have no such collection.",
    args: [
      { name: "collection", type: GraphQLString, description: "The collection's name." },
      {
        name: "first",
        type: GraphQLInt,
        nullable: true,
        description: "How many rows, from the start or from `after`; 50 if nothing is said, at most 1000.",
      },
      { name: "after", type: GraphQLString, nullable: true, description: "The cursor after which the rows begin." },
    ],
    resolve: recordsOfMatter,
  });
  const ofMatterType = defineResolver("MatterTypeCustom", MatterType);
  ofMatterType.field({
    name: customCollections.name,
    type: [CustomCollection],
    nullable: true,
    description: "The groups of the firm's own fields that matters of this type have, in their order.",
    async resolve({ root, context, info }) {
      const { collections } = await definitionsOf(context, info);
      return collections.filter(({ matterTypeId }) => matterTypeId === root.restId);
    },
  });
  const ofParticipant = defineResolver("ParticipantCustom", Participant);
  ofParticipant.field<{ field: string }>({
    name: participantCustom.name,
    type: CustomValue,
    nullable: true,
    description:
      "What a participant holds in one of the firm's own fields for participants of a type. Null where nothing was stored.",
    args: [
      {
        name: "field",
        type: GraphQLString,
        description: "`type.field`, or `field` alone where one participant type has it.",
      },
      {
        name: "matterId",
        type: GraphQLID,
        nullable: true,
        description:
          "Id of a Matter, for a field that has a value of its own for each matter. Null in any case: Actionstep's documented resources do not tell those values.",
      },
    ],
    async resolve({ root, args, context, info }) {
      const found = await valueOfParticipant(root, args.field, context, info);
      return found && shown(found);
    },
  });
  const roots = defineResolver("CustomMutations");
  roots.mutation<{ input: SetMatterCustomInput }>({
    name: setMatterCustom.name,
    type: SetMatterCustomPayload,
    nullable: true,
    description:
      "Fills in the firm's own fields of a matter. Each value is checked against its field before anything is sent; all are written in one request.",
    args: [
      { name: "input", type: SetMatterCustomInput, description: "Which fields of which matter, and what they are to hold." },
    ],
    resolve: writeMatterCustom,
  });
  return [ofMatter, ofMatterType, ofParticipant, roots];
}
