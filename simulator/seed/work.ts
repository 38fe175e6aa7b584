import type { Codes } from "./codes.js";
import { partOf, type MatterFacts, type Site } from "./site.js";
import type { Staff } from "./staff.js";
import { addTasks } from "./tasks.js";
import { addTimeEntries, addTimeRecords } from "./time.js";

/** Tasks and time of every matter. */
export function seedWork(whole: Site, matters: readonly MatterFacts[], staff: Staff, codes: Codes): void {
  const site = partOf(whole, "work");
  for (const matter of matters) {
    const tasks = addTasks(site, matter, staff);
    addTimeEntries(site, matter, tasks, staff, codes);
    addTimeRecords(site, matter, staff, codes);
  }
}
