import { Choice, Id, Resource, Text } from "../vocabulary/index.js";

export enum ParticipantRelationshipTypeCategory {
  INDIVIDUAL_TO_INDIVIDUAL = "IndividualToIndividual",
  INDIVIDUAL_TO_COMPANY = "IndividualToCompany",
  COMPANY_TO_INDIVIDUAL = "CompanyToIndividual",
  COMPANY_TO_COMPANY = "CompanyToCompany",
}

@Resource("participantrelationshiptypes", "TODO", { can: ["read", "create", "delete"] })
export class ParticipantRelationshipType {
  @Id("TODO") id!: string;

  @Choice({ ParticipantRelationshipTypeCategory }, "TODO", { write: "once", required: true })
  category?: ParticipantRelationshipTypeCategory;

  @Text("TODO", { write: "once" })
  relationshipType?: string;
}
