import { addCompany, addIndividual } from "./participants.js";
import type { ParticipantTypes } from "./participant-types.js";
import type { Contact, Site } from "./site.js";

/** Contacts outside the firm. */
export interface Contacts {
  readonly clients: readonly Contact[];
  /** Others by participant type. */
  readonly others: ReadonlyMap<string, readonly Contact[]>;
}

/** What not every client has: the values that programs stumble over are here. */
function oddities(index: number): Record<string, unknown> {
  switch (index % 20) {
    case 1:
      return { salutation: "Dr", middleName: "", suffix: "PhD", preferredName: "Bo" };
    case 4:
      return {
        maritalStatus: "Married",
        birthTimestamp: "1987-05-23",
        dateOfBirthStatus: "Known",
        isDeceased: "F",
        primaryLanguage: "English",
      };
    case 7:
      return { email: null, phone1Number: null, phone1Area: null, phone2Number: "", phone2Area: null, sms: "" };
    case 9:
      return { deathTimestamp: "2026-05-17", isDeceased: "T", birthTimestamp: "1938-11-02", maritalStatus: "Widowed" };
    case 11:
      return {
        reference: "CRM-00419",
        aliases: 'also known as "Mac"',
        citizenOfCountryId: "GB",
        countryIdOfBirth: "GB",
        yearOfArrival: 2004,
        importExternalReference: "LEGACY:77/12",
      };
    case 13:
      return {
        amlStatus: "In progress",
        amlProgress: 60,
        amlRisk: "Medium",
        amlNote: "Source of funds: sale of previous home, statement seen",
        taxNumber: "104-882-113",
      };
    case 16:
      return { amlStatus: "Signed off", amlProgress: 100, amlRisk: "Low", amlNote: "" };
    case 17:
      return {
        website: null,
        occupation: "Baker & pâtissier",
        fax: "",
        gender: null,
        physicalAddressLine1: null,
        physicalCity: null,
        physicalPostCode: null,
      };
    default:
      return {};
  }
}

/** A first and last name that nobody has yet, unless there are more people than names. */
function unusedName({ firm, random }: Site, gender: "F" | "M", used: Set<string>): [first: string, last: string] {
  for (let attempt = 0; ; attempt++) {
    const [first, last] = [random.pick(firm.firstNames[gender]), random.pick(firm.lastNames)];
    if (attempt === 9 || !used.has(`${first} ${last}`)) {
      used.add(`${first} ${last}`);
      return [first, last];
    }
  }
}

/** Clients, and those who act for, lend to or stand against them. */
export function seedContacts(site: Site, types: ParticipantTypes): Contacts {
  const { firm, random, counts, tables } = site;
  const used = new Set<string>();
  const clients = Array.from({ length: counts.clients }, (_each, index): Contact => {
    const place = random.pick(firm.places);
    const links = { division: random.chance(0.9) ? random.whole(1, firm.divisions.length - 1) : null };
    const attributes = oddities(index);
    if (index % 5 === 3 || index % 5 === 0) {
      const round = Math.floor(index / 5) * 2 + (index % 5 === 3 ? 1 : 0);
      const name = firm.companies[round % firm.companies.length]!;
      const again = Math.floor(round / firm.companies.length);
      return addCompany(site, again === 0 ? name : `${name} (No. ${again + 1})`, {
        place,
        attributes,
        links: { ...links, baseParticipantType: types.company },
      });
    }
    const gender = random.chance(0.5) ? "F" : "M";
    const [first, last] = unusedName(site, gender, used);
    return addIndividual(site, first, last, gender, {
      place,
      attributes,
      links: { ...links, baseParticipantType: types.individual },
    });
  });
  const others = new Map(
    Object.entries(firm.others).map(([type, names]) => [
      type,
      names.map((name) =>
        addCompany(site, name, { place: random.pick(firm.places), links: { division: 1, baseParticipantType: types.company } }),
      ),
    ]),
  );
  for (const client of clients) {
    tables.add(
      "participantdefaulttypes",
      { id: `${client.id}--${types.byName.get("Client")}` },
      { participant: client.id, participantType: types.byName.get("Client") },
    );
  }
  for (const [type, contacts] of others) {
    for (const { id } of contacts)
      tables.add(
        "participantdefaulttypes",
        { id: `${id}--${types.byName.get(type)}` },
        { participant: id, participantType: types.byName.get(type) },
      );
  }
  return { clients, others };
}
