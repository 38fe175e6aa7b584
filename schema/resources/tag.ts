import { Id, Link, Resource, Text } from "../vocabulary/index.js";

@Resource("tags", "TODO")
export class Tag {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  description?: string;

  @Link(() => Tag, "TODO")
  parentTag?: Tag;
}
