import { LINKS, type RestRecord } from "../../resolvers/context.js";
import type { Fields } from "../../resolvers/selection.js";
import { QueryTooExpensive } from "../../schema/errors.js";
import { resourceOf, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { RestClient } from "../rest/client.js";
import { reach, type Read } from "../rest/read.js";

/** A request that would be sent. */
export interface PlannedRequest {
  /** In which of the sequential waves, from 1. */
  readonly round: number;
  /** As it would be sent; ids that nobody can know yet are counted instead. */
  readonly request: string;
  /** Rows expected in the whole list. */
  readonly rows: number;
  /** Whether these rows were counted before; if not, it is as many as could be wanted. */
  readonly counted: boolean;
  /** By which strategy of the planner it is asked for, and why. */
  readonly strategy: string;
  readonly reason: string;
  /** Whether it is sent before it is certain that anybody wants it. */
  readonly speculative: boolean;
}

/** A client that sends nothing: it writes down what it is asked and answers as Actionstep is likely to. */
export interface DryRunClient extends RestClient {
  readonly requests: readonly PlannedRequest[];
}

/** Milliseconds an answer of a dry run takes: long enough for all that is sent in the same wave to be sent. */
const LATENCY = 5;

/** Told how many rows an answer of the dry run holds; may throw, which ends the run. */
export type OnRows = (rows: number) => void;

/**
 * Makes one. It goes no further than `maxRequests`, as a run would. Rows hold nothing but what says which they are and where
 * they lead. Where nothing is read of what they lead to, one row stands for all of a parent's, however many are counted.
 */
export const createDryRunClient = (maxRequests: number, onRows: OnRows): DryRunClient => new CountingClient(maxRequests, onRows);

class CountingClient implements DryRunClient {
  readonly requests: PlannedRequest[] = [];
  /** Rows that stand for all of a parent's, by what they are rows of. */
  readonly #standIns = new Map<string, RestRecord>();
  #last = 0;

  constructor(
    private readonly maxRequests: number,
    private readonly onRows: OnRows,
  ) {}

  readonly get: RestClient["get"] = async ({ target, read }, waiters) => {
    const { requests, maxRequests } = this;
    if (requests.length >= maxRequests) throw new QueryTooExpensive(requests.length + 1, maxRequests);
    const [upstream] = waiters.contexts;
    upstream?.cost.sent();
    const answered = waiters.wait();
    const text = target.replace(/~\d+(,~\d+)*/g, (ids) => `{${ids.split(",").length} ids}`);
    const { total: rows, counted } = read.expects;
    const { strategy = "list", reason = "", isSpeculative = false } = read.plan ?? {};
    const round = upstream?.cost.rounds ?? 1;
    requests.push({ round, request: `GET ${text}`, rows, counted, strategy, reason, speculative: isSpeculative });
    await new Promise((resolve) => setTimeout(resolve, LATENCY));
    answered();
    return this.#body(read);
  };

  #newId(): string {
    return `~${++this.#last}`;
  }

  #row(resource: ResourceDefinition, fields: Fields, restId: string, given: Record<string, string> = {}): RestRecord {
    const { type, attributes, links, identity, path } = resource;
    const names = fields.get(path);
    const isWanted = ({ wire }: { wire: string }): boolean => names?.has(wire) ?? true;
    return {
      __typename: type,
      // Nothing is there, so that nothing can be unreadable; it was answered all the same.
      ...Object.fromEntries(attributes.filter(isWanted).map(({ name }) => [name, null])),
      ...(identity && { id: `${type}:${restId}`, restId }),
      [LINKS]: {
        ...Object.fromEntries(links.filter(isWanted).map(({ wire, many }) => [wire, many ? [this.#newId()] : this.#newId()])),
        ...given,
      },
    };
  }

  /** Adds the records behind the links of some rows, and those behind theirs, to what is side-loaded. */
  #addLinked(
    rows: readonly RestRecord[],
    { includes, fields }: Pick<Read, "includes" | "fields">,
    linked: Record<string, unknown[]>,
  ): void {
    for (const [link, below] of includes) {
      const target = resourceOf(link.target());
      const ids = rows.flatMap((row) => row[LINKS][link.wire] ?? []);
      const reached = ids.map((id) => this.#row(target, fields, id));
      this.onRows(reached.length);
      linked[target.path] = [...(linked[target.path] ?? []), ...reached];
      this.#addLinked(reached, { includes: below, fields }, linked);
    }
  }

  /** The body of an answer with as many rows as are expected of the page. */
  #body(read: Read): unknown {
    const { resource, expects, fields, parts } = read;
    const { total, pageSize, page, ids, parents, hasReadsBelow = true } = expects;
    const first = (page - 1) * pageSize;
    const count = Math.min(pageSize, Math.max(0, total - first));
    const parentAt = (place: number): string | undefined => parents?.ids[place % parents.ids.length];
    const made: RestRecord[] = [];
    const make = (place: number): RestRecord => {
      const parent = parentAt(place);
      const given = parent === undefined ? {} : { [parents!.link.wire]: parent };
      const row = this.#row(resource, fields, ids?.[place] ?? this.#newId(), given);
      made.push(row);
      return row;
    };
    // One for each parent and each place of the operation; what comes along with it came with it the first time.
    const links = reach(read).paths.map(({ text }) => text);
    const kind = `${resource.path} ${parents?.link.wire} ${links.join()} ${parts?.join()}`;
    const standIn = (place: number): RestRecord => {
      const key = `${kind} ${parentAt(place)}`;
      let row = this.#standIns.get(key);
      if (!row) this.#standIns.set(key, (row = make(place)));
      return row;
    };
    const isCounted = !hasReadsBelow && ids === undefined;
    const rows = Array.from({ length: count }, (_, index) => (isCounted ? standIn : make)(first + index));
    this.onRows(made.length);
    const linked: Record<string, unknown[]> = {};
    if (!parts) this.#addLinked(made, read, linked);
    return { [resource.path]: rows, linked, meta: { paging: { [resource.path]: { recordCount: total, pageSize } } } };
  }
}
