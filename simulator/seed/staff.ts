import { offsetMinutes } from "../time-zones.js";
import type { Firm, StaffMember } from "../firms/firm.js";
import { addCompany, addIndividual, addressable } from "./participants.js";
import type { Reference } from "./reference.js";
import type { ParticipantTypes } from "./participant-types.js";
import { TODAY, type Site, type Worker } from "./site.js";

const roleDescriptions: Readonly<Record<string, string>> = {
  Partner: "Owner of the firm; sees and does everything",
  "Office Manager": "Runs the office, without access to partners' matters",
  Accounts: "Bills, receipts and trust accounting",
  Bookkeeper: "Bills, receipts and trust accounting",
};

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

/** Rates, roles, divisions and the people of the firm with their users. */
export function seedStaff(site: Site, { units }: Reference, types: ParticipantTypes): Staff {
  const { firm, tables, random } = site;
  const members = membersOf(site);
  const rates = firm.rates.map(([name, rate, costRate], index) => {
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
  const roleNames = [...new Set(firm.staff.map(({ role }) => role))];
  const rateOf = (role: string): number => firm.rates.findIndex(([name]) => name === role);
  const roles = new Map(
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
        { rate: rates[rateOf(name)] ?? null },
      ),
    ]),
  );

  const divisionOf = (member: StaffMember): number => member.division + 1;
  const workers = members.map((member, index): Worker => {
    const { first, last, role, login } = member;
    const email = login?.email ?? `${addressable(first)}.${addressable(last)}@${firm.domain}`;
    const place = firm.places[firm.divisions[member.division]!.place]!;
    const contact = addIndividual(site, first, last, genderOf(firm, index), {
      place,
      attributes: { email, occupation: role, maritalStatus: null },
      links: { division: divisionOf(member), baseParticipantType: types.employee },
    });
    const rate = rateOf(role);
    return { ...contact, role, division: divisionOf(member), rate: rates[rate] ?? null, price: firm.rates[rate]?.[1] ?? "0.00" };
  });

  const divisions = firm.divisions.map(({ name, place, timeZone, parent }, index) => {
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
  return { workers, members, divisions, rates };
}
