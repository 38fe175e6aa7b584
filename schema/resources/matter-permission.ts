import { Id, Resource, Text } from "../vocabulary/index.js";

@Resource("actionpermissions", "A permission on matters; Actionstep reports one value of it and documents nothing more.")
export class MatterPermission {
  @Id() id!: string;

  @Text("A permission Actionstep calls `menuHome`, as one character; its values and its effect are not documented.")
  menuHome?: string;
}
