/** One REST record exactly as it crosses the wire: `"T"`/`"F"`, `"4.00"`, `"2014-12-28T17:23:14+12:00"`, link ids as text. */
export interface Row {
  readonly id?: number | string;
  readonly links?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly [attribute: string]: unknown;
}

/** What one person may see of their organisation. Silence means everything. */
export interface Rights {
  /** Ids of the matters kept from them, together with all that hangs on those. */
  readonly hiddenMatters: ReadonlySet<number>;
  /** REST collections that are closed to them whatever their token says. */
  readonly closedCollections: ReadonlySet<string>;
}

/** What the API reports differently to each caller: the matters they starred and when they last opened which. */
export interface Habits {
  readonly favouriteMatters: ReadonlySet<number>;
  readonly lastAccess: ReadonlyMap<number, string>;
}

/** Somebody who can sign in, as one user of one organisation. */
export interface Person {
  readonly username: string;
  readonly password: string;
  readonly displayName: string;
  readonly email: string;
  readonly orgkey: string;
  readonly userId: number;
  readonly participantId: number;
  readonly rights: Rights;
  readonly habits: Habits;
}

/** One law firm's database. Row lists are never changed in place: a write puts a new list under the path. */
export interface Organisation {
  readonly orgkey: string;
  readonly name: string;
  /** As in the API's host names and link templates: `ap-southeast-2`. */
  readonly region: string;
  /** IANA name of the zone its timestamps are written in. */
  readonly timeZone: string;
  /** REST collection → rows in id order. */
  readonly rows: ReadonlyMap<string, readonly Row[]>;
}

/** All that the simulator knows: the organisations and who may sign in to them. */
export interface Database {
  readonly organisations: readonly Organisation[];
  readonly people: readonly Person[];
}

/** The same database in maps of its own: what is written to one is not in the other. Rows are shared, since none ever changes. */
export const ownCopyOf = ({ organisations, people }: Database): Database => ({
  organisations: organisations.map((organisation) => ({ ...organisation, rows: new Map(organisation.rows) })),
  people,
});
