import { Id, Resource, Text, Whole } from "../vocabulary/index.js";

@Resource("units", "A unit in which quantities and rates are counted, such as an hour.", { maxAge: 600 })
export class Unit {
  @Id() id!: string;

  @Text("Abbreviation: `h`.")
  symbol?: string;

  @Text("Full name for one of them: `hour`.")
  nameSingular?: string;

  @Text("Full name for several: `hours`.")
  namePlural?: string;

  @Text("What the unit is for.")
  description?: string;

  @Text("Heading under which similar units are listed.")
  category?: string;

  @Whole("Position in lists, lowest first.")
  defaultSortOrder?: number;
}
