import { Flag, Id, Resource } from "../vocabulary/index.js";

@Resource("actionpermissions", "TODO")
export class MatterPermission {
  @Id() id!: string;

  @Flag("TODO")
  menuHome?: boolean;
}
