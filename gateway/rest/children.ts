import type { Page } from "../../resolvers/context.js";
import { placed } from "../../resolvers/window.js";
import { readAlone, type Asks, type ChildrenAsk } from "./children-ask.js";
import { createBatch } from "./batch.js";
import { failureFor } from "./client.js";
import { chunkIds, listKey } from "./query.js";
import { readUnion, type Children } from "./union.js";
import type { Workspace } from "./workspace.js";

/** Reads the records that link to a parent; parents that are asked about at one time share requests. */
export interface ChildLoader {
  load(ask: ChildrenAsk): Promise<Page>;
}

/** Makes the child loader of one viewer. */
export function createChildLoader(workspace: Workspace): ChildLoader {
  const load = createBatch<ChildrenAsk, Page>((asks) => {
    const unions = new Map<ChildrenAsk, Promise<ReadonlyMap<string, Children>>>();
    for (const group of grouped(asks, workspace.planning.lists)) {
      const union = readTogether(workspace, group);
      for (const ask of group) unions.set(ask, union);
    }
    return asks.map(async (ask) => {
      try {
        const children = (await unions.get(ask)!).get(ask.parentId);
        return children ? stretch(children, ask) : await readAlone(ask);
      } catch (error) {
        throw failureFor(ask.operation, error);
      }
    });
  });
  return { load };
}

function grouped(asks: readonly ChildrenAsk[], together: boolean): Asks[] {
  if (!together) return asks.map((ask) => [ask]);
  const groups = new Map<string, [ChildrenAsk, ...ChildrenAsk[]]>();
  for (const ask of asks) {
    const { source, link } = ask.back;
    const key = `${link.wire} ${listKey(source, ask.query)}`;
    const group = groups.get(key);
    if (group) group.push(ask);
    else groups.set(key, [ask]);
  }
  return [...groups.values()];
}

/** The children of each parent that could be read with others'; whoever is not here is read alone. */
async function readTogether(workspace: Workspace, asks: Asks): Promise<ReadonlyMap<string, Children>> {
  const parents = [...new Set(asks.map(({ parentId }) => parentId))];
  if (parents.length < 2) return new Map();
  const unions = await Promise.all(
    chunkIds(parents).map((ids) => {
      const members = new Set(ids);
      return readUnion(workspace, asks.filter(({ parentId }) => members.has(parentId)) as unknown as Asks, ids);
    }),
  );
  return new Map(unions.flatMap((union) => [...union]));
}

function stretch({ rows, isWhole }: Children, { request }: ChildrenAsk): Page {
  const total = isWhole && { total: rows.length };
  if (!request) return { rows: [], offset: 0, ...total };
  const { offset, limit } = placed(request.window, rows.length);
  return { rows: rows.slice(offset, offset + limit), offset, ...total };
}
