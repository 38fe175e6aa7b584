import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

@Resource("contactfolders", "TODO", { can: ["read", "create", "update", "delete"] })
export class ContactFolder {
  @Id() id!: string;

  @Text("TODO", { write: true, required: true })
  name?: string;

  @Link(() => ContactFolder, "TODO", { write: true })
  parentFolder?: ContactFolder;

  @Link(() => Participant, "TODO", { write: true, required: true })
  participant?: Participant;
}
