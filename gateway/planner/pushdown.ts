import { LINKS, type Condition, type ListQuery, type Page, type RestRecord } from "../../resolvers/context.js";
import { MAX_LINKS } from "../../resolvers/filter.js";
import type { ListSelection } from "../../resolvers/selection.js";
import type { Link } from "../../schema/vocabulary/resource.js";
import { BadUserInput, RequestRefused } from "../../schema/errors.js";
import { stretch, type ChildrenAsk } from "./children-ask.js";
import { requestOf } from "./prefetch.js";
import { isOfOne } from "./bisect.js";
import type { Listed } from "./lists.js";
import type { OperationReads } from "./operation.js";
import { short } from "./list-sizes.js";
import { pageCount, pagesFrom } from "./pages.js";
import { listKey } from "../rest/query.js";
import { includesOf, isFollowed } from "../rest/read.js";
import type { Workspace } from "./viewer-state.js";

/** Most pages read ahead in this way. */
const MAX_PAGES = 5;

/** Gives a parent its part of what was read. */
type Part = (ask: ChildrenAsk) => Page;

/**
 * Reads the children of all rows of a list by the list's own conditions, pushed down through the link, instead of by
 * the rows' ids: `tasks?action[status]=Active` beside `actions?status=Active`. Undefined where conditions cannot be put
 * so; resolves to undefined where the answer would be too long or the API does not take it.
 */
export function readPushed(
  operation: OperationReads,
  { memory, refusals, pageLimit }: Workspace,
  parents: Listed,
  selection: ListSelection,
  parentCount: number,
): Promise<Part | undefined> | undefined {
  const { back } = selection;
  const asked = back && requestOf(selection, "");
  const query = asked && pushedQuery(parents.query, asked.query, back.link);
  if (!query || !operation.grants(back.source)) return undefined;
  const { source, link } = back;
  const key = listKey(source, query);
  // The conditions are the caller's: what Actionstep makes of them says nothing of others.
  const way = `pushed ${short(key)}`;
  const includes = includesOf(selection.rows, operation.grants, link);
  const listed = {
    resource: source,
    query,
    includes,
    fields: selection.rows.fields,
    isFollowed: isFollowed(selection.rows, includes, link),
    isPushed: true,
  };
  const most = Math.min(MAX_PAGES, parentCount);

  return (async () => {
    const host = await operation.host();
    if (refusals.omitted(host, source.path, [way]).has(way)) return undefined;
    const known = memory.total(key);
    if (known !== undefined && pageCount(known, pageLimit.current) > most) return undefined;
    const paging = { pageSize: pageLimit.current, total: known ?? parentCount, counted: known !== undefined };
    const fetchPage = (page: number) => operation.lists.fetch(listed, { page, ...paging });
    try {
      const wave = await Promise.all(pagesFrom(1, Math.max(1, pageCount(known ?? 0, pageLimit.current))).map(fetchPage));
      const { sent, recordCount = sent, pageSize = pageLimit.current } = wave[0]!;
      memory.noteTotal(key, recordCount);
      const last = pageCount(recordCount, pageSize);
      if (last > most || pageSize < pageLimit.current) return undefined;
      const rest = await Promise.all(pagesFrom(wave.length + 1, last).map(fetchPage));
      return dealer(
        [...wave, ...rest].flatMap((envelope) => envelope.rows),
        link,
      );
    } catch (error) {
      if (error instanceof RequestRefused || error instanceof BadUserInput) refusals.refused(host, source.path, [way], false);
      if (isOfOne(error) || error instanceof BadUserInput) return undefined;
      throw error;
    }
  })();
}

/** The conditions of the parents' list, seen from their children, with the children's own. */
function pushedQuery({ conditions }: ListQuery, own: ListQuery, link: Link): ListQuery | undefined {
  if (conditions.length === 0) return undefined;
  // Two conditions that would share a parameter cannot both be said.
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

function dealer(rows: readonly RestRecord[], link: Link): Part | undefined {
  const byParent = new Map<string, RestRecord[]>();
  for (const row of rows) {
    const parent = row[LINKS][link.wire];
    if (typeof parent !== "string") return undefined;
    const siblings = byParent.get(parent);
    if (siblings) siblings.push(row);
    else byParent.set(parent, [row]);
  }
  return (ask) => stretch({ rows: byParent.get(ask.parentId) ?? [], isWhole: true }, ask);
}
