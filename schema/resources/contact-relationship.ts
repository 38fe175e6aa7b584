import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

@Resource("contactrelationships", "TODO", { can: ["read", "create", "delete"] })
export class ContactRelationship {
  @Id("TODO") id!: string;

  @Text("TODO", { write: "once", required: true })
  relationship?: string;

  @Link(() => Participant, "TODO", { write: "once", required: true })
  fromContact?: Participant;

  @Link(() => Participant, "TODO", { write: "once", required: true })
  toContact?: Participant;
}
