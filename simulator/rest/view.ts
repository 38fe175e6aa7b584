import type { Database, Organisation, Person, Row } from "../database.js";
import type { Catalogued } from "./catalogue.js";
import { Collection, linkedIds } from "./collection.js";

/** One organisation's data as one person sees it. Nothing below this line can reach a row that is hidden from them. */
export class View {
  private readonly collections = new Map<
    string,
    { readonly source: readonly Row[] | undefined; readonly collection: Collection }
  >();

  constructor(
    readonly organisation: Organisation,
    readonly person: Person,
    /** Everybody who can sign in to the organisation. */
    readonly colleagues: readonly Person[] = [],
  ) {}

  /** The visible rows of a collection; built once and again after a write has replaced them. */
  collection(resource: Catalogued): Collection {
    const source = this.organisation.rows.get(resource.path);
    const known = this.collections.get(resource.path);
    if (known && known.source === source) return known.collection;
    const collection = new Collection(resource, this.visible(resource, source ?? []));
    this.collections.set(resource.path, { source, collection });
    return collection;
  }

  /** Whether the collection as a whole is closed to this person. */
  closes({ path }: { readonly path: string }): boolean {
    return this.person.rights.closedCollections.has(path);
  }

  private visible(resource: Catalogued, rows: readonly Row[]): readonly Row[] {
    if (this.closes(resource)) return [];
    const { hiddenMatters } = this.person.rights;
    const shown = hiddenMatters.size === 0 ? rows : rows.filter((row) => !this.hidden(resource, row));
    if (resource.path === "actions") return shown.map((row) => this.withHabits(row));
    if (resource.path === "users") return shown.map((row) => (row.id === this.person.userId ? { ...row, isCurrent: "T" } : row));
    return shown;
  }

  private hidden({ path, links }: Catalogued, row: Row): boolean {
    const { hiddenMatters } = this.person.rights;
    if (path === "actions" || path === "actionbillsettings" || path === "actionpermissions")
      return hiddenMatters.has(Number(row.id));
    if (path === "emails") return this.hiddenEmails.has(String(row.id));
    if (path === "emailattachments") return linkedIds(row, "email").some((id) => this.hiddenEmails.has(id));
    for (const { wire, target } of links.values()) {
      if (target === "actions" && linkedIds(row, wire).some((id) => hiddenMatters.has(Number(id)))) return true;
    }
    return false;
  }

  private emails?: { readonly source: readonly Row[]; readonly ids: ReadonlySet<string> };

  /** An email has no link to its matter; an association says which it was filed on. */
  private get hiddenEmails(): ReadonlySet<string> {
    const source = this.organisation.rows.get("emailassociations") ?? [];
    if (this.emails?.source !== source) {
      const filed = source.filter((row) =>
        linkedIds(row, "action").some((id) => this.person.rights.hiddenMatters.has(Number(id))),
      );
      this.emails = { source, ids: new Set(filed.flatMap((row) => linkedIds(row, "email"))) };
    }
    return this.emails.ids;
  }

  private withHabits(row: Row): Row {
    const { favouriteMatters, lastAccess } = this.person.habits;
    const id = Number(row.id);
    const opened = lastAccess.get(id);
    if (!favouriteMatters.has(id) && opened === undefined) return row;
    return {
      ...row,
      ...(favouriteMatters.has(id) && { isFavorite: "T" }),
      ...(opened !== undefined && { lastAccessTimestamp: opened }),
    };
  }
}

const views = new WeakMap<Database, WeakMap<Person, View>>();

/** What a person sees of a database; kept, so that indexes are built once. */
export function viewOf(database: Database, person: Person): View {
  let known = views.get(database);
  if (!known) views.set(database, (known = new WeakMap()));
  let view = known.get(person);
  if (!view) {
    const organisation = database.organisations.find(({ orgkey }) => orgkey === person.orgkey);
    if (!organisation) throw new Error(`There is no organisation ${person.orgkey} in this database.`);
    const colleagues = database.people.filter(({ orgkey }) => orgkey === person.orgkey);
    known.set(person, (view = new View(organisation, person, colleagues)));
  }
  return view;
}
