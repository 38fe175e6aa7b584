import { GraphQLID } from "graphql";
import { Field, InputType } from "type-graphql";
import { inputType, type InputMember, type WriteInput } from "../derive/input.js";
import { DocumentTemplate } from "../resources/document-template.js";
import { Matter, MatterStatus } from "../resources/matter.js";
import { MatterType } from "../resources/matter-type.js";
import { Participant } from "../resources/participant.js";
import { StepMessage } from "../resources/step-message.js";
import { StepNode } from "../resources/step-node.js";
import { StepTask } from "../resources/step-task.js";
import { Step } from "../resources/step.js";
import { TrustAccount } from "../resources/trust-account.js";
import type { AttributeKind } from "../vocabulary/codecs.js";
import { memberOf, resourceOf, type MemberOptions, type ResourceClass } from "../vocabulary/resource.js";

/** The participants of one type on a matter. */
@InputType("ParticipantsOfTypeInput", { description: "Who plays one part in a matter." })
export class ParticipantsOfTypeInput {
  @Field(() => GraphQLID, { description: "The part: id of a ParticipantType." })
  participantTypeId!: string;

  @Field(() => [GraphQLID], { description: "Who plays it: ids of Participant records." })
  participantIds!: readonly string[];
}

/** The value of one custom field that a step asks for. */
@InputType("StepDataFieldValueInput", { description: "What is filled in for one custom field that a step asks for." })
export class StepDataFieldValueInput {
  @Field(() => GraphQLID, { description: "The field: id of a StepDataField." })
  stepDataFieldId!: string;

  @Field(() => String, { nullable: true, description: "The value as text: a date as `2026-03-04`, yes or no as `T` or `F`." })
  value?: string | null;
}

const value = (name: string, kind: AttributeKind, description: string, options: MemberOptions = {}): InputMember => ({
  name,
  attribute: { ...memberOf(name, description, options), kind, sort: false },
});

const ids = (
  name: string,
  many: boolean,
  target: () => ResourceClass,
  description: string,
  options: MemberOptions = {},
): InputMember => ({ name, link: { ...memberOf(name, description, options), many, uncertain: false, target } });

const statusOfMatter = resourceOf(Matter).attributes.find(({ name }) => name === "status")!;

/** The members that `createMatter` and `changeMatterStep` share. */
const common: readonly InputMember[] = [
  value("fileReference", "text", "The firm's file reference."),
  value("priority", "whole", "Priority as a whole number.", { codes: ["A02"] }),
  {
    name: "status",
    attribute: { ...statusOfMatter, description: `${Object.keys(MatterStatus).join(", ")}; the step's own unless given.` },
  },
  value("timestamp", "timestamp", "When it happened; now unless given."),
  ids("stepTaskIds", true, () => StepTask, "Tasks of the step that are to be created.", { wire: "stepTasks" }),
  ids("stepMessageIds", true, () => StepMessage, "Messages of the step that are to be sent.", { wire: "stepMessages" }),
  ids("documentTemplateIds", true, () => DocumentTemplate, "Templates of which documents are to be made.", {
    wire: "documentTemplates",
  }),
];

/** Adds what is not one member on the wire but one for each type or field. */
function withParts(name: string, description: string, members: readonly InputMember[]): WriteInput {
  const type = inputType(name, description, members, true);
  const prototype = (type as new () => object).prototype as object;
  Field(() => [ParticipantsOfTypeInput], { nullable: true, description: "Who plays which part in the matter." })(
    prototype,
    "participants",
  );
  Field(() => [StepDataFieldValueInput], { nullable: true, description: "What is filled in for the step's custom fields." })(
    prototype,
    "stepDataFields",
  );
  return { type, members };
}

/** `createMatter`, by `POST /actioncreate` (protocol 4.1). */
export const createMatterInput = withParts(
  "CreateMatterInput",
  "What a new matter is to be. `matterCreationForm` says what its type asks for.",
  [
    value("matterName", "text", "What the matter is to be called.", { wire: "actionName", required: true }),
    ids("matterTypeId", false, () => MatterType, "Id of the MatterType, which decides workflow and data.", {
      wire: "actionType",
      required: true,
    }),
    ids("assignedToParticipantId", false, () => Participant, "Id of the Participant who is responsible for the matter.", {
      wire: "assignedToParticipant",
    }),
    value("fileNote", "text", "A note to put on the file."),
    ids("trustAccountIds", true, () => TrustAccount, "Trust accounts the matter uses.", { wire: "trustAccounts" }),
    ...common,
  ],
);

/** `changeMatterStep`, by `POST /actionchangestep` (protocol 4.2). */
export const changeMatterStepInput = withParts(
  "ChangeMatterStepInput",
  "Where a matter is to move, and what comes with the move. `Matter.nextSteps` says what each step asks for.",
  [
    ids("matterId", false, () => Matter, "Id of the Matter.", { wire: "action", required: true }),
    ids("stepId", false, () => Step, "Id of the Step to move to.", { wire: "step", required: true }),
    ids("nodeId", false, () => StepNode, "Id of the StepNode, its place in the workflow.", { wire: "node", required: true }),
    value("matterName", "text", "A new name for the matter.", { wire: "actionName" }),
    // On the wire this is an attribute, although it holds an id (protocol 4.2).
    ids("assignedToParticipantId", false, () => Participant, "Id of the Participant who is responsible from now on.", {
      wire: "assignedToParticipant",
    }),
    value("fileNote", "text", "A note to put on the file.", { wire: "filenote" }),
    ...common,
  ],
);

/** One value of `setDataCollectionValues`. */
@InputType("DataCollectionValueInput", { description: "What one custom field is to hold." })
export class DataCollectionValueInput {
  @Field(() => String, { description: "The field: its name, like `lotno`, or the id of the DataCollectionField." })
  field!: string;

  @Field(() => String, { nullable: true, description: "The value as text; null empties the field." })
  value?: string | null;
}
