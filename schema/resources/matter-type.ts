import { Flag, Id, Link, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { ParticipantType } from "./participant-type.js";

@Resource("actiontypes", "TODO")
export class MatterType {
  @Id() id!: string;

  @Text("TODO")
  name?: string;

  @Text("TODO")
  description?: string;

  @Text("TODO")
  copyrightHolder?: string;

  @Text("TODO")
  copyrightContact?: string;

  @Text("TODO")
  copyrightEmail?: string;

  @Flag("TODO")
  trackActualTime?: boolean;

  @Flag("TODO")
  trackBillableTime?: boolean;

  @Flag("TODO")
  isForMarketingCampaigns?: boolean;

  @Flag("TODO")
  isForMarketingEvents?: boolean;

  @Flag("TODO")
  isForEmployees?: boolean;

  @Flag("TODO")
  isForCrm?: boolean;

  @Flag("TODO")
  isForDebtCollection?: boolean;

  @Flag("TODO")
  isDisabled?: boolean;

  @Flag("TODO")
  isBillable?: boolean;

  @Flag("TODO", { wire: "enableActionImage" })
  enableMatterImage?: boolean;

  @Text("TODO")
  defaultEmailSubject?: string;

  @Text("TODO")
  logoFilename?: string;

  @Text("TODO")
  customLogoFilename?: string;

  @Text("TODO")
  customLogoDirectory?: string;

  @Whole("TODO")
  customLogoFilesize?: number;

  @Timestamp("TODO")
  customLogoModifiedTimestamp?: string;

  @Text("TODO")
  templateIdentifier?: string;

  @Flag("TODO")
  allowCloseWithOpenInvoice?: boolean;

  @Flag("TODO")
  allowInlineCustomizing?: boolean;

  @Flag("TODO")
  canCreate?: boolean;

  @Flag("TODO")
  showAmlReviewStatus?: boolean;

  @Link(() => ParticipantType, "TODO")
  primaryParticipantType?: ParticipantType;
}
