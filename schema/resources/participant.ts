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

@Resource("participants", "A person or company the firm deals with: a client, an opponent, a lawyer, and its own staff.", {
  can: ["read", "create", "update"],
})
export class Participant {
  @Id() id!: string;

  @Text(
    "The name to show, made of the parts of the name as the organisation orders them: `Bond, James`; made by Actionstep when left out.",
    {
      write: "once",
    },
  )
  displayName?: string;

  @Text("Initials, as used for time keepers.", { write: true })
  displayInitials?: string;

  @Flag("Whether it is a company or other organisation; otherwise a person.", { write: true, codes: ["P01"] })
  isCompany?: boolean;

  @Text("Name of the company, where it is one.", { write: true })
  companyName?: string;

  @Text("The title before the name, as `Mrs`.", { write: true })
  salutation?: string;

  @Text("Given name of a person.", { write: true })
  firstName?: string;

  @Text("Middle name of a person.", { write: true })
  middleName?: string;

  @Text("Family name of a person; Actionstep insists on it where trust accounting is in use.", { write: true, codes: ["P03"] })
  lastName?: string;

  @Text("What follows the name, as `Jnr`.", { write: true })
  suffix?: string;

  @Text("The name a person likes to be called by.", { write: true })
  preferredName?: string;

  @Text("First line of the physical address.", { write: true })
  physicalAddressLine1?: string;

  @Text("Second line of the physical address.", { write: true })
  physicalAddressLine2?: string;

  @Text("Town or city of the physical address.", { write: true })
  physicalCity?: string;

  @Text("State or province of the physical address.", { write: true })
  physicalStateProvince?: string;

  @Text("County of the physical address.", { write: true })
  physicalCounty?: string;

  @Text("Postcode or ZIP code of the physical address.", { write: true })
  physicalPostCode?: string;

  @Text("First line of the mailing address.", { write: true })
  mailingAddressLine1?: string;

  @Text("Second line of the mailing address.", { write: true })
  mailingAddressLine2?: string;

  @Text("Town or city of the mailing address.", { write: true })
  mailingCity?: string;

  @Text("State or province of the mailing address.", { write: true })
  mailingStateProvince?: string;

  @Text("County of the mailing address.", { write: true })
  mailingCounty?: string;

  @Text("Postcode or ZIP code of the mailing address.", { write: true })
  mailingPostCode?: string;

  @Text("What the first telephone number is for, as `Business`.", { write: true })
  phone1Label?: string;

  @Whole("Country calling code of the first telephone number, as `64`.", { write: true })
  phone1Country?: number;

  @Whole("Area code of the first telephone number, without leading zeros.", { write: true })
  phone1Area?: number;

  @Text("Local part of the first telephone number.", { write: true })
  phone1Number?: string;

  @Text("Notes on the first telephone number, such as when to call it.", { write: true })
  phone1Notes?: string;

  @Text("What the second telephone number is for, as `Mobile`.", { write: true })
  phone2Label?: string;

  @Whole("Country calling code of the second telephone number, as `64`.", { write: true })
  phone2Country?: number;

  @Whole("Area code of the second telephone number, without leading zeros.", { write: true })
  phone2Area?: number;

  @Text("Local part of the second telephone number.", { write: true })
  phone2Number?: string;

  @Text("Notes on the second telephone number, such as when to call it.", { write: true })
  phone2Notes?: string;

  @Text("What the third telephone number is for, as `Home`.", { write: true })
  phone3Label?: string;

  @Whole("Country calling code of the third telephone number, as `64`.", { write: true })
  phone3Country?: number;

  @Whole("Area code of the third telephone number, without leading zeros.", { write: true })
  phone3Area?: number;

  @Text("Local part of the third telephone number.", { write: true })
  phone3Number?: string;

  @Text("Notes on the third telephone number, such as when to call it.", { write: true })
  phone3Notes?: string;

  @Text("What the fourth telephone number is for, as `Other`.", { write: true })
  phone4Label?: string;

  @Whole("Country calling code of the fourth telephone number, as `64`.", { write: true })
  phone4Country?: number;

  @Whole("Area code of the fourth telephone number, without leading zeros.", { write: true })
  phone4Area?: number;

  @Text("Local part of the fourth telephone number.", { write: true })
  phone4Number?: string;

  @Text("Notes on the fourth telephone number, such as when to call it.", { write: true })
  phone4Notes?: string;

