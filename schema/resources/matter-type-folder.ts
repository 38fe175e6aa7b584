import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";

@Resource("actiontypefolders", "TODO")
export class MatterTypeFolder {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => MatterTypeFolder, "TODO")
  parentFolder?: MatterTypeFolder;
}
