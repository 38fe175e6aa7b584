import texts from "../firms/every-firm/texts.json" with { type: "json" };
import { clockChanges } from "../time-zones.js";
import { hours, rowsFor, textsFor } from "./matter-texts.js";
import { TODAY, worded, type MatterFacts, type Site } from "./site.js";
import type { Staff } from "./staff.js";

const DAY = 86_400_000;

const priorities = ["Normal", "Normal", "Normal", "High", "Low"];

/** The tasks of one matter. Returns their ids. */
export function addTasks(site: Site, matter: MatterFacts, { workers }: Staff): number[] {
  const { tables, random, dates, firm, counts } = site;
  const changes = matter.id === 9 ? clockChanges(firm.timeZone, TODAY - 365 * DAY, TODAY + 365 * DAY) : [];
  return textsFor(site, matter, [matter.type.kind.tasks, texts.tasks], rowsFor(matter, counts.tasksPerMatter)).map(
    (name, index) => {
      const made = dates.dayBetween(matter.opened, matter.lastTouched);
      const due = dates.dayBetween(made, TODAY + 40 * DAY);
      const done = index % 5 === 4 ? false : due < TODAY && random.chance(0.8);
      const status =
        matter.id === 13 && index === 0
          ? "Waiting"
          : done
            ? "Complete"
            : index % 17 === 16
              ? "Hidden"
              : index % 19 === 18
                ? "Deleted"
                : "Incomplete";
      const completed = done ? dates.timestampOn(dates.dayBetween(made, Math.min(due, TODAY))) : null;
      const change = changes[index];
      const nonBillable = random.chance(0.05);
      return tables.add(
        "tasks",
        {
          name,
          status,
          priority: random.pick(priorities),
          dueTimestamp:
            change !== undefined
              ? dates.timestamp(change + (index % 2) * 1_800_000 - 900_000)
              : random.chance(0.08)
                ? null
                : dates.timestamp(dates.at(due, 17)),
          startedTimestamp: random.chance(0.5) ? dates.timestampOn(made) : null,
          completedTimestamp: completed,
          lastModifiedTimestamp: dates.timestampOn(dates.dayBetween(made, TODAY)),
          actualHours: done ? hours(random.whole(1, 30)) : "0.00",
          billableHours: done && !nonBillable ? hours(random.whole(1, 25)) : "0.00",
          description: random.chance(0.3)
            ? worded("For {client}; see the notes on file.", matter.words)
            : random.chance(0.2)
              ? ""
              : null,
          assignedBy: random.pick(workers).displayName,
          completeDuringStep: index % 4 === 0 ? matter.step : null,
          completeBeforeStep: index % 4 === 1 ? matter.step + 1 : null,
          expectedDurationValue: random.maybe(0.3, [1, 2, 5]),
          expectedDurationUnits: "days",
          isBillingHold: "F",
          isPartBilled: random.chance(0.1) ? "T" : "F",
          confirmedNonBillable: nonBillable ? "T" : "F",
          confirmedNonBillableTimestamp: nonBillable ? dates.timestampOn(matter.lastTouched) : null,
          hasTriggerDate: "F",
          triggerWeekdaysOnly: null,
        },
        {
          action: matter.id,
          assignee: random.chance(0.06) ? null : random.chance(0.6) ? matter.assignee.id : random.pick(workers).id,
          rate: random.maybe(0.3, [matter.assignee.rate]),
          confirmedNonBillableBy: nonBillable ? matter.assignee.id : null,
          linkedDocumentTemplate: random.maybe(0.1, matter.type.templates),
          template: random.maybe(0.4, matter.type.taskTemplates),
        },
      );
    },
  );
}
