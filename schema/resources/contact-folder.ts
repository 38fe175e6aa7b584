import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Participant } from "./participant.js";

@Resource("contactfolders", "A folder for the documents of one contact.", { can: ["read", "create", "update", "delete"] })
export class ContactFolder {
  @Id() id!: string;

  @Text("What the folder is called.", { write: true, required: true })
  name?: string;

  @Link(() => ContactFolder, "Folder this one lies in; null at the top.", { write: true, uncertain: true })
  parentFolder?: ContactFolder;

  @Link(() => Participant, "Contact whose documents the folder holds.", { write: true, required: true, uncertain: true })
  participant?: Participant;
}
