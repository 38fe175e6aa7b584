import { Flag, Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { ParticipantType } from "./participant-type.js";

@Resource("actiontypes", "A kind of matter, such as conveyancing or litigation, with its own workflow, folders and data.", {
  maxAge: 600,
})
export class MatterType {
  @Id() id!: string;

  @Text("What the matter type is called.")
  name?: string;

  @Text("What the matter type is for.")
  description?: string;

  @Text("Who owns the template the matter type was made from, where a third party does.")
  copyrightHolder?: string;

  @Text("Whom to ask about that template, by name.")
  copyrightContact?: string;

  @Text("Where to ask about that template, by email.")
  copyrightEmail?: string;

  @Flag("Whether hours worked are recorded on its matters.")
  trackActualTime?: boolean;

  @Flag("Whether hours to be billed are recorded on its matters.")
  trackBillableTime?: boolean;

  @Flag("Whether the matter type is meant for marketing campaigns.")
  isForMarketingCampaigns?: boolean;

  @Flag("Whether the matter type is meant for marketing events.")
  isForMarketingEvents?: boolean;

  @Flag("Whether the matter type is meant for employees.")
  isForEmployees?: boolean;

  @Flag("Whether the matter type is meant for looking after customer relations (CRM).")
  isForCrm?: boolean;

  @Flag("Whether the matter type is meant for debt collection.")
  isForDebtCollection?: boolean;

  @Flag("Whether the matter type is out of use.")
  isDisabled?: boolean;

  @Flag("Whether work on its matters is billed.")
  isBillable?: boolean;

  @Flag("Whether its matters can show the logo.", { wire: "enableActionImage" })
  enableMatterImage?: boolean;

  @Text("The subject a new email on its matters starts with.")
  defaultEmailSubject?: string;

  @Text("File name of the standard logo.")
  logoFilename?: string;

  @Text("File name of the logo that takes the standard one's place.")
  customLogoFilename?: string;

  @Text("Directory that the custom logo is stored in.")
  customLogoDirectory?: string;

  @Whole("Size of the custom logo in bytes.")
  customLogoFilesize?: number;

  @Timestamp("When the custom logo was last changed.")
  customLogoModifiedTimestamp?: string;

  @Text("Identifier of the template the matter type was made from, as `6fc4839a01e526ccafbe78df01b588d1909302c9`.")
  templateIdentifier?: string;

  @Flag("Whether its matters can be closed while a bill is still open.")
  allowCloseWithOpenInvoice?: boolean;

  @Flag("Whether the matter type can be customised in place.")
  allowInlineCustomizing?: boolean;

  @Flag("Whether new matters of the type can be opened.")
  canCreate?: boolean;

  @Flag("Whether its matters show how far the anti-money-laundering review has come.")
  showAmlReviewStatus?: boolean;

  @Link(() => ParticipantType, "The part that the primary participants of its matters play, usually the client.")
  primaryParticipantType?: ParticipantType;
}
