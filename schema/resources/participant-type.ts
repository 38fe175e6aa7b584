import { Flag, Id, Resource, Text } from "../vocabulary/index.js";

@Resource("participanttypes", "A part that people and companies can play in matters, such as client, lawyer or witness.", {
  maxAge: 600,
})
export class ParticipantType {
  @Id() id!: string;

  @Text("The name Actionstep itself uses for the type.")
  name?: string;

  @Text("What the type stands for.")
  description?: string;

  @Flag("Whether it is one of the base types.")
  isBaseParticipantType?: boolean;

  @Flag("Whether only companies (true) or only people (false) can be of the type; null for either.")
  companyFlag?: boolean;

  @Text("What the tax number is called for participants of the type.")
  taxNumberAlias?: string;

  @Text("The name to show people.")
  displayName?: string;
}
