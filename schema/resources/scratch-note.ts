import { Id, Resource, Text, Timestamp } from "../vocabulary/index.js";

@Resource("scratchnotes", "TODO")
export class ScratchNote {
  @Id() id!: string;

  @Timestamp("TODO")
  timestamp?: string;

  @Text("TODO")
  text?: string;

  @Text("TODO")
  status?: string;
}
