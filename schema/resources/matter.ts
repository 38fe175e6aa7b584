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

@Resource("actions", "A case or other piece of work a firm does for its clients; Actionstep's REST API calls it an action.", {
  can: ["read", "update"],
})
export class Matter {
  @Id() id!: string;

  @Text("What the matter is called.", { write: "update", required: true })
  name?: string;

  @Text("The firm's file reference, as `AB8383/GD`.", { write: "update" })
  reference?: string;

  @Whole("Priority as a whole number; Actionstep documents no scale.", { write: "update", codes: ["A02"] })
  priority?: number;

  @Choice({ MatterStatus }, "Whether the matter is open, resting or closed, or only a template for others.", {
    write: "update",
    codes: ["A01"],
  })
  status?: MatterStatus;

  @Timestamp("When the status last changed.")
  statusTimestamp?: string;

  @Flag("Whether this matter is billable in spite of the usual setting; null where the usual setting stands.", {
    write: "update",
  })
  isBillableOverride?: boolean;

  @Day("The day the matter was opened; a date without a time, whatever the name says.")
  createdTimestamp?: string;

  @Timestamp("When the matter was last changed.")
  modifiedTimestamp?: string;

  @Flag("Whether the matter has been deleted; deleted matters stay readable.")
  isDeleted?: boolean;

  @Text("Name of who deleted the matter, as text.")
  deletedBy?: string;

  @Timestamp("When the matter was deleted.")
  deletedTimestamp?: string;

  @Flag("Whether the viewer has marked the matter as a favourite.")
  isFavorite?: boolean;

  @Choice(
    { MatterOverrideBillingStatus },
    "Billing status set in place of the usual one; null where billing has not been overridden.",
    { write: "update" },
  )
  overrideBillingStatus?: MatterOverrideBillingStatus;

  @Timestamp("When the viewer last opened the matter; null if never.")
  lastAccessTimestamp?: string;

  @Text("Reference to the matter in the system it was imported from.", { write: "update" })
  importExternalReference?: string;

  @Choice({ MatterAmlReviewStatus }, "How far the anti-money-laundering review has come.", { write: "update" })
  amlReviewStatus?: MatterAmlReviewStatus;

  @Text("A notice shown across the top of the matter and of time keeping.", { write: "update" })
  bannerText?: string;

  @Link(() => Participant, "Who in the firm is responsible for the matter.", { write: "update" })
  assignedTo?: Participant;

  @Link(() => Division, "The division of the firm that the matter belongs to.", { write: "update" })
  division?: Division;

  @Link(() => MatterType, "The kind of matter, which decides its workflow and data.", { wire: "actionType" })
  matterType?: MatterType;

  @Links(() => Participant, "Whom the matter is mainly about, usually its clients.")
  primaryParticipants?: Participant[];

  @Link(() => Step, "Where in its workflow the matter stands.")
  step?: Step;

  @Link(() => MatterBillSettings, "How the matter is billed.")
  billSettings?: MatterBillSettings;

  @Links(() => Matter, "Other matters that this one is connected with.", { wire: "relatedActions" })
  relatedMatters?: Matter[];
}
