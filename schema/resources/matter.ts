import { Choice, Day, Flag, Id, Link, Links, Resource, Text, Timestamp, Whole } from "../vocabulary/index.js";
import { Division } from "./division.js";
import { MatterBillSettings } from "./matter-bill-settings.js";
import { MatterType } from "./matter-type.js";
import { Participant } from "./participant.js";
import { Step } from "./step.js";

export enum MatterStatus {
  ACTIVE = "Active",
  INACTIVE = "Inactive",
  TEMPLATE = "Template",
  CLOSED = "Closed",
}

export enum MatterOverrideBillingStatus {
  ACTIVE = "Active",
  CLOSED = "Closed",
}

export enum MatterAmlReviewStatus {
  NOT_REQUIRED = "Not required",
  NOT_STARTED = "Not started",
  IN_PROGRESS = "In progress",
  COMPLETE = "Complete",
  DELAYED = "Delayed",
  NONE = "None",
}

@Resource("actions", "TODO", { can: ["read", "update"] })
export class Matter {
  @Id() id!: string;

  @Text("TODO", { nonNull: true, write: "update" })
  name!: string;

  @Text("TODO", { write: "update" })
  reference?: string;

  @Whole("TODO", { nonNull: true, write: "update" })
  priority!: number;

  @Choice({ MatterStatus }, "TODO", { nonNull: true, write: "update" })
  status!: MatterStatus;

  @Timestamp("TODO", { nonNull: true })
  statusTimestamp!: string;

  @Flag("TODO", { write: "update" })
  isBillableOverride?: boolean;

  @Day("TODO", { nonNull: true })
  createdTimestamp!: string;

  @Timestamp("TODO", { nonNull: true })
  modifiedTimestamp!: string;

  @Flag("TODO", { nonNull: true })
  isDeleted!: boolean;

  @Text("TODO")
  deletedBy?: string;

  @Timestamp("TODO")
  deletedTimestamp?: string;

  @Flag("TODO", { nonNull: true })
  isFavorite!: boolean;

  @Choice({ MatterOverrideBillingStatus }, "TODO", { write: "update" })
  overrideBillingStatus?: MatterOverrideBillingStatus;

  @Timestamp("TODO")
  lastAccessTimestamp?: string;

  @Text("TODO", { write: "update" })
  importExternalReference?: string;

  @Choice({ MatterAmlReviewStatus }, "TODO", { write: "update" })
  amlReviewStatus?: MatterAmlReviewStatus;

  @Text("TODO", { write: "update" })
  bannerText?: string;

  @Link(() => Participant, "TODO", { write: "update" })
  assignedTo?: Participant;

  @Link(() => Division, "TODO", { write: "update" })
  division?: Division;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Links(() => Participant, "TODO")
  primaryParticipants?: Participant[];

  @Link(() => Step, "TODO")
  step?: Step;

  @Link(() => MatterBillSettings, "TODO")
  billSettings?: MatterBillSettings;

  @Links(() => Matter, "TODO", { wire: "relatedActions" })
  relatedMatters?: Matter[];
}