  @Text("Fax number, as one text.", { write: true })
  fax?: string;

  @Text("Number for text messages, as one text.", { write: true })
  sms?: string;

  @Text("The main email address.", { write: true })
  email?: string;

  @Text("Address of the website.", { write: true })
  website?: string;

  @Text("What a person does for a living.", { write: true })
  occupation?: string;

  @Text("Tax number; `ParticipantType.taxNumberAlias` tells what it is called.", { write: true })
  taxNumber?: string;

  @Day("Date of birth; `dateOfBirthStatus` tells how sure it is.", { write: true })
  birthTimestamp?: string;

  @Day("Date of death.", { write: true })
  deathTimestamp?: string;

  @Text("Marital status in the firm's own words, as `Married`.", { write: true })
  maritalStatus?: string;

  @Choice({ ParticipantGender }, "Gender as `M` or `F`; `genderTypeName` allows more.", { write: true, codes: ["P02"] })
  gender?: ParticipantGender;

  @Text("Gender by the name of one of the firm's gender types.", { write: true })
  genderTypeName?: string;

  @Flag("Whether a person has died.", { write: true })
  isDeceased?: boolean;

  @Choice({ ParticipantDateOfBirthStatus }, "How sure the date of birth is.", { write: true })
  dateOfBirthStatus?: ParticipantDateOfBirthStatus;

  @Text("Country of birth by its two-letter ISO code, as `NZ`.", { write: true })
  countryIdOfBirth?: string;

  @Timestamp("When the participant was last changed.", { write: true })
  modifiedTimestamp?: string;

  @Timestamp("When the participant was entered.", { write: true })
  createdTimestamp?: string;

  @Choice({ ParticipantAmlStatus }, "How far the anti-money-laundering check has come.", { write: true })
  amlStatus?: ParticipantAmlStatus;

  @Whole("How much of the anti-money-laundering check is done, in per cent.", { write: true })
  amlProgress?: number;

  @Choice({ ParticipantAmlRisk }, "The risk of money laundering found.", { write: true })
  amlRisk?: ParticipantAmlRisk;

  @Text("Notes on the anti-money-laundering check.", { write: true })
  amlNote?: string;

  @Flag("Whether statements of what is owed go out by email.", { write: true })
  debtorStatementSendEmail?: boolean;

  @Flag("Whether those statements go to `email`; otherwise to `debtorStatementEmail`.", { write: true })
  debtorStatementUsePrimaryEmail?: boolean;

  @Text("Where statements go when not to `email`: one address or several with commas between.", { write: true })
  debtorStatementEmail?: string;

  @Text("Disability, as `Physical`; kept by community legal centres in Australia and New Zealand only.", { write: true })
  disabilityStatus?: string;

  @Text("Cultural identity, as `Yes, Aboriginal`; kept by community legal centres in Australia and New Zealand only.", {
    write: true,
  })
  culturalIdentity?: string;

  @Text("First language; kept by community legal centres in Australia and New Zealand only.", { write: true })
  primaryLanguage?: string;

  @Whole("Year a person came to the country; kept by community legal centres in Australia and New Zealand only.", { write: true })
  yearOfArrival?: number;

  @Text("Reference to the participant in the system it was imported from.", { write: true })
  importExternalReference?: string;

  @Text("Middle name under a misspelt name.", {
    write: true,
    deprecated: "Not in Actionstep's specification, only in a client library of 2015: use `middleName`.",
  })
  middleNmae?: string;

  @Text("Country of citizenship by its id, a two-letter ISO code as `NZ`.")
  citizenOfCountryId?: string;

  @Text("A reference to the participant, as text.")
  reference?: string;

  @Text("Other names the participant is known by, as one text.")
  aliases?: string;

  @Link(() => Country, "Country of the physical address.", { write: true })
  physicalCountry?: Country;

  @Link(() => Country, "Country of the mailing address.", { write: true })
  mailingCountry?: Country;

  @Link(() => Division, "The division of the firm that the participant belongs to.", { write: true })
  division?: Division;

  @Link(() => ParticipantType, "The base type of the participant.", {
    write: true,
    deprecated:
      "Not in Actionstep's specification, only in a client library of 2015: use `participantDefaultTypes`, or `matterParticipants` for the part played in a matter.",
  })
  baseParticipantType?: ParticipantType;
}
