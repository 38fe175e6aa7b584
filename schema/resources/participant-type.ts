import { Flag, Id, Resource, Text } from "../vocabulary/index.js";

@Resource("participanttypes", "TODO")
export class ParticipantType {
  @Id() id!: string;

  @Text("TODO", { nonNull: true })
  name!: string;

  @Text("TODO")
  description?: string;

  @Flag("TODO", { nonNull: true })
  isBaseParticipantType!: boolean;

  @Flag("TODO")
  companyFlag?: boolean;

  @Text("TODO")
  taxNumberAlias?: string;

  @Text("TODO", { nonNull: true })
  displayName!: string;
}
