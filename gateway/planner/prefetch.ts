import type { Condition, ListQuery, ListRequest, Page, RestRecord } from "../../resolvers/context.js";
import { listOfChildren } from "../../resolvers/links.js";
import type { ListSelection, Selection } from "../../resolvers/selection.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import type { ChildrenAsk } from "./children-ask.js";
import type { Listed } from "./lists.js";
import type { OperationReads } from "./operation.js";
import { readPushed } from "./pushdown.js";
import { listKey } from "../rest/query.js";
import type { Workspace } from "./viewer-state.js";

/**
 * Lists of children that are asked for before their parents are there, where it is known already whose children they
 * are: a round less. Nothing is, while Actionstep has lately asked for a pause.
 */
export interface HeadStart {
  /** Asks for what is selected below a record whose id is known. */
  onChildren(selection: Selection, parentId: string): void;
  /** Asks for what is selected below the rows of a list; the result is to be called with the rows. */
  below(listed: Listed, request: ListRequest): ((rows: readonly RestRecord[]) => void) | undefined;
  /** What was asked for of a parent's children; of their number, without a request. */
  take(back: ReverseConnection, parentId: string, query: ListQuery, request?: ListRequest): Promise<Page> | undefined;
}

const keyOf = ({ source, link }: ReverseConnection, parentId: string, query: ListQuery, request?: ListRequest): string =>
  JSON.stringify([link.wire, parentId, listKey(source, query), request?.range, request?.selection.wantsTotal]);

/** Most parents whose children are asked for by their ids ahead of them. */
const MAX_PARENTS = 200;

/** Makes the head start of one operation. */
export function createHeadStart(operation: OperationReads, workspace: Workspace): HeadStart {
  const ahead = new Map<string, Promise<Page>>();

  /** What will be asked of a list below a parent, as the parent's own resolver will ask for it. */
  const askOf = (list: ListSelection, parentId: string): ChildrenAsk | undefined => {
    const { back, wantsRows, wantsTotal, rows } = list;
    if (!back || !operation.grants(rows.resource) || !(wantsRows || wantsTotal)) return undefined;
    const request = requestOf(list, listOfChildren(back, parentId));
    return request && { operation, back, parentId, query: request.query, ...(wantsRows && { request }) };
  };

  const begin = ({ back, parentId, query, request }: ChildrenAsk, page: Promise<Page>): void => {
    // Whether anybody will ask for it is not known yet, and so not whether a failure is anybody's.
    page.catch(() => undefined);
    ahead.set(keyOf(back, parentId, query, request), page);
  };

  const onChildren: HeadStart["onChildren"] = (selection, parentId) => {
    if (selection.lists.length === 0 || !workspace.mayGuess()) return;
    for (const list of selection.lists) {
      const ask = askOf(list, parentId);
      if (ask) begin(ask, workspace.children.load(ask));
    }
  };

  return {
    onChildren,

    below(listed, { range, selection: { rows: selection } }) {
      if (selection.lists.length === 0 || !workspace.mayGuess()) return undefined;
      if ("last" in range || range.offset > 0) return undefined;
      const ids = idsOf(listed.query.conditions);
      if (ids && ids.length <= Math.min(range.limit, MAX_PARENTS)) {
        for (const id of ids) onChildren(selection, id);
        return undefined;
      }
      const parents = workspace.memory.total(listKey(listed.resource, listed.query));
      if (parents === undefined || parents === 0 || parents > range.limit) return undefined;
      const pushed = selection.lists.map((list) => ({ list, early: readPushed(operation, workspace, listed, list, parents) }));
      return (parentRows) => {
        for (const { list, early } of pushed) {
          for (const { restId } of early ? parentRows : []) {
            const ask = askOf(list, restId!);
            if (ask)
              begin(
                ask,
                early!.then((part) => part?.(ask) ?? workspace.children.load(ask)),
              );
          }
        }
      };
    },

    take: (back, parentId, query, request) => (ahead.size === 0 ? undefined : ahead.get(keyOf(back, parentId, query, request))),
  };
}

/** What a list asks for; nothing, where its arguments are at fault, of which its own resolver will tell. */
export function requestOf(selection: ListSelection, list: string): ListRequest | undefined {
  try {
    return { ...selection.request(list), selection };
  } catch {
    return undefined;
  }
}

/** The ids that a list's rows are among, if its conditions say. */
function idsOf(conditions: readonly Condition[]): readonly string[] | undefined {
  const byId = ({ path, name, comparator }: Condition): boolean =>
    path.length === 0 && name === "id" && (comparator === "eq" || comparator === "in");
  return conditions.find(byId)?.values;
}
