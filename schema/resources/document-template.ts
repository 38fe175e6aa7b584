import { Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";
import { MatterTypeFolder } from "./matter-type-folder.js";
import { Participant } from "./participant.js";

@Resource("documenttemplates", "A template that documents of a matter type are generated from.", { maxAge: 600 })
export class DocumentTemplate {
  @Id() id!: string;

  @Text("What the template is called.")
  name?: string;

  @Text("What the template is for.")
  description?: string;

  @Text("Name of the template file, with its extension.")
  fileName?: string;

  @Text("Directory the template file is stored in.")
  directory?: string;

  @Whole("Size of the template file in bytes.")
  fileSize?: number;

  @Timestamp("When the template was created.")
  createdTimestamp?: string;

  @Timestamp("When the template was last changed.")
  modifiedTimestamp?: string;

  @Text("Where the file lay in Actionstep's former file storage.")
  oldNfsPath?: string;

  @Text("Text that identifies the template, apart from its id.")
  documentIdentifier?: string;

  @Whole("Number of the newest version of the template.")
  currentVersion?: number;

  @Whole("Number of the version installed in this organisation.")
  installedVersion?: number;

  @Timestamp("When a version of the template was last checked in.")
  lastCheckinTimestamp?: string;

  @Whole("How many documents have been generated from the template.")
  generatedCount?: number;

  @Link(() => MatterType, "The matter type whose matters the template is for.", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => Participant, "Who created the template.")
  createdBy?: Participant;

  @Link(() => MatterTypeFolder, "The folder of the matter type that the template belongs to.", { wire: "actionTypeFolder" })
  matterTypeFolder?: MatterTypeFolder;

  @Link(() => Participant, "Who last changed the template.")
  modifiedBy?: Participant;
}
