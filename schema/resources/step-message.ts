import { Flag, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";
import { Step } from "./step.js";

@Resource("stepmessages", "A message that a workflow step sends when a matter enters it.", { maxAge: 600 })
export class StepMessage {
  @Id("three numbers joined by two hyphens each, as `10--1--1`") id!: string;

  @Text("How the message is sent; Actionstep does not document the values.")
  method?: string;

  @Text("Subject line of the message.")
  subject?: string;

  @Text("Body of the message as plain text.")
  message?: string;

  @Text("Body of the message as HTML.")
  messageHtml?: string;

  @Flag("Whether the message is always sent; otherwise users may leave it out.")
  isMandatory?: boolean;

  @Link(() => MatterType, "Matter type whose workflow the step belongs to.", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => Step, "Step that sends the message.")
  step?: Step;

  @Link(() => ParticipantType, "Role, on the matter, of whoever the message comes from.")
  fromParticipantType?: ParticipantType;

  @Link(() => ParticipantType, "Role, on the matter, of whoever the message goes to.")
  toParticipantType?: ParticipantType;
}
