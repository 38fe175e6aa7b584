import { Id, Resource } from "../vocabulary/index.js";

@Resource("calendars", "TODO")
export class Calendar {
  @Id() id!: string;
}
