import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";
import { Step } from "./step.js";

@Resource("stepmessages", "TODO")
export class StepMessage {
  @Id("TODO") id!: string;

  @Text("TODO")
  method?: string;

  @Text("TODO")
  subject?: string;

  @Text("TODO")
  message?: string;

  @Text("TODO")
  messageHtml?: string;

  @Flag("TODO")
  isMandatory?: boolean;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => Step, "TODO")
  step?: Step;

  @Link(() => ParticipantType, "TODO")
  fromParticipantType?: ParticipantType;

  @Link(() => ParticipantType, "TODO")
  toParticipantType?: ParticipantType;
}
