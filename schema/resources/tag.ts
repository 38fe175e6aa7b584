import { Id, Link, Resource, Text } from "../vocabulary/index.js";

@Resource("tags", "A label for grouping records. Tags form a tree.", { maxAge: 600 })
export class Tag {
  @Id() id!: string;

  @Text("The label itself.")
  name?: string;

  @Text("What the label stands for.")
  description?: string;

  @Link(() => Tag, "Tag this one is filed under; null at the top of the tree.")
  parentTag?: Tag;
}
