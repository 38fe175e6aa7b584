import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";

@Resource("actiontypefolders", "A folder in the folder structure laid down for a matter type.", { maxAge: 600 })
export class MatterTypeFolder {
  @Id() id!: string;

  @Text("What the folder is called.")
  name?: string;

  @Link(() => MatterType, "The matter type the folder belongs to.", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => MatterTypeFolder, "The folder this one lies in; null at the top.")
  parentFolder?: MatterTypeFolder;
}
