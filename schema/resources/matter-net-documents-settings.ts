import { Id, Link, Resource, Text, Timestamp } from "../vocabulary/index.js";
import { Matter } from "./matter.js";
import { Participant } from "./participant.js";

@Resource(
  "actionnetdocssettings",
  "How a matter, or a contact, is tied to a NetDocuments workspace; Actionstep's own NetDocuments integration uses the same record.",
  { can: ["read", "create", "update", "delete"], many: "allMatterNetDocumentsSettings" },
)
export class MatterNetDocumentsSettings {
  @Id() id!: string;

  @Text("Identifier of the NetDocuments workspace, as `1005499`.", { write: true })
  workspaceIdentifier?: string;

  @Text("Identifier of the workspace above it, as `799294`.", { write: true })
  parentWorkspaceIdentifier?: string;

  @Text("NetDocuments' `envId` of the workspace, as `Q14:b:i:d:v:^W250512223611824.nev`.", { write: true })
  workspaceEnvId?: string;

  @Text("The workspace's folders as JSON text: a list of objects with `id`, `name`, `envId`, `folderId` and `pid`.", {
    write: true,
  })
  workspaceFolderJson?: string;

  @Timestamp("When the folders were last brought up to date.")
  workspaceFolderLastUpdatedTimestamp?: string;

  @Link(() => Matter, "The matter the settings are for.", { wire: "action", write: true, required: true, uncertain: true })
  matter?: Matter;

  @Link(() => Participant, "The participant the settings are for.", { write: true, uncertain: true })
  participant?: Participant;
}
