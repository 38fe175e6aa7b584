import { Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { MatterType } from "./matter-type.js";

@Resource("datacollections", "TODO", { can: ["read", "create", "update", "delete"] })
export class DataCollection {
  @Id() id!: string;

  @Text("TODO", { nonNull: true, write: true, required: true })
  name!: string;

  @Text("TODO", { nonNull: true, write: true, required: true })
  description!: string;

  @Flag("TODO", { nonNull: true, write: true })
  multipleRecords!: boolean;

  @Whole("TODO", { nonNull: true, write: true })
  order!: number;

  @Text("TODO", { nonNull: true, write: true })
  label!: string;

  @Flag("TODO", { nonNull: true, write: true })
  alwaysShowDescriptions!: boolean;

  @Whole("TODO", { write: true, deprecated: "TODO" })
  navbarOrder?: number;

  @Text("TODO", { write: true, deprecated: "TODO" })
  navbarLabel?: string;

  @Text("TODO", { write: true, deprecated: "TODO" })
  pluginUrl?: string;

  @Link(() => MatterType, "TODO", { wire: "actionType", write: true, required: true })
  matterType?: MatterType;
}
