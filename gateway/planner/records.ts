import type { Page, Records, RestRecord } from "../../resolvers/context.js";
import { NotFound } from "../../schema/errors.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { NO_INCLUDES, includesOf, isFollowed } from "../rest/read.js";
import type { RestWriter } from "../writes/writer.js";
import { createWrites } from "../writes/writes.js";
import { createOperation, type ResourceIndex } from "./operation-records.js";
import type { Planner } from "./planner.js";
import type { UpstreamContext } from "../rest/waiters.js";
import { COUNT_ONLY, childrenBelow, childrenWant, countWant, wantKey, type ChildrenWant, type Want } from "./want.js";

/** What the records of one operation are made of. */
export interface RecordsParts {
  readonly context: UpstreamContext;
  readonly writer: RestWriter;
  readonly planner: Planner;
  readonly resources: ResourceIndex;
  readonly grants: (resource: ResourceDefinition) => boolean;
  /** Whether the client wants nothing that was read before. */
  readonly fresh: boolean;
}

/** The records of one operation of one viewer: the port of resolvers, over the planner. */
export function createRecords({ context, writer, planner, resources, grants, fresh }: RecordsParts): Records {
  const operation = createOperation({ context, planner, resources, grants, fresh });
  const load = <Answer>(want: Want): Promise<Answer> => planner.load(want) as Promise<Answer>;
  const children = (want: ChildrenWant): Promise<Page> =>
    (operation.expected(wantKey(want)) as Promise<Page> | undefined) ?? load<Page>(want);

  const one: Records["one"] = (restId, selection) => {
    const { resource, fields, lists } = selection;
    const id = `${resource.type}:${restId}`;
    const here = operation.onHand(id, selection);
    if (here) {
      context.cost.hit();
      return here;
    }
    const loaded = load<RestRecord | null>({
      kind: "record",
      operation,
      resource,
      restId,
      includes: operation.includes(includesOf(selection, grants)),
      fields: operation.fields(fields),
      below: lists,
    });
    operation.loading(id, loaded);
    return loaded;
  };

  return {
    one,

    async current(selection) {
      const { resource, fields } = selection;
      const [record] = await load<readonly RestRecord[]>({
        kind: "item",
        operation,
        resource,
        item: "current",
        includes: operation.includes(includesOf(selection, grants)),
        fields: operation.fields(fields),
        below: [],
        expected: { total: 1, counted: true, pageSize: 1 },
      });
      return record ?? null;
    },

    page({ query, range, selection: { rows, wantsTotal } }) {
      const includes = operation.includes(includesOf(rows, grants));
      return load<Page>({
        kind: "list",
        operation,
        resource: rows.resource,
        query,
        range,
        wantsTotal,
        includes,
        fields: operation.fields(rows.fields),
        below: rows.lists,
        isFollowed: isFollowed(rows, includes),
      });
    },

    async count(resource, query) {
      const { total } = await load<Page>({ kind: "list", operation, resource, query, ...COUNT_ONLY });
      return total!;
    },

    pageOfChildren: (back, parentId, { query, range, selection }) =>
      children(childrenWant({ operation, back, parentId, query, range, selection })),

    async countOfChildren(back, parentId, query) {
      const { total } = await children(countWant({ operation, back, parentId, query }));
      return total!;
    },

    async form(form, restId) {
      try {
        return await load<readonly RestRecord[]>({
          kind: "item",
          operation,
          resource: form,
          item: restId,
          includes: NO_INCLUDES,
          fields: new Map(),
          below: [],
          expected: { total: 1, counted: false, pageSize: 50 },
        });
      } catch (error) {
        if (error instanceof NotFound) return [];
        throw error;
      }
    },

    write: createWrites({
      operation,
      planner,
      writer,
      prefetchBelow(selection, restId) {
        if (!planner.maySpeculate) return;
        for (const list of selection.lists) {
          const want = childrenBelow(operation, list, restId);
          if (want) operation.expect(want, load(want));
        }
      },
    }),
  };
}
