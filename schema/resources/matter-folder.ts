import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Matter } from "./matter.js";

@Resource("actionfolders", "A folder for the documents of one matter.")
export class MatterFolder {
  @Id() id!: string;

  @Text("What the folder is called.")
  name?: string;

  @Link(() => Matter, "The matter the folder belongs to.", { wire: "action" })
  matter?: Matter;

  @Link(() => MatterFolder, "The folder this one lies in; null at the top.")
  parentFolder?: MatterFolder;
}
