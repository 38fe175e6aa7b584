import type { ListQuery, ListRequest, Page, Records, RestRecord } from "../../resolvers/context.js";
import type { Selection } from "../../resolvers/selection.js";
import type { ReverseConnection } from "../../schema/derive/reverse.js";
import { NotFound } from "../../schema/errors.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { NO_INCLUDES, hasReadsBelow, includesOf } from "../rest/read.js";
import type { RestWriter } from "../writes/writer.js";
import { createWrites } from "../writes/writes.js";
import { createOperation, type OperationRecords, type ResourceIndex } from "./operation-records.js";
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
export const createRecords = (parts: RecordsParts): Records => new PlannedRecords(parts);

class PlannedRecords implements Records {
  readonly write: Records["write"];
  readonly isMadeUp: boolean;
  readonly #operation: OperationRecords;
  readonly #planner: Planner;

  constructor({ context, writer, planner, resources, grants, fresh }: RecordsParts) {
    const operation = createOperation({ context, planner, resources, grants, fresh });
    this.#operation = operation;
    this.#planner = planner;
    this.isMadeUp = planner.isDryRun;
    this.write = createWrites({ operation, planner, writer, prefetchBelow: (...below) => this.#prefetchBelow(...below) });
  }

  one(restId: string, selection: Selection): RestRecord | Promise<RestRecord | null> {
    const operation = this.#operation;
    const id = `${selection.resource.type}:${restId}`;
    const here = operation.onHand(id, selection);
    if (here) {
      operation.cost.hit();
      return here;
    }
    const want = { kind: "record", ...this.#wantOf(selection), restId, below: selection.lists } as const;
    const loaded = this.#load<RestRecord | null>(want);
    operation.loading(id, loaded);
    return loaded;
  }

  async current(selection: Selection): Promise<RestRecord | null> {
    const expected = { total: 1, counted: true, pageSize: 1 };
    const want = { kind: "item", ...this.#wantOf(selection), item: "current", below: [], expected } as const;
    const [record] = await this.#load<readonly RestRecord[]>(want);
    return record ?? null;
  }

  page({ query, range, selection: { rows, wantsTotal }, isReference }: ListRequest): Promise<Page> {
    const common = this.#wantOf(rows);
    return this.#load({
      kind: "list",
      ...common,
      query,
      range,
      wantsTotal,
      below: rows.lists,
      hasReadsBelow: hasReadsBelow(rows, common.includes),
      ...(isReference && { isReference }),
    });
  }

  async count(resource: ResourceDefinition, query: ListQuery): Promise<number> {
    const { total } = await this.#load<Page>({ kind: "list", operation: this.#operation, resource, query, ...COUNT_ONLY });
    return total!;
  }

  pageOfChildren(back: ReverseConnection, parentId: string, { query, range, selection }: ListRequest): Promise<Page> {
    return this.#children(childrenWant({ operation: this.#operation, back, parentId, query, range, selection }));
  }

  async countOfChildren(back: ReverseConnection, parentId: string, query: ListQuery): Promise<number> {
    const { total } = await this.#children(countWant({ operation: this.#operation, back, parentId, query }));
    return total!;
  }

  async form(form: ResourceDefinition, restId: string): Promise<readonly RestRecord[]> {
    try {
      return await this.#load<readonly RestRecord[]>({
        kind: "item",
        operation: this.#operation,
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
  }

  isFilterRefused({ path }: ResourceDefinition, name: string): boolean {
    return this.#planner.unsupported.omitted(path, [`filter ${name}`]).size > 0;
  }

  noteRefusedFilter({ path: collection }: ResourceDefinition, name: string): void {
    this.#planner.observe({ kind: "unsupported", collection, features: [`filter ${name}`], isShared: true });
  }

  /** What a want of records of a selection says in any case. */
  #wantOf(selection: Selection): Pick<Want, "operation" | "resource" | "includes" | "fields"> {
    const operation = this.#operation;
    return {
      operation,
      resource: selection.resource,
      includes: operation.includes(includesOf(selection, operation.grants)),
      fields: operation.fields(selection.fields),
    };
  }

  #load<Answer>(want: Want): Promise<Answer> {
    return this.#planner.load(want) as Promise<Answer>;
  }

  /** Children that were prefetched, or are asked for now. */
  #children(want: ChildrenWant): Promise<Page> {
    return (this.#operation.expected(wantKey(want)) as Promise<Page> | undefined) ?? this.#load<Page>(want);
  }

  /** Asks for what is selected below a record of which it is known that it is there. */
  #prefetchBelow({ lists }: Selection, restId: string): void {
    if (!this.#planner.maySpeculate) return;
    for (const list of lists) {
      const want = childrenBelow(this.#operation, list, restId);
      if (want) this.#operation.expect(want, this.#load(want));
    }
  }
}
