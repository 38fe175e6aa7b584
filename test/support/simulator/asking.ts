import type { Database, Person, Row } from "../../../simulator/database.js";
import { answerRest, defaultQuirks, type RestAnswer, type RestQuirks } from "../../../simulator/answer-rest.js";
import { jo, smallFirm } from "../../fixtures/small-firm.js";

/** What differs from Jo asking the small firm with every scope. */
export interface Asking {
  readonly database?: Database;
  readonly person?: Person;
  readonly scopes?: readonly string[];
  readonly method?: string;
  readonly quirks?: Partial<RestQuirks>;
}

/** An answer's body as the tests look into it. */
export interface Body {
  readonly links?: Readonly<Record<string, { readonly href: string; readonly type: string }>>;
  readonly linked?: Readonly<Record<string, readonly Row[]>>;
  readonly meta: {
    readonly paging: Readonly<
      Record<
        string,
        Readonly<{
          recordCount: number;
          pageCount: number;
          page: number;
          pageSize: number;
          prevPage: string | null;
          nextPage: string | null;
        }>
      >
    >;
    readonly debug: Readonly<Record<string, string | null>>;
  };
  readonly [collection: string]: unknown;
}

/** Sends one call: `tasks?action=101`. */
export function ask(
  address: string,
  { database = smallFirm, person = jo, scopes = ["all"], method = "GET", quirks = {} }: Asking = {},
): RestAnswer {
  const [path = "", search = ""] = address.split(/\?(.*)/s);
  return answerRest(database, {
    method,
    path,
    search,
    person,
    scopes,
    restUrl: "http://localhost:4001/api/rest/",
    now: Date.UTC(2026, 0, 20, 1, 2, 3),
    quirks: { ...defaultQuirks, ...quirks },
  });
}

/** The body of a call that must succeed. */
export function read(address: string, asking?: Asking): Body {
  const { status, body } = ask(address, asking);
  if (status !== 200) throw new Error(`${address} answered ${status}: ${JSON.stringify(body)}`);
  return body as Body;
}

/** The records of an answer as a list; none for 204. */
export function records(address: string, asking?: Asking): readonly Row[] {
  const { status, body } = ask(address, asking);
  if (status === 204) return [];
  if (status !== 200) throw new Error(`${address} answered ${status}: ${JSON.stringify(body)}`);
  const found = (body as Body)[address.split(/[/?]/)[0]!] as Row | readonly Row[];
  return "length" in found ? (found as readonly Row[]) : [found];
}

/** The ids of the records of an answer. */
export const ids = (address: string, asking?: Asking): unknown[] => records(address, asking).map(({ id }) => id);

/** The errors object of a call that must fail, with its status. */
export function fault(address: string, asking?: Asking): { status: number; detail: string; parameter: string | null } {
  const { status, body } = ask(address, asking);
  const { errors } = body as { errors: { detail: string; source: { parameter: string | null } } };
  return { status, detail: errors.detail, parameter: errors.source.parameter };
}
