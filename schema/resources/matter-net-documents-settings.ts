import { Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";

@Resource("actionnetdocssettings", "TODO", { can: ["read", "create", "update", "delete"], many: "allMatterNetDocumentsSettings" })
export class MatterNetDocumentsSettings {
  @Id() id!: string;

  @Text("TODO", { write: true })
  workspaceIdentifier?: string;

  @Text("TODO", { write: true })
  parentWorkspaceIdentifier?: string;

  @Text("TODO", { write: true })
  workspaceEnvId?: string;

  @Text("TODO", { write: true })
  workspaceFolderJson?: string;

  @Timestamp("TODO")
  workspaceFolderLastUpdatedTimestamp?: string;

  @Link(() => Matter, "TODO", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => Participant, "TODO", { write: true })
  participant?: Participant;
}
