import type { Habits, Organisation, Person, Rights } from "../database.js";
import { seedAccounting } from "./accounting.js";
import { seedBilling } from "./billing.js";
import { seedCodes } from "./codes.js";
import { seedContactFiles } from "./contact-files.js";
import { seedContacts } from "./contacts.js";
import { seedCorrespondence } from "./correspondence.js";
import { seedDataRecords } from "./data-collections.js";
import { seedDocuments } from "./documents.js";
import { seedFileNotes } from "./file-notes.js";
import { seedFurtherRecords } from "./further-records.js";
import type { Firm, StaffMember } from "../firms/firm.js";
import { seedMatters, type Matters } from "./matters.js";
import { seedOffice } from "./office.js";
import { seedParticipantTypes } from "./participant-types.js";
import type { Random } from "./random.js";
import { seedReference } from "./reference.js";
import { TODAY, partOf, siteOf, type Counts, type Site } from "./site.js";
import { seedStaff, type Staff } from "./staff.js";
import { seedWork } from "./work.js";
import { seedWorkflow } from "./workflow.js";

/** One firm's organisation, and those of its people who can sign in. */
export function buildOrganisation(
  firm: Firm,
  counts: Counts,
  random: Random,
  password: string,
): { organisation: Organisation; people: Person[] } {
  const site = siteOf(firm, counts, random);
  const types = seedParticipantTypes(site);
  const reference = seedReference(site);
  const accounting = seedAccounting(site, reference);
  const staff = seedStaff(partOf(site, "staff"), reference, types);
  const codes = seedCodes(site, staff.rates, staff.divisions);
  const matterTypes = seedWorkflow(site, types, staff, codes);
  const contacts = seedContacts(partOf(site, "contacts"), types);
  seedContactFiles(site, contacts, staff.workers, types, reference);

  const matters = seedMatters(site, matterTypes, staff, contacts, reference);
  const documents = seedDocuments(site, matters.list, staff, codes);
  seedWork(site, matters.list, staff, codes);
  seedFileNotes(site, matters.list, staff, codes, documents);
  seedDataRecords(site, matters.list, staff);
  seedFurtherRecords(site, matters.list, staff);
  seedBilling(site, matters.list, staff, reference, accounting);
  seedCorrespondence(site, matters.list, staff);
  seedOffice(partOf(site, "office"));

  const { orgkey, name, region, timeZone } = firm;
  return {
    organisation: { orgkey, name, region, timeZone, rows: site.tables.finished() },
    people: peopleOf(partOf(site, "people"), staff, matters, password),
  };
}

function rightsOf(
  { sees, closedCollections = [] }: NonNullable<StaffMember["login"]>,
  { restricted, partnersOnly }: Matters,
): Rights {
  const hidden = { everything: new Set<number>(), "all but partners' matters": partnersOnly, "unrestricted matters": restricted };
  return { hiddenMatters: hidden[sees], closedCollections: new Set(closedCollections) };
}

function habitsOf({ random, dates }: Site, { list }: Matters, { hiddenMatters }: Rights): Habits {
  const visible = list.map(({ id }) => id).filter((id) => !hiddenMatters.has(id));
  const opened = random
    .some(visible, 15)
    .map((id) => [id, dates.timestampOn(dates.dayBetween(TODAY - 14 * 86_400_000, TODAY))] as const);
  return { favouriteMatters: new Set(random.some(visible, 4)), lastAccess: new Map(opened) };
}

function peopleOf(site: Site, { members, workers }: Staff, matters: Matters, password: string): Person[] {
  return members.flatMap(({ first, last, login }, index): Person[] => {
    if (!login) return [];
    const id = workers[index]!.id;
    const rights = rightsOf(login, matters);
    const habits = habitsOf(site, matters, rights);
    return [
      {
        username: login.username,
        password,
        displayName: `${first} ${last}`,
        email: login.email,
        orgkey: site.firm.orgkey,
        userId: id,
        participantId: id,
        rights,
        habits,
      },
    ];
  });
}
