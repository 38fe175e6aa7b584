import { Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { DataCollectionField } from "./data-collection-field.js";
import { DataCollectionRecord } from "./data-collection-record.js";
import { Matter } from "./matter.js";

@Resource("datacollectionrecordvalues", "What one custom field holds in one record of a data collection.", {
  can: ["read", "create", "update"],
  bulk: ["update"],
})
export class DataCollectionRecordValue {
  @Id("data collection, field name and record joined by two hyphens, as `148--victim_age--6234`") id!: string;

  @Text("The value as text, whatever the field's `dataType`: a date reads `2023-12-25`; null when empty.", {
    write: true,
    required: true,
  })
  stringValue?: string;

  @Timestamp("When the value was last changed.", { write: true })
  last_modified_time_stamp?: string;

  @Whole("Number of the user who last changed the value.", { write: true })
  last_modified_by_user_id?: number;

  @Link(() => Matter, "Matter the value belongs to.", { wire: "action", write: true, required: true })
  matter?: Matter;

  @Link(() => DataCollectionField, "Custom field that the value is for.", { write: true, required: true })
  dataCollectionField?: DataCollectionField;

  @Link(() => DataCollectionRecord, "Record that the value is part of.", { write: true, required: true })
  dataCollectionRecord?: DataCollectionRecord;

  @Link(() => DataCollection, "Data collection of both field and record.", { write: true, required: true })
  dataCollection?: DataCollection;
}
