import { DocumentTemplate } from "../resources/document-template.js";
import { Participant } from "../resources/participant.js";
import { ParticipantType } from "../resources/participant-type.js";
import { StepDataField } from "../resources/step-data-field.js";
import { StepMessage } from "../resources/step-message.js";
import { StepNode } from "../resources/step-node.js";
import { StepParticipantType } from "../resources/step-participant-type.js";
import { StepRelatedMatterType } from "../resources/step-related-matter-type.js";
import { StepTask } from "../resources/step-task.js";
import { Step } from "../resources/step.js";
import { Task } from "../resources/task.js";
import { Link, Links, Resource } from "../vocabulary/index.js";

/** One entry of what `GET /actionchangestep/{matter}` answers with. */
@Resource("actionchangestep", "A step that a matter can move to next, and what moving there asks for.", { item: false })
export class MatterNextStep {
  @Link(() => Step, "The step: `stepId`.")
  step?: Step;

  @Link(() => StepNode, "The place in the workflow: `nodeId`. One step can stand in several places.")
  node?: StepNode;

  @Links(() => Task, "Tasks of the matter that have to be completed first.")
  mustCompleteTasks?: Task[];

  @Links(() => Participant, "Participants who have to have an email address first.")
  mustHaveEmailAddresses?: Participant[];

  @Links(() => StepTask, "Tasks that can be created with the move: `stepTaskIds`.")
  stepTasks?: StepTask[];

  @Links(() => StepMessage, "Messages that can be sent: `stepMessageIds`.")
  stepMessages?: StepMessage[];

  @Links(() => DocumentTemplate, "Templates of which documents can be made: `documentTemplateIds`.")
  documentTemplates?: DocumentTemplate[];

  @Links(() => StepParticipantType, "Parts to be filled in the matter, required or not: `participants`.")
  stepParticipantTypes?: StepParticipantType[];

  @Links(() => ParticipantType, "Other parts that can be filled as well.")
  otherParticipantTypes?: ParticipantType[];

  @Links(() => StepDataField, "Custom fields to be filled in, required or not: `stepDataFields`.")
  stepDataFields?: StepDataField[];

  @Links(() => StepRelatedMatterType, "Types of matter that can be related to this one.", { wire: "stepRelatedActionTypes" })
  stepRelatedMatterTypes?: StepRelatedMatterType[];
}
