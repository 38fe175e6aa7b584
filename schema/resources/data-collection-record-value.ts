import { Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { DataCollectionField } from "./data-collection-field.js";
import { DataCollectionRecord } from "./data-collection-record.js";
import { Matter } from "./matter.js";

@Resource("datacollectionrecordvalues", "TODO", { can: ["read", "create", "update"] })
export class DataCollectionRecordValue {
  @Id("TODO") id!: string;

  @Text("TODO", { write: true, required: true })
  stringValue?: string;

  @Timestamp("TODO", { write: true })
  last_modified_time_stamp?: string;

  @Whole("TODO", { write: true })
  last_modified_by_user_id?: number;

  @Link(() => Matter, "TODO", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => DataCollectionField, "TODO", { write: true, required: true })
  dataCollectionField?: DataCollectionField;

  @Link(() => DataCollectionRecord, "TODO", { write: true, required: true })
  dataCollectionRecord?: DataCollectionRecord;

  @Link(() => DataCollection, "TODO", { write: true, required: true })
  dataCollection?: DataCollection;
}
