import { Id, Link, Resource, Text } from "../vocabulary/index.js";
import { Rate } from "./rate.js";

@Resource("roles", "A role that users have in the system, which decides the menus they see.", { maxAge: 600 })
export class Role {
  @Id() id!: string;

  @Text("What administrators pick for a user.")
  name?: string;

  @Text("What the role is for.")
  description?: string;

  @Text("Items of the main menu open to the role, in Actionstep's own notation.")
  menusMain?: string;

  @Text("Items of a matter's menu open to the role, in Actionstep's own notation.", { wire: "menusActionDetails" })
  menusMatterDetails?: string;

  @Link(() => Rate, "Charge rate that goes with the role.")
  rate?: Rate;
}
