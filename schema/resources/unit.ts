import { Id, Resource, Text, Whole } from "../vocabulary/index.js";

@Resource("units", "TODO")
export class Unit {
  @Id() id!: string;

  @Text("TODO")
  symbol?: string;

  @Text("TODO")
  nameSingular?: string;

  @Text("TODO")
  namePlural?: string;

  @Text("TODO")
  description?: string;

  @Text("TODO")
  category?: string;

  @Whole("TODO")
  defaultSortOrder?: number;
}
