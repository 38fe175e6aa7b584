import type { Codes } from "./codes.js";
import { seedDataCollection } from "./data-collections.js";
import { seedFurtherCollections } from "./further-collections.js";
import type { MatterKind } from "../firms/firm.js";
import type { ParticipantTypes } from "./participant-types.js";
import { TODAY, partOf, type MatterTypeIds, type Site } from "./site.js";
import type { Staff } from "./staff.js";
import { lastStep, seedSteps } from "./steps.js";

/** What the workflow refers to. */
interface WorkflowParts {
  readonly types: ParticipantTypes;
  readonly staff: Staff;
  readonly codes: Codes;
}

/** Every kind of matter: its type, steps, what each step asks for, templates. */
export function seedWorkflow(whole: Site, types: ParticipantTypes, staff: Staff, codes: Codes): MatterTypeIds[] {
  const site = partOf(whole, "workflow");
  whole.tables.addAll("steprelatedactiontypes", [{}, {}, {}, {}, {}]);
  const kinds = site.firm.kinds.map((kind, index) => seedKind(site, kind, index + 1, { types, staff, codes }));
  return seedFurtherCollections(site, kinds);
}

/** Adds the matter type of a kind of matter. */
function addMatterType(site: Site, kind: MatterKind, id: number, role: number, staff: Staff): void {
  const { tables, random, dates, firm } = site;
  const litigious = /Litigation|Injury/.test(kind.name);
  tables.add(
    "actiontypes",
    {
      id,
      name: kind.name,
      description: kind.description,
      copyrightHolder: firm.name,
      copyrightContact: staff.workers[0]!.displayName,
      copyrightEmail: `office@${firm.domain}`,
      trackActualTime: "T",
      trackBillableTime: "T",
      isForMarketingCampaigns: "F",
      isForMarketingEvents: "F",
      isForEmployees: "F",
      isForCrm: "F",
      isForDebtCollection: litigious ? "T" : "F",
      isDisabled: "F",
      isBillable: "T",
      enableActionImage: "F",
      defaultEmailSubject: id === 3 ? null : `${kind.name}: [[matter_name]]`,
      templateIdentifier: Array.from({ length: 5 }, () => random.whole(0x10000000, 0xffffffff).toString(16)).join(""),
      allowCloseWithOpenInvoice: "F",
      allowInlineCustomizing: "T",
      canCreate: "T",
      showAmlReviewStatus: litigious ? "F" : "T",
      ...(id === 1 && {
        customLogoFilename: "keys.png",
        customLogoDirectory: "logos",
        customLogoFilesize: 18_240,
        customLogoModifiedTimestamp: dates.timestampOn(TODAY - 400 * 86_400_000),
      }),
    },
    { primaryParticipantType: role },
  );
}

/** Adds the participant types that may take part in a kind of matter; the first is the primary one. */
function addParticipantTypes({ tables }: Site, id: number, [role, ...others]: readonly number[]): void {
  for (const participantType of [role, ...others]) {
    const primary = participantType === role;
    tables.add(
      "actiontypeparticipanttypes",
      {
        id: `${id}--${participantType}`,
        required: primary ? "T" : "F",
        isPrimaryParticipantType: primary ? "T" : "F",
        actionType: id,
      },
      { participantType },
    );
  }
}

/** Adds the folders of a kind of matter and returns their ids. */
function addFolders({ tables }: Site, kind: MatterKind, id: number): number[] {
  return kind.folders.map((name, index, all) =>
    tables.add(
      "actiontypefolders",
      { name },
      { actionType: id, parentFolder: index === all.length - 1 && index > 0 ? tables.rows("actiontypefolders").length : null },
    ),
  );
}

/** Adds the document templates of a kind of matter and returns their ids. */
function addTemplates(site: Site, kind: MatterKind, id: number, folders: readonly number[], staff: Staff): number[] {
  const { tables, random, dates } = site;
  return kind.documents.map((name, index) => {
    const day = dates.dayBetween(TODAY - 1200 * 86_400_000, TODAY - 100 * 86_400_000);
    const fileName = `${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.docx`;
    return tables.add(
      "documenttemplates",
      {
        name,
        description: index === 0 ? `Standard ${name.toLowerCase()}` : null,
        fileName,
        directory: kind.name.toLowerCase().replaceAll(" ", "-"),
        fileSize: random.whole(18_000, 96_000),
        createdTimestamp: dates.timestampOn(day),
        modifiedTimestamp: dates.timestampOn(dates.dayBetween(day, TODAY)),
        documentIdentifier: `DT-${id}-${index + 1}`,
        currentVersion: random.whole(1, 9),
        installedVersion: 1,
        generatedCount: random.whole(0, 240),
      },
      {
        actionType: id,
        createdBy: random.pick(staff.workers).id,
        actionTypeFolder: folders[index % folders.length],
        modifiedBy: random.maybe(0.6, staff.workers)?.id,
      },
    );
  });
}

/** Adds the task templates of a kind of matter and returns their ids. */
function addTaskTemplates(
  { tables, random }: Site,
  kind: MatterKind,
  id: number,
  templates: readonly number[],
  { types, staff, codes }: WorkflowParts,
): number[] {
  return kind.tasks.map((taskName, index) => {
    const stepNumber = 1 + (index % lastStep(kind));
    return tables.add(
      "tasktemplates",
      {
        stepNumber,
        taskName,
        priority: index === 0 ? "High" : "Normal",
        dueDaysAhead: random.whole(1, 15),
        listOrder: (index + 1) * 10,
        completeBeforeStep: index % 3 === 0 ? stepNumber + 1 : null,
        estimatedHours: `${random.whole(0, 2)}.50`,
        expectedDuration: random.whole(1, 5),
        expectedDurationUnits: "days",
        showOnGanttChart: "F",
        description: null,
        isDueDaysAheadWeekDays: "T",
        dueDataTrigger: "F",
        generatedCount: "F",
      },
      {
        actionType: id,
        participantType: types.employee,
        defaultRate: random.maybe(0.5, staff.rates),
        template: random.maybe(0.4, templates),
        activity: random.maybe(0.5, codes.activities),
        tag: random.maybe(0.2, codes.tags),
      },
    );
  });
}

function seedKind(site: Site, kind: MatterKind, id: number, parts: WorkflowParts): MatterTypeIds {
  const { types, staff, codes } = parts;
  const role = types.byName.get(kind.role)!;
  const others = kind.others.map((name) => ({ name, id: types.byName.get(name)! }));
  const otherIds = others.map((other) => other.id);
  addMatterType(site, kind, id, role, staff);
  addParticipantTypes(site, id, [role, ...otherIds]);
  const collection = seedDataCollection(site.tables, kind, id, codes);
  const templates = addTemplates(site, kind, id, addFolders(site, kind, id), staff);
  seedSteps(site, kind, { actionType: id, role, others: otherIds, employee: types.employee, collection });
  const taskTemplates = addTaskTemplates(site, kind, id, templates, parts);
  return { id, kind, role, others, templates, taskTemplates, collection, furtherCollections: [] };
}
