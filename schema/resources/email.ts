import { Choice, Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

export enum EmailDirection {
  I = "I",
  O = "O",
}

@Resource("emails", "TODO", { can: ["read", "create", "update", "delete"] })
export class Email {
  @Id() id!: string;

  @Choice({ EmailDirection }, "TODO", { write: true, required: true })
  direction?: EmailDirection;

  @Text("TODO", { write: true, required: true })
  status?: string;

  @Text("TODO", { write: true })
  uniqueMessageId?: string;

  @Text("TODO", { write: true })
  subject?: string;

  @Text("TODO", { write: true })
  bodyText?: string;

  @Text("TODO", { write: true })
  bodyHtml?: string;

  @Timestamp("TODO", { write: true })
  readConfirmedTimestamp?: string;

  @Timestamp("TODO", { write: true })
  deliveryConfirmedTimestamp?: string;

  @Timestamp("TODO", { write: true, required: true })
  createdTimestamp?: string;

  @Text("TODO", { write: true, required: true })
  priority?: string;

  @Text("TODO", { write: true, required: true })
  sensitivity?: string;

  @Timestamp("TODO", { write: true })
  sentTimestamp?: string;

  @Timestamp("TODO", { write: true })
  receivedTimestamp?: string;

  @Whole("TODO", { write: true, required: true })
  flag?: number;

  @Whole("TODO", { write: true, required: true })
  attachmentCount?: number;

  @Whole("TODO", { write: true, required: true })
  emailSize?: number;

  @Text("TODO", { write: true })
  recipients?: string;

  @Text("TODO", { write: true })
  to?: string;

  @Text("TODO", { write: true })
  cc?: string;

  @Text("TODO", { write: true })
  bcc?: string;

  @Text("TODO", { write: true, required: true })
  from?: string;

  @Text("TODO", { write: true })
  deliveredTo?: string;

  @Text("TODO", { write: true })
  replyTo?: string;

  @Text("TODO", { write: true })
  readConfirmationTo?: string;

  @Text("TODO", { write: true })
  deliveryConfirmationTo?: string;

  @Whole("TODO", { write: true })
  size?: number;

  @Text("TODO", { write: true })
  externalReference?: string;

  @Link(() => Participant, "TODO", { write: true })
  createdBy?: Participant;

  @Link(() => Email, "TODO", { write: true })
  parent?: Email;
}
