import people from "../firms/every-firm/people.json" with { type: "json" };
import { offsetMinutes } from "../time-zones.js";
import type { Firm, StaffMember } from "../firms/firm.js";
import { addCompany, addIndividual, addressable } from "./participants.js";
import type { Reference } from "./reference.js";
import type { ParticipantTypes } from "./participant-types.js";
import { TODAY, type Site, type Worker } from "./site.js";

const roleDescriptions: Readonly<Record<string, string>> = people.roleDescriptions;

/** Who works at the firm and what they are charged at. */
export interface Staff {
  readonly workers: readonly Worker[];
  readonly members: readonly StaffMember[];
  readonly divisions: readonly number[];
  readonly rates: readonly number[];
}

/** The firm's own people, and invented ones where more are wanted. */
function membersOf({ firm, counts, random }: Site): StaffMember[] {
  const members = firm.staff.slice(0, Math.max(counts.staff, firm.staff.filter(({ login }) => login).length));
  const roles = firm.staff.map(({ role }) => role);
  while (members.length < counts.staff) {
    const first = random.pick(random.chance(0.5) ? firm.firstNames.F : firm.firstNames.M);
    members.push({
      first,
      last: random.pick(firm.lastNames),
      role: random.pick(roles),
      division: random.whole(0, firm.divisions.length - 2),
    });
  }
  return members;
}

const genderOf = (firm: Firm, index: number): "F" | "M" => ((index + firm.staff.length) % 2 === 0 ? "F" : "M");

/** Adds the firm's rates and returns their ids. */
function seedRates({ firm, tables }: Site, { units }: Reference): number[] {
  return firm.rates.map(({ name, price: rate, cost: costRate }, index) => {
    const fixed = name.includes("Fee");
    const attributes = {
      name,
      rate,
      costRate,
      includesTax: fixed ? "T" : "F",
      isActive: name === "Pro Bono" ? "F" : "T",
      isFixedFee: fixed ? "T" : "F",
      isCustomRate: index === 5 ? "T" : "F",
    };
    return tables.add("rates", attributes, { unit: units[fixed ? "fix" : "hr"] });
  });
}

/** Index of the rate that a role is charged at; -1 for a role that is not charged. */
const rateOf = ({ rates }: Firm, role: string): number => rates.findIndex(({ name }) => name === role);

/** Adds the roles of the firm's people and returns their ids by name. */
function seedRoles({ firm, tables }: Site, rates: readonly number[]): Map<string, number> {
  const roleNames = [...new Set(firm.staff.map(({ role }) => role))];
  return new Map(
    roleNames.map((name) => [
      name,
      tables.add(
        "roles",
        {
          name,
          description: roleDescriptions[name] ?? null,
          menusMain: "matters,contacts,calendar",
          menusActionDetails: "summary,tasks,notes,documents,time",
        },
        { rate: rates[rateOf(firm, name)] ?? null },
      ),
    ]),
  );
}

const divisionOf = (member: StaffMember): number => member.division + 1;

/** Adds the participants that the firm's people are. */
function seedWorkers(site: Site, members: readonly StaffMember[], rates: readonly number[], types: ParticipantTypes): Worker[] {
  const { firm } = site;
  return members.map((member, index): Worker => {
    const { first, last, role, login } = member;
    const email = login?.email ?? `${addressable(first)}.${addressable(last)}@${firm.domain}`;
    const place = firm.places[firm.divisions[member.division]!.place]!;
    const contact = addIndividual(site, first, last, genderOf(firm, index), {
      place,
      attributes: { email, occupation: role, maritalStatus: null },
      links: { division: divisionOf(member), baseParticipantType: types.employee },
    });
    const rate = rateOf(firm, role);
    return {
      ...contact,
      role,
      division: divisionOf(member),
      rate: rates[rate] ?? null,
      price: firm.rates[rate]?.price ?? "0.00",
    };
  });
}

/** Adds the firm's divisions with the participants they are, and returns the ids of the divisions. */
function seedDivisions(site: Site, types: ParticipantTypes): number[] {
  const { firm, tables } = site;
  return firm.divisions.map(({ name, place, timeZone, parent }, index) => {
    const contact = addCompany(site, name, {
      place: firm.places[place]!,
      attributes: { email: `office@${firm.domain}`, website: `https://www.${firm.domain}` },
      links: { division: index + 1, baseParticipantType: types.division },
    });
    return tables.add(
      "divisions",
      {
        timezoneName: timeZone,
        timezoneOffset: offsetMinutes(timeZone, TODAY),
        isActive: index === 4 ? "F" : "T",
        taxMonths: 2,
        taxAccountingMethod: "Invoice",
        lockoutTimestamp: "2026-10-31",
        openingBalanceTimestamp: "2019-04-01",
        emailSignature: index === 4 ? "" : `${name}\n${firm.domain}`,
        invoiceAccountingMethod: "Accrual",
        cashAccountingAllocation: null,
        invoiceAccountingAllocation: "Proportional",
        trustLockoutTimestamp: "2026-10-31",
      },
      { participant: contact.id, participants: contact.id, parent: parent === undefined ? null : parent + 1 },
    );
  });
}

/** Adds the users that the firm's people sign in as; the last of them is not active. */
function seedUsers({ firm, tables, random }: Site, workers: readonly Worker[], roles: ReadonlyMap<string, number>): void {
  workers.forEach((worker, index) => {
    tables.add(
      "users",
      {
        id: worker.id,
        isCurrent: "F",
        emailAddress: worker.email,
        isActive: index === workers.length - 1 ? "F" : "T",
        hasAuthority: worker.role === "Partner" || worker.role.includes("Manager") ? "T" : "F",
        orgkey: firm.orgkey,
      },
      {
        participant: worker.id,
        role: roles.get(worker.role),
        division: worker.division,
        rate: worker.rate,
        defaultRate: worker.rate,
        defaultUtbmsTimekeeperCode: worker.role === "Partner" ? "PT" : random.chance(0.5) ? "AS" : null,
      },
    );
  });
}

/** Rates, roles, divisions and the people of the firm with their users. */
export function seedStaff(site: Site, reference: Reference, types: ParticipantTypes): Staff {
  const members = membersOf(site);
  const rates = seedRates(site, reference);
  const roles = seedRoles(site, rates);
  const workers = seedWorkers(site, members, rates, types);
  const divisions = seedDivisions(site, types);
  seedUsers(site, workers, roles);
  return { workers, members, divisions, rates };
}
