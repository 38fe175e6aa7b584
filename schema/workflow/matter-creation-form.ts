import { DocumentTemplate } from "../resources/document-template.js";
import { ParticipantType } from "../resources/participant-type.js";
import { StepDataField } from "../resources/step-data-field.js";
import { StepMessage } from "../resources/step-message.js";
import { StepParticipantType } from "../resources/step-participant-type.js";
import { StepRelatedMatterType } from "../resources/step-related-matter-type.js";
import { StepTask } from "../resources/step-task.js";
import { Step } from "../resources/step.js";
import { TrustAccount } from "../resources/trust-account.js";
import { Link, Links, Resource } from "../vocabulary/index.js";

/** What `GET /actioncreate/{matter type}` answers with. */
@Resource("actioncreate", "What creating a matter of one type asks for: the first step of its workflow.", { item: false })
export class MatterCreationForm {
  @Link(() => Step, "The step the matter will begin at.")
  step?: Step;

  @Links(() => StepTask, "Tasks that can be created with the matter: `stepTaskIds`.")
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

  @Links(() => StepRelatedMatterType, "Types of matter that can be related to the new one.", { wire: "stepRelatedActionTypes" })
  stepRelatedMatterTypes?: StepRelatedMatterType[];

  @Links(() => TrustAccount, "Trust accounts the matter can use: `trustAccountIds`.")
  trustAccounts?: TrustAccount[];
}
