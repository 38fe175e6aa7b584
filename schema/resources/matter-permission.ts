import { Flag, Id, Resource } from "../vocabulary/index.js";

@Resource("actionpermissions", "A permission on matters; Actionstep reports one flag of it and documents nothing more.")
export class MatterPermission {
  @Id() id!: string;

  @Flag("A permission Actionstep calls `menuHome`; its effect is not documented.")
  menuHome?: boolean;
}
