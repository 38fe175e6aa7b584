import { Flag, Id, Link, Resource } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { Matter } from "./matter.js";

@Resource("datacollectionrecords", "One filled-in set of the fields of a data collection, on one matter.", {
  can: ["read", "create", "delete"],
  bulk: ["create"],
})
export class DataCollectionRecord {
  @Id() id!: string;

  @Flag("Whether values of the record can be changed.", { write: "once" })
  canWrite?: boolean;

  @Flag("Whether the record can be deleted.", { write: "once" })
  canDelete?: boolean;

  @Link(() => Matter, "Matter the record belongs to.", { wire: "action", write: "once" })
  matter?: Matter;

  @Link(() => DataCollection, "Data collection whose fields the record fills in.", { write: "once" })
  dataCollection?: DataCollection;
}
