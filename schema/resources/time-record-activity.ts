import { Id, Links, Resource, Text } from "../vocabulary/index.js";
import { Division } from "./division.js";

@Resource("timerecordactivities", "A kind of activity that time records are filed under.", { maxAge: 600 })
export class TimeRecordActivity {
  @Id() id!: string;

  @Text("What users pick.")
  name?: string;

  @Text("What the activity covers.")
  description?: string;

  @Text("Heading under which similar activities are listed.")
  group?: string;

  @Links(() => Division, "Divisions whose time records can use the activity.")
  divisions?: Division[];
}
