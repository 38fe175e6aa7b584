import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Rate } from "./rate.js";

@Resource("roles", "TODO")
export class Role {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  description?: string;

  @Text("TODO")
  menusMain?: string;

  @Text("TODO", { wire: "menusActionDetails" })
  menusMatterDetails?: string;

  @Link(() => Rate, "TODO")
  rate?: Rate;
}
