import { Id, Resource } from "../vocabulary/index.js";

@Resource("calendars", "A calendar that holds appointments; only its id is known.")
export class Calendar {
  @Id() id!: string;
}
