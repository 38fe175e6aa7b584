import { Choice, Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

export enum EmailDirection {
  I = "I",
  O = "O",
}

@Resource("emails", "An email in Actionstep's own mail system; firms that use another mail system have none here.", {
  can: ["read", "create", "update", "delete"],
})
export class Email {
  @Id() id!: string;

  @Choice({ EmailDirection }, "Which way the email went: `I` came in, `O` went out.", { write: true, required: true })
  direction?: EmailDirection;

  @Text("Where the email stands, as text; Actionstep does not document the values.", { write: true, required: true })
  status?: string;

  @Text("The message id from the email's headers, the same in every mail system.", { write: true })
  uniqueMessageId?: string;

  @Text("The subject line.", { write: true })
  subject?: string;

  @Text("The body as plain text.", { write: true })
  bodyText?: string;

  @Text("The body as HTML, as it arrived: sanitise it before showing it.", { write: true })
  bodyHtml?: string;

  @Timestamp("When a confirmation of reading came in; null without one.", { write: true })
  readConfirmedTimestamp?: string;

  @Timestamp("When a confirmation of delivery came in; null without one.", { write: true })
  deliveryConfirmedTimestamp?: string;

  @Timestamp("When the email was recorded in Actionstep.", { write: true, required: true })
  createdTimestamp?: string;

  @Text("How urgent the sender marked the email to be, as text.", { write: true, required: true })
  priority?: string;

  @Text("How confidential the sender marked the email to be, as text.", { write: true, required: true })
  sensitivity?: string;

  @Timestamp("When the email was sent; null for one that was not.", { write: true })
  sentTimestamp?: string;

  @Timestamp("When the email was received; null for an outgoing one.", { write: true })
  receivedTimestamp?: string;

  @Whole("The flag set on the email, as a number; Actionstep does not document the values.", { write: true, required: true })
  flag?: number;

  @Whole("How many files are attached.", { write: true, required: true })
  attachmentCount?: number;

  @Whole("Size of the email; Actionstep does not name the unit.", { write: true, required: true })
  emailSize?: number;

  @Text("Everybody the email is addressed to, as one text.", { write: true })
  recipients?: string;

  @Text("The addresses on the To line, as one text.", { write: true })
  to?: string;

  @Text("The addresses on the Cc line, as one text.", { write: true })
  cc?: string;

  @Text("The addresses on the Bcc line, as one text.", { write: true })
  bcc?: string;

  @Text("The address the email comes from.", { write: true, required: true })
  from?: string;

  @Text("The address the email was in fact delivered to, where it is recorded.", { write: true })
  deliveredTo?: string;

  @Text("The address that answers are to go to.", { write: true })
  replyTo?: string;

  @Text("The address that a confirmation of reading is to go to.", { write: true })
  readConfirmationTo?: string;

  @Text("The address that a confirmation of delivery is to go to.", { write: true })
  deliveryConfirmationTo?: string;

  @Whole("A second size Actionstep keeps besides `emailSize`; how the two differ is not documented.", { write: true })
  size?: number;

  @Text("Reference to the email in another system.", { write: true })
  externalReference?: string;

  @Link(() => Participant, "Who recorded or wrote the email.", { write: true })
  createdBy?: Participant;

  @Link(() => Email, "The email this one answers or continues.", { write: true })
  parent?: Email;
}
