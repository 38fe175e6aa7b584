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

/** Milliseconds an imagined answer takes: long enough for all that is sent in the same wave to be sent. */
const LATENCY = 5;

/** Told of rows that are imagined one by one; may throw, which ends the run. */
export type OnRows = (rows: number) => void;

/**
 * Makes one; where the data lives is asked of the real client. It goes no further than `maxRequests`, as that would. Rows
 * hold nothing but what says which they are and where they lead. Where nothing is read of what they lead to, one row stands
 * for all of a parent's, however many are counted.
 */
export function createDryRunClient(maxRequests: number, onRows: OnRows): DryRunClient {
  const requests: PlannedRequest[] = [];
  /** Rows that stand for all of a parent's, by what they are rows of. */
  const standIns = new Map<string, RestRecord>();
  let last = 0;
  const newId = (): string => `~${++last}`;

  const rowOf = (
    { type, attributes, links, identity, path }: ResourceDefinition,
    fields: Fields,
    restId: string,
    given: Record<string, string> = {},
  ): RestRecord => {
    const names = fields.get(path);
    const isWanted = ({ wire }: { wire: string }): boolean => names?.has(wire) ?? true;
    return {
      __typename: type,
      // Nothing is there, so that nothing can be unreadable; it was answered all the same.
      ...Object.fromEntries(attributes.filter(isWanted).map(({ name }) => [name, null])),
      ...(identity && { id: `${type}:${restId}`, restId }),
      [LINKS]: {
        ...Object.fromEntries(links.filter(isWanted).map(({ wire, many }) => [wire, many ? [newId()] : newId()])),
        ...given,
      },
    };
  };

  /** The records behind the links of some rows, and those behind theirs. */
  const side = (
    rows: readonly RestRecord[],
    { includes, fields }: Pick<Read, "includes" | "fields">,
    linked: Record<string, unknown[]>,
  ): void => {
    for (const [link, below] of includes) {
      const target = resourceOf(link.target());
      const ids = rows.flatMap((row) => row[LINKS][link.wire] ?? []);
      const reached = ids.map((id) => rowOf(target, fields, id));
      onRows(reached.length);
      linked[target.path] = [...(linked[target.path] ?? []), ...reached];
      side(reached, { includes: below, fields }, linked);
    }
  };

  const bodyOf = (read: Read): unknown => {
    const { resource, expects, fields, parts } = read;
    const { total, pageSize, page, ids, parents, isFollowed = true } = expects;
    const first = (page - 1) * pageSize;
    const count = Math.min(pageSize, Math.max(0, total - first));
    const parentAt = (place: number): string | undefined => parents?.ids[place % parents.ids.length];
    const made: RestRecord[] = [];
    const make = (place: number): RestRecord => {
      const parent = parentAt(place);
      const row = rowOf(resource, fields, ids?.[place] ?? newId(), parent === undefined ? {} : { [parents!.link.wire]: parent });
      made.push(row);
      return row;
    };
    // One for each parent and each place of the operation; what comes along with it came with it the first time.
    const kind = `${resource.path} ${parents?.link.wire} ${reach(read)
      .paths.map(({ text }) => text)
      .join()} ${parts?.join()}`;
    const standIn = (place: number): RestRecord => {
      const key = `${kind} ${parentAt(place)}`;
      let row = standIns.get(key);
      if (!row) standIns.set(key, (row = make(place)));
      return row;
    };
    const isCounted = !isFollowed && ids === undefined;
    const rows = Array.from({ length: count }, (_, index) => (isCounted ? standIn : make)(first + index));
    onRows(made.length);
    const linked: Record<string, unknown[]> = {};
    if (!parts) side(made, read, linked);
    return { [resource.path]: rows, linked, meta: { paging: { [resource.path]: { recordCount: total, pageSize } } } };
  };

  return {
    requests,
    async get({ target, read }, party) {
      if (requests.length >= maxRequests) throw new QueryTooExpensive(requests.length + 1, maxRequests);
      const [asker] = party.contexts;
      asker?.cost.sent();
      const answered = party.wait();
      const text = target.replace(/~\d+(,~\d+)*/g, (ids) => `{${ids.split(",").length} ids}`);
      const { total: rows, counted } = read.expects;
      const { strategy = "list", reason = "", isSpeculative = false } = read.plan ?? {};
      const round = asker?.cost.rounds ?? 1;
      requests.push({ round, request: `GET ${text}`, rows, counted, strategy, reason, speculative: isSpeculative });
      await new Promise((resolve) => setTimeout(resolve, LATENCY));
      answered();
      return bodyOf(read);
    },
  };
}
