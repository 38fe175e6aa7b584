import { Choice, Id, Resource, Text } from "../vocabulary/index.js";

export enum GenderTypePronounType {
  MALE = "Male",
  FEMALE = "Female",
  NEUTRAL = "Neutral",
  COMPANY = "Company",
}

@Resource("gendertypes", "TODO", { can: ["read", "create", "update", "delete"] })
export class GenderType {
  @Id("TODO") id!: string;

  @Text("TODO", { write: "once", required: true })
  genderTypeName?: string;

  @Choice({ GenderTypePronounType }, "TODO", { write: true, required: true })
  pronounType?: GenderTypePronounType;
}
