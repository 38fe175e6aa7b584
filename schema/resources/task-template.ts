import { Decimal, Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { DataCollectionField } from "./data-collection-field.js";
import { DocumentTemplate } from "./document-template.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";
import { Rate } from "./rate.js";
import { Tag } from "./tag.js";
import { TimeRecordActivity } from "./time-record-activity.js";

@Resource("tasktemplates", "TODO")
export class TaskTemplate {
  @Id() id!: string;

  @Whole("TODO")
  stepNumber?: number;

  @Text("TODO")
  taskName?: string;

  @Text("TODO")
  priority?: string;

  @Whole("TODO")
  dueDaysAhead?: number;

  @Whole("TODO")
  listOrder?: number;

  @Whole("TODO")
  completeBeforeStep?: number;

  @Whole("TODO")
  completeByStep?: number;

  @Decimal("TODO")
  estimatedHours?: string;

  @Whole("TODO")
  expectedDuration?: number;

  @Text("TODO")
  expectedDurationUnits?: string;

  @Flag("TODO")
  showOnGanttChart?: boolean;

  @Text("TODO")
  description?: string;

  @Flag("TODO")
  isDueDaysAheadWeekDays?: boolean;

  @Flag("TODO")
  dueDataTrigger?: boolean;

  @Flag("TODO")
  generatedCount?: boolean;

  @Decimal("TODO")
  costRate?: string;

  @Flag("TODO")
  isDueDateAheadWeekDays?: boolean;

  @Text("TODO")
  dueDateTrigger?: string;

  @Link(() => MatterType, "TODO", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => ParticipantType, "TODO")
  participantType?: ParticipantType;

  @Link(() => Rate, "TODO")
  defaultRate?: Rate;

  @Link(() => DataCollection, "TODO")
  dataCollection?: DataCollection;

  @Link(() => DocumentTemplate, "TODO")
  template?: DocumentTemplate;

  @Link(() => TimeRecordActivity, "TODO")
  activity?: TimeRecordActivity;

  @Link(() => Tag, "TODO")
  tag?: Tag;

  @Link(() => DataCollectionField, "TODO")
  dataCollectionTrigger?: DataCollectionField;
}
