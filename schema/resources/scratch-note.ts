import { Id, Resource, Text, Timestamp } from "../vocabulary/index.js";

@Resource("scratchnotes", "A free-standing note: nothing ties it to a matter or contact.")
export class ScratchNote {
  @Id() id!: string;

  @Timestamp("When the note was taken.")
  timestamp?: string;

  @Text("What the note says.")
  text?: string;

  @Text("State of the note; Actionstep does not document the values.")
  status?: string;
}
