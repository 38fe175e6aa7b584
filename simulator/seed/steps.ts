import type { MatterKind } from "../firms/firm.js";
import type { Site } from "./site.js";

/** Step number of a step at which a matter is over. */
export const lastStep = ({ steps }: MatterKind): number => steps.length - 1;

/** Ids of what the steps of a kind of matter refer to. */
export interface StepIds {
  readonly actionType: number;
  /** Participant type of the primary participant. */
  readonly role: number;
  /** Participant types of the others on a matter. */
  readonly others: readonly number[];
  /** Participant type of the firm's own people. */
  readonly employee: number;
  readonly collection: number;
}

/** Adds one step with what entering it asks for; the node it stands on is added apart. */
function addStep({ tables }: Site, kind: MatterKind, number: number, ids: StepIds): void {
  const { actionType, role, others, employee } = ids;
  const stepName = kind.steps[number]!;
  const step = `${actionType}--${number}`;
  const over = number === lastStep(kind);
  tables.add(
    "steps",
    {
      id: step,
      stepNumber: String(number),
      stepName,
      description: number === 1 ? "Open the file, check identity and conflicts" : null,
      actionStatus: over ? "Closed" : "Active",
      assignedToMandatory: number === 0 ? "T" : "F",
    },
    { actionType, assignToParticipantType: number === 0 ? employee : null },
  );
  const task = kind.tasks[number];
  if (task && number > 0) {
    const steptask = tables.rows("steptasks").length + 1;
    tables.add(
      "steptasks",
      {
        id: String(steptask),
        name: task,
        priority: "Normal",
        dueDateText: `in ${number + 1} days`,
        isMandatory: number === 1 ? "T" : "F",
      },
      { actionType, assignToParticipantType: employee, step },
    );
  }
  if (number === 1 || over) {
    tables.add(
      "stepmessages",
      {
        id: `${actionType}--${number}--1`,
        method: "email",
        subject: `${kind.name}: ${stepName}`,
        message: `We have reached the step ${stepName}.`,
        messageHtml: `<p>We have reached the step <b>${stepName}</b>.</p>`,
        isMandatory: "F",
      },
      { actionType, step, fromParticipantType: employee, toParticipantType: role },
    );
  }
  const asked = number === 0 ? role : others[number - 1];
  if (asked !== undefined)
    tables.add(
      "stepparticipanttypes",
      { id: `${step}--${asked}`, isRequired: number === 0 ? "T" : "F", displayOrder: number + 1 },
      { actionType, step, participantType: asked },
    );
}

/** Steps, the nodes they stand on, and what entering each asks for. */
export function seedSteps(site: Site, kind: MatterKind, ids: StepIds): void {
  const { tables } = site;
  const { actionType, collection } = ids;
  const nodes: number[] = [];
  kind.steps.forEach((_name, number) => {
    addStep(site, kind, number, ids);
    nodes.push(
      tables.add(
        "nodes",
        { stepNumber: number, isActive: "T", weight: number === 0 ? 10 : null },
        { actionType, parent: nodes.at(-1) },
      ),
    );
  });
  // A matter can also be closed early: the last step stands on a second node.
  tables.add("nodes", { stepNumber: lastStep(kind), isActive: "T", weight: 90 }, { actionType, parent: nodes[1] });
  kind.collection.fields.slice(0, 2).forEach(({ name, label }, index) => {
    tables.add(
      "stepdatafields",
      {
        groupLabel: kind.collection.label,
        fieldLabel: label,
        fieldDescription: null,
        defaultValue: null,
        forceDefaultValue: "F",
        displayOrder: index + 1,
        isRequired: "F",
      },
      { actionType, step: `${actionType}--1`, dataCollection: collection, dataField: `${collection}--${name}` },
    );
  });
}
