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

@Resource(
  "participantadditionalnotificationmethods",
  "A further way to reach a participant, besides the numbers and addresses on the participant itself.",
  { can: ["read", "create", "update", "delete"] },
)
export class ParticipantAdditionalNotificationMethod {
  @Id("a number, as `5410`; where an answer has none, participant, method and address joined by two hyphens", {
    from: ["participant", "notificationMethod", "address"],
  })
  id!: string;

  @Choice({ ParticipantAdditionalNotificationMethodNotificationMethod }, "By what means the participant is reached.", {
    write: true,
    required: true,
  })
  notificationMethod?: ParticipantAdditionalNotificationMethodNotificationMethod;

  @Text("The number, address or account name to use with that method.", { write: true, required: true })
  address?: string;

  @Text("Anything to know before using it.", { write: true })
  notes?: string;

  @Link(() => Participant, "Who is reached.", { write: true, required: true, uncertain: true })
  participant?: Participant;
}
