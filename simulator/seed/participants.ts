import type { Place } from "../firms/firm.js";
import type { LinkValue } from "./tables.js";
import { TODAY, type Contact, type Site } from "./site.js";

/** What is special about a participant; the rest is made up. */
export interface Particulars {
  readonly place: Place;
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly links?: Readonly<Record<string, LinkValue>>;
}

const digits = ({ random }: Site): string => `${random.whole(200, 999)} ${String(random.whole(0, 9999)).padStart(4, "0")}`;

/** Text that may stand in an e-mail address: `O'Connor` → `oconnor`, `Tūhoe` → `tuhoe`. */
export const addressable = (text: string): string =>
  text
    .normalize("NFD")
    .replace(/[^A-Za-z0-9 -]/g, "")
    .trim()
    .toLowerCase()
    .replace(/[ -]+/g, "-");

function whereabouts(
  site: Site,
  { place, links = {} }: Particulars,
): { attributes: Record<string, unknown>; links: Record<string, LinkValue> } {
  const { random, firm, dates } = site;
  const postal = random.chance(0.35);
  const created = dates.dayBetween(TODAY - 1500 * 86_400_000, TODAY - 200 * 86_400_000);
  const postCode = random.pick(place.postCodes);
  return {
    attributes: {
      physicalAddressLine1: `${random.whole(1, 380)} ${random.pick(firm.streets)}`,
      physicalAddressLine2: random.chance(0.12) ? `Level ${random.whole(1, 18)}` : null,
      physicalCity: place.city,
      physicalStateProvince: place.state,
      physicalPostCode: postCode,
      ...(postal && {
        mailingAddressLine1: `PO Box ${random.whole(100, 90999)}`,
        mailingCity: place.city,
        mailingStateProvince: place.state,
        mailingPostCode: postCode,
      }),
      phone1Label: "Business",
      phone1Country: firm.dialing,
      phone1Area: place.phoneArea,
      phone1Number: digits(site),
      phone2Label: "Mobile",
      phone2Country: firm.dialing,
      phone3Label: "Home",
      phone3Country: firm.dialing,
      phone4Label: "Other",
      phone4Country: firm.dialing,
      phone4Notes: random.chance(0.03) ? "Mornings only, please" : null,
      modifiedTimestamp: dates.timestampOn(dates.dayBetween(created, TODAY)),
      createdTimestamp: dates.timestampOn(created),
      debtorStatementSendEmail: random.chance(0.5) ? "T" : "F",
      debtorStatementUsePrimaryEmail: "T",
    },
    links: { physicalCountry: firm.country, mailingCountry: postal ? firm.country : null, ...links },
  };
}

const contactOf = (site: Site, id: number): Contact => {
  const row = site.tables.rows("participants")[id - 1]!;
  return {
    id,
    displayName: String(row["displayName"]),
    name: row["isCompany"] === "T" ? String(row["companyName"]) : `${String(row["firstName"])} ${String(row["lastName"])}`,
    isCompany: row["isCompany"] === "T",
    last: String(row["lastName"] ?? row["companyName"]),
    email: row["email"] as string | null,
    phone: row["phone1Number"] as string | null,
  };
};

/** Adds a person to the contacts. */
export function addIndividual(
  site: Site,
  first: string,
  last: string,
  gender: "F" | "M" | null,
  particulars: Particulars,
): Contact {
  const { random, tables, firm } = site;
  const where = whereabouts(site, particulars);
  const id = tables.add(
    "participants",
    {
      ...where.attributes,
      displayName: `${last}, ${first}`,
      displayInitials: `${first[0]}${last[0]}`,
      isCompany: "F",
      firstName: first,
      lastName: last,
      phone2Area: random.chance(0.8) ? random.pick(firm.mobileAreas ?? [particulars.place.phoneArea]) : null,
      phone2Number: digits(site),
      email: `${addressable(first)}.${addressable(last)}@mail.example`,
      gender,
      genderTypeName: gender === null ? "Prefer not to say" : gender === "F" ? "Female" : "Male",
      ...particulars.attributes,
    },
    where.links,
  );
  return contactOf(site, id);
}

/** Adds a company to the contacts. */
export function addCompany(site: Site, name: string, particulars: Particulars): Contact {
  const where = whereabouts(site, particulars);
  const domain = `${addressable(name).replaceAll("-", "").slice(0, 24)}.example`;
  const id = site.tables.add(
    "participants",
    {
      ...where.attributes,
      displayName: name,
      displayInitials: `${name[0]} `,
      isCompany: "T",
      companyName: name,
      email: `office@${domain}`,
      website: `https://www.${domain}`,
      genderTypeName: "Organisation",
      ...particulars.attributes,
    },
    where.links,
  );
  return contactOf(site, id);
}
