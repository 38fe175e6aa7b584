import type { Contacts } from "./contacts.js";
import type { Parties } from "../firms/firm.js";
import { TODAY, type Contact, type MatterFacts, type MatterTypeIds, type Site } from "./site.js";
import type { Staff } from "./staff.js";
import { lastStep } from "./steps.js";

const DAY = 86_400_000;

/** Matters by their place in the list that stand for a case every program must cope with. */
export const special = {
  huge: 2,
  empty: 5,
  restricted: [6, 22, 40],
  partnersOnly: [22],
  clockChange: 8,
  deleted: [10, 33],
  undocumentedStatus: 12,
  template: 15,
  inactive: [18, 44],
  withoutDivision: 20,
  withoutAssignee: 27,
  emoji: 30,
} as const;

/** Whether the matter at an index stands for one of these cases. */
export const holds = (list: readonly number[], index: number): boolean => list.includes(index);

const among = (contacts: readonly Contact[], parties: Parties): readonly Contact[] =>
  parties === "anybody" ? contacts : contacts.filter(({ isCompany }) => isCompany === (parties === "companies"));

/** What there is to know of the matter at an index before any row is written. */
export function factsOf(
  { random, dates, firm }: Site,
  index: number,
  types: readonly MatterTypeIds[],
  { workers }: Staff,
  { clients, others }: Contacts,
): MatterFacts {
  const type = types[index % types.length]!;
  const empty = index === special.empty;
  const client = empty ? null : random.pick(among(clients, type.kind.clients));
  const around = type.others.flatMap(({ name, id }) =>
    random.chance(0.7) ? [{ type: id, contact: random.pick(others.get(name) ?? clients) }] : [],
  );
  const opposite = random.pick(among(clients, type.kind.against).filter((each) => each !== client));
  const place = random.pick(firm.places);
  const street = `${random.whole(1, 290)} ${random.pick(firm.streets)}`;
  const opened = empty ? TODAY : dates.dayBetween(TODAY - 900 * DAY, TODAY - 30 * DAY);
  const bank = (others.get("Bank") ?? others.get("Lender") ?? clients)[index % 2]!;
  const lawyers = workers.filter(({ role }) => /Partner|Associate|Solicitor|Counsel/.test(role));
  const assignee = random.pick(lawyers);
  return {
    id: index + 1,
    type,
    step: empty ? 0 : index % 7 === 4 ? lastStep(type.kind) : random.whole(1, lastStep(type.kind) - 1),
    client,
    others: empty ? [] : around,
    assignee,
    opened,
    lastTouched: empty ? TODAY : dates.dayBetween(Math.max(opened, TODAY - 60 * DAY), TODAY),
    bulk: empty ? 0 : index === special.huge ? 12 : 1,
    words: {
      client: client?.name ?? "the new client",
      clientLast: client?.last ?? "New enquiry",
      other: opposite.name,
      otherLast: opposite.last,
      street,
      address: `${street}, ${place.city}`,
      city: place.city,
      court: random.pick(firm.courts),
      bank: bank.name,
      staff: assignee.name,
    },
  };
}
