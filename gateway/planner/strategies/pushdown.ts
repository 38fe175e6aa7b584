import { LINKS, type Condition, type ListQuery, type Page, type RestRecord } from "../../../resolvers/context.js";
import { MAX_LINKS } from "../../../resolvers/filter.js";
import type { ListSelection } from "../../../resolvers/selection.js";
import { BadUserInput, RequestRefused } from "../../../schema/errors.js";
import type { ReverseConnection } from "../../../schema/derive/reverse.js";
import type { Link } from "../../../schema/vocabulary/resource.js";
import { listKey } from "../../rest/query.js";
import { hasReadsBelow, includesOf } from "../../rest/read.js";
import { mayBeOneRecordsFault } from "../bisect.js";
import { sliceOf } from "../children.js";
import type { Knowledge } from "../knowledge.js";
import { short } from "../list-sizes.js";
import { pageCount, pagesFrom } from "../pages.js";
import { ofKind, type Settled, type Step, type Strategy, type Verdict } from "../step.js";
import { argumentsOf, type ChildrenWant, type ListWant, type PushdownWant } from "../want.js";
import { readOf } from "./list-steps.js";

/** Returns one parent's rows out of those read for all parents. */
export type RowsOfParent = (want: ChildrenWant) => Page;

/** What the step of a pushdown carries. */
export interface PushdownDetail {
  /** The key under which the list's size is remembered. */
  readonly key: string;
  /** The key under which the endpoint's refusal of the list is remembered. */
  readonly feature: string;
  /** Give up if the list needs more pages than this. */
  readonly maxPages: number;
}

/** Most pages read for one pushdown. */
const MAX_PAGES = 5;

/**
 * Reads the children of all rows of a list by the list's own conditions, pushed down through the link, instead of by the
 * rows' ids: `tasks?action[status]=Active` beside `actions?status=Active`. Where the list is too long or the API does not
 * support it, the answer is undefined, and children are then read as usual.
 */
export const pushdown: Strategy<PushdownWant, PushdownDetail> = {
  name: "pushdown",

  plan(wants, knowledge) {
    const { own, left } = ofKind(wants, "pushdown");
    return { steps: own.flatMap((want) => stepFor(want, knowledge) ?? []), left };
  },

  next({ wants, detail: { key, maxPages } }, pages, knowledge): Verdict {
    const { sent, recordCount = sent, pageSize = knowledge.pageSize } = pages[0]!;
    const observed = [{ kind: "rows", list: key, rows: recordCount } as const];
    const last = pageCount(recordCount, pageSize);
    // Too many pages, or smaller pages than planned: give up.
    if (last > maxPages || pageSize < knowledge.pageSize) return { observed, found: new Map() };
    if (last > pages.length) return { observed, pages: pagesFrom(1, last) };
    const rows = pages.flatMap((envelope) => envelope.rows);
    return { observed, found: new Map([["", distributed(rows, wants[0]!.list.back.link)]]) };
  },

  failed({ read, detail: { feature } }, failure): Settled | undefined {
    const isUnsupported = failure instanceof RequestRefused || failure instanceof BadUserInput;
    if (!isUnsupported && !mayBeOneRecordsFault(failure)) return undefined;
    const collection = read.resource.path;
    return {
      found: new Map(),
      ...(isUnsupported && { observed: [{ kind: "unsupported", collection, features: [feature], isShared: false }] }),
    };
  },

  partOf: () => "",
  answer: (_, rowsOfParent) => rowsOfParent,
};

/** The pushdowns for the lists below a parent list that has `rows` rows, as far as they can be done. */
export function pushdownsBelow(want: ListWant, rows: number, knowledge: Knowledge): readonly Step[] {
  const wants = want.below.flatMap((list) => wantBelow(want, rows, list) ?? []);
  return pushdown.plan(wants, knowledge).steps;
}

/** The want of one list below a parent list; undefined if it cannot be pushed down. */
function wantBelow(parents: ListWant, parentCount: number, list: ListSelection): PushdownWant | undefined {
  const { operation, query: parentsQuery } = parents;
  const { back, rows } = list;
  const request = back && operation.grants(back.source) ? argumentsOf(list, "") : undefined;
  const query = request && pushedDown(parentsQuery, request.query, back!.link);
  if (!query) return undefined;
  const includes = operation.includes(includesOf(rows, operation.grants, back!.link));
  return {
    kind: "pushdown",
    operation,
    resource: back!.source,
    parents,
    parentCount,
    list: list as ListSelection & { readonly back: ReverseConnection },
    query,
    includes,
    fields: operation.fields(rows.fields),
    below: [],
    hasReadsBelow: hasReadsBelow(rows, includes, back!.link),
  };
}

/** The step of a pushdown; undefined if the endpoint refused it before, or the list is known to be too long. */
function stepFor(want: PushdownWant, knowledge: Knowledge): Step<PushdownWant, PushdownDetail> | undefined {
  const { resource, query, includes, fields, parentCount } = want;
  const key = listKey(resource, query);
  // A refusal holds only for exactly these caller-chosen conditions.
  const feature = `pushdown ${short(key)}`;
  if (knowledge.isUnsupported(resource.path, [feature])) return undefined;
  const { pageSize } = knowledge;
  const known = knowledge.rowCount(key);
  const maxPages = Math.min(MAX_PAGES, parentCount);
  if (known !== undefined && pageCount(known, pageSize) > maxPages) return undefined;
  return {
    strategy: "pushdown",
    reason: "the children of a list's rows, by the conditions of that list",
    isSpeculative: true,
    wants: [want],
    read: { ...readOf({ resource, query, includes, fields }), chosen: key },
    pageSize,
    pages: pagesFrom(1, Math.max(1, pageCount(known ?? 0, pageSize))),
    expects: { total: known ?? parentCount, counted: known !== undefined, pageSize, hasReadsBelow: want.hasReadsBelow },
    detail: { key, feature, maxPages },
    pushdowns: [],
  };
}

/**
 * The children's query with the conditions of the parents' list, put through the link; undefined if they cannot be pushed down.
 */
function pushedDown({ conditions }: ListQuery, own: ListQuery, link: Link): ListQuery | undefined {
  if (conditions.length === 0) return undefined;
  // Both would need the same query parameter, and only one can be sent.
  if (own.conditions.some(({ path, name }) => (path[0] ?? name) === link.wire)) return undefined;
  if (conditions.some(({ path }) => path.length >= MAX_LINKS)) return undefined;
  const pushed = conditions.map((condition): Condition => {
    const { path, name } = condition;
    return path.length === 0 && name === "id"
      ? { ...condition, name: link.wire, implied: true }
      : { ...condition, path: [link.wire, ...path], implied: true };
  });
  return { ...own, conditions: [...pushed, ...own.conditions] };
}

/** Groups rows by parent; undefined if a row has no parent id. */
function distributed(rows: readonly RestRecord[], link: Link): RowsOfParent | undefined {
  const byParent = new Map<string, RestRecord[]>();
  for (const row of rows) {
    const parent = row[LINKS][link.wire];
    if (typeof parent !== "string") return undefined;
    const siblings = byParent.get(parent);
    if (siblings) siblings.push(row);
    else byParent.set(parent, [row]);
  }
  return (want) => sliceOf({ rows: byParent.get(want.parentId) ?? [], isWhole: true }, want);
}
