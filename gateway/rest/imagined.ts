import type { RestClient } from "./client.js";
import type { Read } from "./read.js";
import { resourceOf, type Attribute, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Includes } from "./read.js";

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
}

/** A client that sends nothing: it writes down what it is asked and answers as Actionstep is likely to. */
export interface ImaginedClient extends RestClient {
  readonly requests: readonly PlannedRequest[];
}

/** Milliseconds an imagined answer takes: long enough for all that is sent in the same wave to be sent. */
const LATENCY = 5;

/** Something of each kind, that nothing can go wrong for want of it. */
const SAMPLES: Readonly<Record<Exclude<Attribute["kind"], "choice">, unknown>> = {
  text: "",
  whole: 0,
  decimal: "0.00",
  flag: "F",
  day: "2000-01-01",
  time: "00:00:00",
  timestamp: "2000-01-01T00:00:00Z",
};

/** Makes one; where the data lives is asked of the real client. */
export function createImaginedClient({ host }: Pick<RestClient, "host">): ImaginedClient {
  const requests: PlannedRequest[] = [];
  let last = 0;
  const newId = (): string => `~${++last}`;

  const rowOf = (resource: ResourceDefinition, id: string, given: Record<string, string> = {}): Record<string, unknown> => ({
    ...Object.fromEntries(
      resource.attributes.map(({ wire, kind, choice }) => [
        wire,
        kind === "choice" ? Object.values(choice!.values)[0] : SAMPLES[kind],
      ]),
    ),
    ...(resource.identity && { id }),
    links: {
      ...Object.fromEntries(resource.links.map(({ wire, many }) => [wire, many ? [newId()] : newId()])),
      ...given,
    },
  });

  /** The records behind the links of some rows, and those behind theirs. */
  const side = (rows: readonly Record<string, unknown>[], includes: Includes, linked: Record<string, unknown[]>): void => {
    for (const [link, below] of includes) {
      const target = resourceOf(link.target());
      const ids = rows.flatMap(({ links }) => (links as Record<string, string | string[]>)[link.wire]!);
      const reached = ids.map((id) => rowOf(target, id));
      linked[target.path] = [...(linked[target.path] ?? []), ...reached];
      side(reached, below, linked);
    }
  };

  const bodyOf = ({ resource, expects, includes, parts }: Read): unknown => {
    const { total, pageSize, page, ids, parents } = expects;
    const first = (page - 1) * pageSize;
    const rows = Array.from({ length: Math.min(pageSize, Math.max(0, total - first)) }, (_, index) =>
      rowOf(
        resource,
        ids?.[first + index] ?? newId(),
        parents && { [parents.link.wire]: parents.ids[(first + index) % parents.ids.length]! },
      ),
    );
    const linked: Record<string, unknown[]> = {};
    if (!parts) side(rows, includes, linked);
    return { [resource.path]: rows, linked, meta: { paging: { [resource.path]: { recordCount: total, pageSize } } } };
  };

  return {
    host,
    requests,
    async get({ target, read }, party) {
      const [asker] = party.askers;
      asker?.cost.sent();
      const answered = party.wait();
      const text = target.replace(/~\d+(,~\d+)*/g, (ids) => `{${ids.split(",").length} ids}`);
      const { total: rows, counted } = read.expects;
      requests.push({ round: asker?.cost.rounds ?? 1, request: `GET ${text}`, rows, counted });
      await new Promise((resolve) => setTimeout(resolve, LATENCY));
      answered();
      return bodyOf(read);
    },
  };
}
