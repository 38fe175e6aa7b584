import { Decimal, Flag, Id, Link, Resource, Text, Whole } from "../vocabulary/index.js";
import { DataCollection } from "./data-collection.js";
import { DataCollectionField } from "./data-collection-field.js";
import { DocumentTemplate } from "./document-template.js";
import { MatterType } from "./matter-type.js";
import { ParticipantType } from "./participant-type.js";
import { Rate } from "./rate.js";
import { Tag } from "./tag.js";
import { TimeRecordActivity } from "./time-record-activity.js";

@Resource("tasktemplates", "The pattern from which tasks of one kind are created on matters of one type.", { maxAge: 600 })
export class TaskTemplate {
  @Id() id!: string;

  @Whole("Number of the workflow step the template belongs to.")
  stepNumber?: number;

  @Text("Name given to the tasks.")
  taskName?: string;

  @Text("Priority given to the tasks: `Low`, `Normal` or `High`.")
  priority?: string;

  @Whole("How many days ahead a task's due date is set.")
  dueDaysAhead?: number;

  @Whole("Position among the templates, lowest first.")
  listOrder?: number;

  @Whole("Number of the workflow step before which the tasks have to be completed.")
  completeBeforeStep?: number;

  @Whole("Number of the workflow step by which the tasks have to be completed.")
  completeByStep?: number;

  @Decimal("Hours the work is expected to take.")
  estimatedHours?: string;

  @Whole("How long the tasks are expected to run, counted in `expectedDurationUnits`.")
  expectedDuration?: number;

  @Text("Unit of `expectedDuration`, such as `hours`.")
  expectedDurationUnits?: string;

  @Flag("Whether the tasks appear on the matter's Gantt chart.")
  showOnGanttChart?: boolean;

  @Text("Description given to the tasks.")
  description?: string;

  @Flag("Whether `dueDaysAhead` counts weekdays only; null where Actionstep sends `isDueDateAheadWeekDays` instead.")
  isDueDaysAheadWeekDays?: boolean;

  @Text("What triggers the due date, as text; null where Actionstep sends `dueDateTrigger` instead.")
  dueDataTrigger?: string;

  @Text("One character, although named a count; Actionstep does not document what it says.")
  generatedCount?: string;

  @Decimal("What one hour of this work costs the firm, for comparison in reports.")
  costRate?: string;

  @Flag("Whether `dueDaysAhead` counts weekdays only; null where Actionstep sends `isDueDaysAheadWeekDays` instead.")
  isDueDateAheadWeekDays?: boolean;

  @Text("What triggers the due date, as text; null where Actionstep sends `dueDataTrigger` instead.")
  dueDateTrigger?: string;

  @Link(() => MatterType, "Matter type on whose matters the tasks are created.", { wire: "actionType" })
  matterType?: MatterType;

  @Link(() => ParticipantType, "Role, on the matter, of whoever gets the tasks.")
  participantType?: ParticipantType;

  @Link(() => Rate, "Charge rate that applies to the tasks by default.")
  defaultRate?: Rate;

  @Link(() => DataCollection, "Data collection that goes with the tasks.")
  dataCollection?: DataCollection;

  @Link(() => DocumentTemplate, "Document template that goes with the tasks.")
  template?: DocumentTemplate;

  @Link(() => TimeRecordActivity, "Activity that time on the tasks is recorded under.")
  activity?: TimeRecordActivity;

  @Link(() => Tag, "Label of the template.")
  tag?: Tag;

  @Link(() => DataCollectionField, "Custom field that triggers the due date.")
  dataCollectionTrigger?: DataCollectionField;
}
