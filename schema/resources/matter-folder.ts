import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Matter } from "./matter.js";

@Resource("actionfolders", "TODO")
export class MatterFolder {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Link(() => Matter, "TODO", { wire: "action" })
  matter?: Matter;

  @Link(() => MatterFolder, "TODO")
  parentFolder?: MatterFolder;
}
