import { Dates, TODAY, type DayNumber } from "./dates.js";
import type { Firm, FurtherCollection, MatterKind } from "../firms/firm.js";
import type { Random } from "./random.js";
import { Tables } from "./tables.js";

/** How much there is of what. */
export interface Counts {
  readonly matters: number;
  readonly tasksPerMatter: number;
  readonly timeEntriesPerMatter: number;
  readonly fileNotesPerMatter: number;
  readonly clients: number;
  readonly staff: number;
}

/** What every part of the seeding needs: whose data it is, where rows go, chance and the calendar. */
export interface Site {
  readonly firm: Firm;
  readonly counts: Counts;
  readonly tables: Tables;
  readonly random: Random;
  readonly dates: Dates;
}

export function siteOf(firm: Firm, counts: Counts, random: Random): Site {
  return { firm, counts, tables: new Tables(), random, dates: new Dates(firm.timeZone, random.fork("dates")) };
}

/** The same site with chance of its own, for one part of the seeding. */
export const partOf = (site: Site, label: string): Site => {
  const random = site.random.fork(label);
  return { ...site, random, dates: new Dates(site.firm.timeZone, random.fork("dates")) };
};

/** One participant as the rest of the seeding knows them. */
export interface Contact {
  readonly id: number;
  readonly displayName: string;
  /** As one would write it in a sentence: `Ana Moss`. */
  readonly name: string;
  readonly isCompany: boolean;
  readonly last: string;
  readonly email: string | null;
  readonly phone: string | null;
}

/** One member of staff with what is needed to record their work. */
export interface Worker extends Contact {
  readonly role: string;
  readonly division: number;
  /** The id of the rate they are charged at, and its price. */
  readonly rate: number | null;
  readonly price: string;
}

/** A kind of matter with the ids it got. */
export interface MatterTypeIds {
  readonly id: number;
  readonly kind: MatterKind;
  readonly role: number;
  readonly others: readonly { readonly name: string; readonly id: number }[];
  readonly templates: readonly number[];
  readonly taskTemplates: readonly number[];
  readonly collection: number;
  /** The data collections beside the first one. */
  readonly furtherCollections: readonly { readonly id: number; readonly collection: FurtherCollection }[];
}

/** One matter with what hangs on it depends on. */
export interface MatterFacts {
  readonly id: number;
  readonly type: MatterTypeIds;
  readonly step: number;
  readonly client: Contact | null;
  readonly others: readonly { readonly type: number; readonly contact: Contact }[];
  readonly assignee: Worker;
  readonly opened: DayNumber;
  readonly lastTouched: DayNumber;
  /** How many times the usual number of rows it has: 0 for an empty one. */
  readonly bulk: number;
  /** What braces in its texts stand for. */
  readonly words: Readonly<Record<string, string>>;
}

/** Puts words in the braces of a text. */
export const worded = (text: string, words: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (_brace, name: string) => words[name] ?? name);

export { TODAY };
