import { Flag, Id, Link, Links, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { DocumentTemplate } from "./document-template.js";
import { Matter } from "./matter.js";
import { MatterFolder } from "./matter-folder.js";
import { Participant } from "./participant.js";
import { Tag } from "./tag.js";

@Resource("actiondocuments", "A document filed on a matter.", { can: ["read", "create", "update", "delete"], bulk: ["delete"] })
export class MatterDocument {
  @Id() id!: string;

  @Text("What the document is called.", { write: true, required: true })
  name?: string;

  @Timestamp("When the document was last changed.")
  modifiedTimestamp?: string;

  @Text("Where the document stands, as `uploaded`.")
  status?: string;

  @Text("Words to find the document by, as one text.", { write: true })
  keywords?: string;

  @Text("What the document says, in short.", { write: true })
  summary?: string;

  @Timestamp("When the document was checked out for editing; null while it is not.")
  checkedOutTimestamp?: string;

  @Text("What kind of file it is, as text; often null, when `extension` tells.")
  fileType?: string;

  @Text("What Actionstep noted of where the checked-out copy went, as text.")
  checkedOutTo?: string;

  @Timestamp("When a checked-out document is expected back.")
  checkedOutEtaTimestamp?: string;

  @Whole("Size of the file in bytes.")
  fileSize?: number;

  @Text("Extension of the file with its dot, as `.pdf`.")
  extension?: string;

  @Text("Address of the document in SharePoint, where the firm keeps it there.")
  sharepointUrl?: string;

  @Text("Name of the stored file: matter id, time and name, as `101_20260112132334_contract.pdf`.")
  fileName?: string;

  @Text(
    "The file: `DL::Actions::{matter id}::{document id}` when read; `{file id};{file name}` of an uploaded file when written.",
    { write: true, required: true },
  )
  file?: string;

  @Timestamp("When the document was filed.")
  createdTimestamp?: string;

  @Timestamp("The date and time of the document itself, apart from when it was filed.", { write: true })
  documentTimestamp?: string;

  @Flag("Whether the document has been deleted.")
  isDeleted?: boolean;

  @Link(() => Matter, "The matter the document is filed on.", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => Participant, "Who has the document checked out.")
  checkedOutBy?: Participant;

  @Link(() => MatterFolder, "The folder the document lies in; null at the top of the matter.", { write: true })
  folder?: MatterFolder;

  @Link(() => Participant, "Who filed the document.")
  createdBy?: Participant;

  @Link(() => Tag, "A single tag, from before documents could carry several: prefer `tags`.", { write: true })
  tag?: Tag;

  @Link(() => DocumentTemplate, "The template the document was generated from; null for an uploaded one.", { write: true })
  documentTemplate?: DocumentTemplate;

  @Links(() => Tag, "Tags on the document.", { write: true, uncertain: true })
  tags?: Tag[];
}
