import { Choice, Day, Flag, Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { Country } from "./country.js";
import { Division } from "./division.js";
import { ParticipantType } from "./participant-type.js";

export enum ParticipantGender {
  M = "M",
  F = "F",
}

export enum ParticipantDateOfBirthStatus {
  KNOWN = "Known",
  ESTIMATE = "Estimate",
  NOT_STATED = "Not stated",
  UNKNOWN = "Unknown",
}

export enum ParticipantAmlStatus {
  NOT_STARTED = "Not started",
  IN_PROGRESS = "In progress",
  SIGNED_OFF = "Signed off",
}

export enum ParticipantAmlRisk {
  LOW = "Low",
  MEDIUM = "Medium",
  HIGH = "High",
  UNKNOWN = "Unknown",
  VERY_LOW = "Very Low",
  VERY_HIGH = "Very High",
}

@Resource("participants", "TODO", { can: ["read", "create", "update"] })
export class Participant {
  @Id() id!: string;

  @Text("TODO", { nonNull: true, write: "once", required: true })
  displayName!: string;

  @Text("TODO", { write: true })
  displayInitials?: string;

  @Flag("TODO", { nonNull: true, write: true })
  isCompany!: boolean;

  @Text("TODO", { write: true })
  companyName?: string;

  @Text("TODO", { write: true })
  salutation?: string;

  @Text("TODO", { write: true })
  firstName?: string;

  @Text("TODO", { write: true })
  middleName?: string;

  @Text("TODO", { write: true })
  lastName?: string;

  @Text("TODO", { write: true })
  suffix?: string;

  @Text("TODO", { write: true })
  preferredName?: string;

  @Text("TODO", { write: true })
  physicalAddressLine1?: string;

  @Text("TODO", { write: true })
  physicalAddressLine2?: string;

  @Text("TODO", { write: true })
  physicalCity?: string;

  @Text("TODO", { write: true })
  physicalStateProvince?: string;

  @Text("TODO", { write: true })
  physicalCounty?: string;

  @Text("TODO", { write: true })
  physicalPostCode?: string;

  @Text("TODO", { write: true })
  mailingAddressLine1?: string;

  @Text("TODO", { write: true })
  mailingAddressLine2?: string;

  @Text("TODO", { write: true })
  mailingCity?: string;

  @Text("TODO", { write: true })
  mailingStateProvince?: string;

  @Text("TODO", { write: true })
  mailingCounty?: string;

  @Text("TODO", { write: true })
  mailingPostCode?: string;

  @Text("TODO", { write: true })
  phone1Label?: string;

  @Whole("TODO", { write: true })
  phone1Country?: number;

  @Whole("TODO", { write: true })
  phone1Area?: number;

  @Text("TODO", { write: true })
  phone1Number?: string;

  @Text("TODO", { write: true })
  phone1Notes?: string;

  @Text("TODO", { write: true })
  phone2Label?: string;

  @Whole("TODO", { write: true })
  phone2Country?: number;

  @Whole("TODO", { write: true })
  phone2Area?: number;

  @Text("TODO", { write: true })
  phone2Number?: string;

  @Text("TODO", { write: true })
  phone2Notes?: string;

  @Text("TODO", { write: true })
  phone3Label?: string;

  @Whole("TODO", { write: true })
  phone3Country?: number;

  @Whole("TODO", { write: true })
  phone3Area?: number;

  @Text("TODO", { write: true })
  phone3Number?: string;

  @Text("TODO", { write: true })
  phone3Notes?: string;

  @Text("TODO", { write: true })
  phone4Label?: string;

  @Whole("TODO", { write: true })
  phone4Country?: number;

  @Whole("TODO", { write: true })
  phone4Area?: number;

  @Text("TODO", { write: true })
  phone4Number?: string;

  @Text("TODO", { write: true })
  phone4Notes?: string;

  @Text("TODO", { write: true })
  fax?: string;

  @Text("TODO", { write: true })
  sms?: string;

  @Text("TODO", { write: true })
  email?: string;

  @Text("TODO", { write: true })
  website?: string;

  @Text("TODO", { write: true })
  occupation?: string;

  @Text("TODO", { write: true })
  taxNumber?: string;

  @Day("TODO", { write: true })
  birthTimestamp?: string;

  @Day("TODO", { write: true })
  deathTimestamp?: string;

  @Text("TODO", { write: true })
  maritalStatus?: string;

  @Choice({ ParticipantGender }, "TODO", { write: true })
  gender?: ParticipantGender;

  @Text("TODO", { write: true })
  genderTypeName?: string;

  @Flag("TODO", { write: true })
  isDeceased?: boolean;

  @Choice({ ParticipantDateOfBirthStatus }, "TODO", { write: true })
  dateOfBirthStatus?: ParticipantDateOfBirthStatus;

  @Text("TODO", { write: true })
  countryIdOfBirth?: string;

  @Timestamp("TODO", { nonNull: true, write: true })
  modifiedTimestamp!: string;

  @Timestamp("TODO", { nonNull: true, write: true })
  createdTimestamp!: string;

  @Choice({ ParticipantAmlStatus }, "TODO", { write: true })
  amlStatus?: ParticipantAmlStatus;

  @Whole("TODO", { write: true })
  amlProgress?: number;

  @Choice({ ParticipantAmlRisk }, "TODO", { write: true })
  amlRisk?: ParticipantAmlRisk;

  @Text("TODO", { write: true })
  amlNote?: string;

  @Flag("TODO", { write: true })
  debtorStatementSendEmail?: boolean;

  @Flag("TODO", { write: true })
  debtorStatementUsePrimaryEmail?: boolean;

  @Text("TODO", { write: true })
  debtorStatementEmail?: string;

  @Text("TODO", { write: true })
  disabilityStatus?: string;

  @Text("TODO", { write: true })
  culturalIdentity?: string;

  @Text("TODO", { write: true })
  primaryLanguage?: string;

  @Whole("TODO", { write: true })
  yearOfArrival?: number;

  @Text("TODO", { write: true })
  importExternalReference?: string;

  @Text("TODO", { write: true, deprecated: "TODO" })
  middleNmae?: string;

  @Text("TODO")
  citizenOfCountryId?: string;

  @Text("TODO")
  reference?: string;

  @Text("TODO")
  aliases?: string;

  @Link(() => Country, "TODO", { write: true })
  physicalCountry?: Country;

  @Link(() => Country, "TODO", { write: true })
  mailingCountry?: Country;

  @Link(() => Division, "TODO", { write: true })
  division?: Division;

  @Link(() => ParticipantType, "TODO", { write: true, required: true, deprecated: "TODO" })
  baseParticipantType?: ParticipantType;
}
