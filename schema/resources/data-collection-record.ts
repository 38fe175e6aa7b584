import { Flag, Id, Link, Resource } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { Matter } from "./matter.js";

@Resource("datacollectionrecords", "TODO", { can: ["read", "create", "delete"] })
export class DataCollectionRecord {
  @Id() id!: string;

  @Flag("TODO", { write: "once" })
  canWrite?: boolean;

  @Flag("TODO", { write: "once" })
  canDelete?: boolean;

  @Link(() => Matter, "TODO", { wire: "action", write: "once" })
  matter?: Matter;

  @Link(() => DataCollection, "TODO", { write: "once" })
  dataCollection?: DataCollection;
}
