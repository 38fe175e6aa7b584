import type { Database } from "../database.js";
import { buildOrganisation } from "./build.js";
import { harlowReyes, kauriPartners } from "../firms/index.js";
import { Random } from "./random.js";
import type { Counts } from "./site.js";

/** How much there is of what in the first organisation; the second has a third of the matters, clients and staff. */
export type Scale = Partial<Counts>;

const usual: Counts = {
  matters: 62,
  tasksPerMatter: 10,
  timeEntriesPerMatter: 20,
  fileNotesPerMatter: 20,
  clients: 80,
  staff: 20,
};

/** Everybody's password: nothing here is worth keeping from anybody. */
const PASSWORD = "demo";

/** The seeded law firms. The same seed and scale give the same bytes. */
export function createDatabase({ seed = 20_261_120, scale = {} }: { seed?: number; scale?: Scale } = {}): Database {
  const counts: Counts = { ...usual, ...scale };
  const third = (count: number): number => Math.max(Math.ceil(count / 3), 1);
  const fewer: Counts = {
    ...counts,
    matters: third(counts.matters),
    clients: Math.max(third(counts.clients), 12),
    staff: third(counts.staff),
  };
  const random = new Random(seed);
  const firms = [
    buildOrganisation(kauriPartners, counts, random.fork(kauriPartners.orgkey), PASSWORD),
    buildOrganisation(harlowReyes, fewer, random.fork(harlowReyes.orgkey), PASSWORD),
  ];
  return { organisations: firms.map(({ organisation }) => organisation), people: firms.flatMap(({ people }) => people) };
}
