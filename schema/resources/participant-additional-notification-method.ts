import { Choice, Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

export enum ParticipantAdditionalNotificationMethodNotificationMethod {
  E_MAIL = "E-Mail",
  SMS = "SMS",
  PHONE = "Phone",
  FAX = "Fax",
  MAIL = "Mail",
  SKYPE = "Skype",
  FACEBOOK = "Facebook",
  IM = "IM",
  TWITTER = "Twitter",
}

@Resource("participantadditionalnotificationmethods", "TODO", { can: ["read", "create", "update", "delete"] })
export class ParticipantAdditionalNotificationMethod {
  @Id("TODO") id!: string;

  @Choice({ ParticipantAdditionalNotificationMethodNotificationMethod }, "TODO", { write: true, required: true })
  notificationMethod?: ParticipantAdditionalNotificationMethodNotificationMethod;

  @Text("TODO", { write: true, required: true })
  address?: string;

  @Text("TODO", { write: true })
  notes?: string;

  @Link(() => Participant, "TODO", { write: true, required: true })
  participant?: Participant;
}
