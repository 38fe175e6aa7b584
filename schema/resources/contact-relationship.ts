import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

@Resource("contactrelationships", "What one contact is to another, such as its father or its director; it has a direction.", {
  can: ["read", "create", "delete"],
})
export class ContactRelationship {
  @Id("relationship, `fromContact` and `toContact` joined by hyphens, as `Father--41845--343217`") id!: string;

  @Text("Name of the relationship, as `ParticipantRelationshipType.relationshipType` has it: `Father`.", {
    write: "once",
    required: true,
  })
  relationship?: string;

  @Link(() => Participant, "Contact the relationship starts from.", { write: "once", required: true, uncertain: true })
  fromContact?: Participant;

  @Link(() => Participant, "Contact the relationship leads to.", { write: "once", required: true, uncertain: true })
  toContact?: Participant;
}
