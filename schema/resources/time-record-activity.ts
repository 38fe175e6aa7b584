import { Id, Links, Resource, Text } from "../vocabulary/index.js";
import { Division } from "./division.js";

@Resource("timerecordactivities", "TODO")
export class TimeRecordActivity {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  description?: string;

  @Text("TODO")
  group?: string;

  @Links(() => Division, "TODO")
  divisions?: Division[];
}
