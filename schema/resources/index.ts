import { Account } from "./account.js";
import { AccountIncomeSection } from "./account-income-section.js";
import { AccountPrimarySection } from "./account-primary-section.js";
import { AccountType } from "./account-type.js";
import { Bill } from "./bill.js";
import { BillingPreference } from "./billing-preference.js";
import { Calendar } from "./calendar.js";
import { CalendarAppointment } from "./calendar-appointment.js";
import { ContactDocument } from "./contact-document.js";
import { ContactFolder } from "./contact-folder.js";
import { ContactNote } from "./contact-note.js";
import { ContactRelationship } from "./contact-relationship.js";
import { Country } from "./country.js";
import { CulturalIdentity } from "./cultural-identity.js";
import { Currency } from "./currency.js";
import { DataCollection } from "./data-collection.js";
import { DataCollectionField } from "./data-collection-field.js";
import { DataCollectionFieldDropdownChoice } from "./data-collection-field-dropdown-choice.js";
import { DataCollectionRecord } from "./data-collection-record.js";
import { DataCollectionRecordValue } from "./data-collection-record-value.js";
import { DisabilityStatus } from "./disability-status.js";
import { Disbursement } from "./disbursement.js";
import { Division } from "./division.js";
import { DocumentTemplate } from "./document-template.js";
import { Email } from "./email.js";
import { EmailAssociation } from "./email-association.js";
import { EmailAttachment } from "./email-attachment.js";
import { FileNote } from "./file-note.js";
import { GenderType } from "./gender-type.js";
import { Matter } from "./matter.js";
import { MatterBillSettings } from "./matter-bill-settings.js";
import { MatterDocument } from "./matter-document.js";
import { MatterFolder } from "./matter-folder.js";
import { MatterNetDocumentsSettings } from "./matter-net-documents-settings.js";
import { MatterParticipant } from "./matter-participant.js";
import { MatterPermission } from "./matter-permission.js";
import { MatterRate } from "./matter-rate.js";
import { MatterType } from "./matter-type.js";
import { MatterTypeFolder } from "./matter-type-folder.js";
import { MatterTypeParticipantType } from "./matter-type-participant-type.js";
import { Participant } from "./participant.js";
import { ParticipantAdditionalNotificationMethod } from "./participant-additional-notification-method.js";
import { ParticipantDataFieldDropdownChoice } from "./participant-data-field-dropdown-choice.js";
import { ParticipantDataFieldValue } from "./participant-data-field-value.js";
import { ParticipantDefaultType } from "./participant-default-type.js";
import { ParticipantRelationshipType } from "./participant-relationship-type.js";
import { ParticipantType } from "./participant-type.js";
import { ParticipantTypeDataField } from "./participant-type-data-field.js";
import { PhoneRecord } from "./phone-record.js";
import { PrimaryLanguage } from "./primary-language.js";
import { QuickCode } from "./quick-code.js";
import { Rate } from "./rate.js";
import { RestHook } from "./rest-hook.js";
import { Role } from "./role.js";
import { SalePurchaseType } from "./sale-purchase-type.js";
import { ScratchNote } from "./scratch-note.js";
import { Setting } from "./setting.js";
import { SmsMessage } from "./sms-message.js";
import { Step } from "./step.js";
import { StepDataField } from "./step-data-field.js";
import { StepMessage } from "./step-message.js";
import { StepNode } from "./step-node.js";
import { StepParticipantType } from "./step-participant-type.js";
import { StepRelatedMatterType } from "./step-related-matter-type.js";
import { StepTask } from "./step-task.js";
import { Tag } from "./tag.js";
import { Task } from "./task.js";
import { TaskTemplate } from "./task-template.js";
import { TaxCode } from "./tax-code.js";
import { TimeEntry } from "./time-entry.js";
import { TimeRecord } from "./time-record.js";
import { TimeRecordActivity } from "./time-record-activity.js";
import { TrustAccount } from "./trust-account.js";
import { Unit } from "./unit.js";
import { User } from "./user.js";
import { UtbmsCode } from "./utbms-code.js";

import type { ResourceClass } from "../vocabulary/resource.js";

/** Every resource of the graph, by name. A resource not listed here does not exist. */
export const resources: readonly ResourceClass[] = [
  Account,
  AccountIncomeSection,
  AccountPrimarySection,
  AccountType,
  Bill,
  BillingPreference,
  Calendar,
  CalendarAppointment,
  ContactDocument,
  ContactFolder,
  ContactNote,
  ContactRelationship,
  Country,
  CulturalIdentity,
  Currency,
  DataCollection,
  DataCollectionField,
  DataCollectionFieldDropdownChoice,
  DataCollectionRecord,
  DataCollectionRecordValue,
  DisabilityStatus,
  Disbursement,
  Division,
  DocumentTemplate,
  Email,
  EmailAssociation,
  EmailAttachment,
  FileNote,
  GenderType,
  Matter,
  MatterBillSettings,
  MatterDocument,
  MatterFolder,
  MatterNetDocumentsSettings,
  MatterParticipant,
  MatterPermission,
  MatterRate,
  MatterType,
  MatterTypeFolder,
  MatterTypeParticipantType,
  Participant,
  ParticipantAdditionalNotificationMethod,
  ParticipantDataFieldDropdownChoice,
  ParticipantDataFieldValue,
  ParticipantDefaultType,
  ParticipantRelationshipType,
  ParticipantType,
  ParticipantTypeDataField,
  PhoneRecord,
  PrimaryLanguage,
  QuickCode,
  Rate,
  RestHook,
  Role,
  SalePurchaseType,
  ScratchNote,
  Setting,
  SmsMessage,
  Step,
  StepDataField,
  StepMessage,
  StepNode,
  StepParticipantType,
  StepRelatedMatterType,
  StepTask,
  Tag,
  Task,
  TaskTemplate,
  TaxCode,
  TimeEntry,
  TimeRecord,
  TimeRecordActivity,
  TrustAccount,
  Unit,
  User,
  UtbmsCode,
];
