import texts from "../firms/every-firm/texts.json" with { type: "json" };
import type { Codes } from "./codes.js";
import { hours, rowsFor, textsFor } from "./matter-texts.js";
import { TODAY, type MatterFacts, type Site, type Worker } from "./site.js";
import type { Staff } from "./staff.js";

const DAY = 86_400_000;

/** The time recorded on one matter. */
export function addTimeEntries(
  site: Site,
  matter: MatterFacts,
  tasks: readonly number[],
  { workers }: Staff,
  codes: Codes,
): void {
  const { tables, random, dates, firm, counts } = site;
  textsFor(site, matter, [matter.type.kind.work, texts.work], rowsFor(matter, counts.timeEntriesPerMatter)).forEach(
    (description, index) => {
      const owner: Worker = random.chance(0.5) ? matter.assignee : random.pick(workers);
      const day = dates.dayBetween(matter.opened, matter.lastTouched);
      const tenths = random.whole(1, 32);
      const behavior = index % 14 === 13 ? "No charge" : index % 23 === 22 ? "Hide" : "Bill";
      const running = matter.id === 1 && index === 0;
      const price = owner.rate === null ? null : owner.price;
      const amount = price === null || behavior !== "Bill" ? "0.00" : ((Number(price) * tenths) / 10).toFixed(2);
      tables.add(
        "timeentries",
        {
          timestampDate: dates.timestamp(dates.at(day, 0)),
          description: random.chance(0.04) ? null : random.chance(0.03) ? "" : description,
          actualHours: hours(tenths + random.whole(0, 2)),
          billableHours: hours(tenths),
          createdTimestamp: dates.timestampOn(day),
          startTime: random.chance(0.1)
            ? null
            : `${String(random.whole(8, 17)).padStart(2, "0")}:${String(random.whole(0, 59)).padStart(2, "0")}:00`,
          timerStatus: running ? "Running" : index % 11 === 10 ? "Locked" : "Stopped",
          timerStartedClientTimestamp: running ? dates.timestamp(dates.at(TODAY, 8, 42)) : null,
          timerDurationSeconds: running ? 1260 : 0,
          billingBehavior: behavior,
          rateUnitPrice: price,
          rateSource: price === null ? null : index % 9 === 8 ? "Action" : "Default",
          rateTimestamp: null,
          billableAmountType: index % 21 === 20 ? "Fixed" : "Calculated",
          billableAmount: amount,
          isBillable: behavior === "Bill" ? "T" : "F",
          billReference: day < TODAY - 90 * DAY && behavior === "Bill" ? String(10_000 + matter.id) : null,
        },
        {
          task: random.maybe(0.2, tasks),
          quickCode: random.maybe(0.3, codes.quickCodes),
          createdBy: owner.id,
          owner: owner.id,
          action: matter.id,
          rate: owner.rate,
          ...(firm.country === "US" && {
            utbmsActivityCode: random.pick(codes.activityCodes),
            utbmsTaskCode: random.maybe(0.6, codes.taskCodes),
            utbmsTimekeeperCode: owner.role === "Partner" ? "PT" : "AS",
          }),
        },
      );
    },
  );
}

/** The older way of recording time, which some firms still have beside the newer one. */
export function addTimeRecords(site: Site, matter: MatterFacts, { workers }: Staff, codes: Codes): void {
  const { tables, random, dates } = site;
  for (const notes of textsFor(site, matter, [texts.work], rowsFor(matter, 2))) {
    const owner = random.pick(workers);
    const day = dates.dayBetween(matter.opened, matter.lastTouched);
    const length = hours(random.whole(1, 20));
    tables.add(
      "timerecords",
      {
        startTimestamp: dates.timestampOn(day),
        notes: random.chance(0.1) ? null : notes,
        actualHours: length,
        billableHours: length,
        createdTimestamp: dates.timestampOn(day),
        isTimesheetEntry: random.chance(0.2) ? "T" : "F",
      },
      {
        activity: random.pick(codes.activities),
        division: owner.division,
        createdBy: owner.id,
        owner: owner.id,
        action: matter.id,
        rate: owner.rate,
      },
    );
  }
}
