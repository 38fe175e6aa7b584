import { Choice, Id, Resource, Text } from "../vocabulary/index.js";

export enum GenderTypePronounType {
  MALE = "Male",
  FEMALE = "Female",
  NEUTRAL = "Neutral",
  COMPANY = "Company",
}

@Resource("gendertypes", "A gender a firm has added to choose from for its contacts; one in use cannot be deleted.", {
  can: ["read", "create", "update", "delete"],
  maxAge: 3600,
})
export class GenderType {
  @Id("the name of the gender type, as `Transgender`", { from: ["genderTypeName"] }) id!: string;

  @Text("The name of the gender, as contacts carry it in `Participant.genderTypeName`.", { write: "once", required: true })
  genderTypeName?: string;

  @Choice({ GenderTypePronounType }, "Which pronouns go with it.", { write: true, required: true })
  pronounType?: GenderTypePronounType;
}
