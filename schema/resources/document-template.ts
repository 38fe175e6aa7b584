import { Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { MatterTypeFolder } from "./matter-type-folder.js";
import { Participant } from "./participant.js";

@Resource("documenttemplates", "TODO")
export class DocumentTemplate {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  description?: string;

  @Text("TODO")
  fileName?: string;

  @Text("TODO")
  directory?: string;

  @Whole("TODO")
  fileSize?: number;

  @Timestamp("TODO")
  createdTimestamp?: string;

  @Timestamp("TODO")
  modifiedTimestamp?: string;

  @Text("TODO")
  oldNfsPath?: string;

  @Text("TODO")
  documentIdentifier?: string;

  @Whole("TODO")
  currentVersion?: number;

  @Whole("TODO")
  installedVersion?: number;

  @Timestamp("TODO")
  lastCheckinTimestamp?: string;

  @Whole("TODO")
  generatedCount?: number;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => Participant, "TODO")
  createdBy?: Participant;

  @Link(() => MatterTypeFolder, "TODO", { wire: "actionTypeFolder" })
  matterTypeFolder?: MatterTypeFolder;

  @Link(() => Participant, "TODO")
  modifiedBy?: Participant;
}
