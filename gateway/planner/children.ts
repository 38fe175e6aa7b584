import type { Page } from "../../resolvers/context.js";
import { childrenKey, readAlone, stretch, type Asks, type ChildrenAsk } from "./children-ask.js";
import { createBatch, grouped } from "./batch.js";
import { failureFor } from "../rest/client.js";
import { chunkIds } from "../rest/query.js";
import { readUnion, type ChildrenById } from "./children-together.js";
import type { Workspace } from "./viewer-state.js";

/** Reads the records that link to a parent; parents that are asked about at one time share requests. */
export interface ChildLoader {
  load(ask: ChildrenAsk): Promise<Page>;
}

/** Makes the child loader of one viewer. */
export function createChildLoader(workspace: Workspace): ChildLoader {
  const load = createBatch<ChildrenAsk, Page>((asks) => {
    const unions = new Map<ChildrenAsk, Promise<ChildrenById>>();
    for (const group of grouped(asks, (ask) => (workspace.planning.lists ? childrenKey(ask) : ask))) {
      const union = readTogether(workspace, group);
      for (const ask of group) unions.set(ask, union);
    }
    return asks.map(async (ask) => {
      try {
        const children = (await unions.get(ask)!).get(ask.parentId);
        if (children instanceof Error) throw children;
        return children ? stretch(children, ask) : await readAlone(ask);
      } catch (error) {
        throw failureFor(ask.operation, error);
      }
    });
  });
  return { load };
}

/** The children of each parent that could be read with others'; whoever is not here is read alone. */
async function readTogether(workspace: Workspace, asks: Asks): Promise<ChildrenById> {
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
