import { Choice, Id, Resource, Text } from "../vocabulary/index.js";

export enum ParticipantRelationshipTypeCategory {
  INDIVIDUAL_TO_INDIVIDUAL = "IndividualToIndividual",
  INDIVIDUAL_TO_COMPANY = "IndividualToCompany",
  COMPANY_TO_INDIVIDUAL = "CompanyToIndividual",
  COMPANY_TO_COMPANY = "CompanyToCompany",
}

@Resource("participantrelationshiptypes", "A kind of relationship that two contacts can have.", {
  can: ["read", "create", "delete"],
  maxAge: 600,
})
export class ParticipantRelationshipType {
  @Id("category and relationship type joined by two hyphens, as `IndividualToIndividual--Acquaintance`", {
    from: ["category", "relationshipType"],
  })
  id!: string;

  @Choice({ ParticipantRelationshipTypeCategory }, "Whether people or companies stand on either side of the relationship.", {
    write: "once",
    required: true,
  })
  category?: ParticipantRelationshipTypeCategory;

  @Text("What the relationship is called, as `Acquaintance`; unique within its category.", { write: "once", required: true })
  relationshipType?: string;
}
