import { Breaker } from "./breaker.js";
import type { Lane, Line } from "./fair-queue.js";
import type { LimitKey, ScopeBook } from "./scopes.js";

/** The requests to one API host. */
export interface Host {
  readonly key: string;
  readonly breaker: Breaker;
  /** By viewer, whoever has requests that wait or have a permit; whoever was served longest ago comes first. */
  readonly lines: ReadonlyMap<string, Line>;
  /** How many requests have a permit. */
  readonly running: number;
  /** When it was checked last whether those who wait will have their permits in time, in milliseconds. */
  checkedAt: number;
  /** Cancels the call that looks at the host again when time has passed. */
  cancel: (() => void) | undefined;
  /** The queue that a request belongs in; made where there is none. */
  queueOf(key: LimitKey): { readonly line: Line; readonly lane: Lane };
  /** A request of a lane is sent: the line goes behind all others, and in it the lane behind its others. */
  start(line: Line, lane: Lane): void;
  /** A request of a line has ended. */
  finish(line: Line): void;
}

/** The hosts that requests are sent to: as many as Actionstep has regions. */
export interface Hosts {
  of(key: string): Host;
  /** Drops the lanes in which nothing waits, and the lines that are empty then. */
  dropEmptyQueues(host: Host): void;
  all(): readonly Host[];
}

const nameOf = ({ organisation, viewer }: Omit<LimitKey, "resource">): string => JSON.stringify([organisation, viewer]);

function createHost(name: string, book: ScopeBook): Host & { readonly lines: Map<string, Line> } {
  const lines = new Map<string, Line>();
  let running = 0;
  return {
    key: name,
    breaker: new Breaker(),
    lines,
    get running() {
      return running;
    },
    checkedAt: -Infinity,
    cancel: undefined,
    queueOf(key) {
      const { resource } = key;
      const owner = nameOf(key);
      let line = lines.get(owner);
      if (!line) lines.set(owner, (line = { key, lanes: new Map(), running: 0 }));
      let lane = line.lanes.get(resource);
      if (!lane) line.lanes.set(resource, (lane = { resource, scopes: book.of(key), waiting: [] }));
      return { line, lane };
    },
    start(line, lane) {
      const owner = nameOf(line.key);
      lines.delete(owner);
      lines.set(owner, line);
      line.lanes.delete(lane.resource);
      line.lanes.set(lane.resource, lane);
      line.running += 1;
      running += 1;
    },
    finish(line) {
      line.running -= 1;
      running -= 1;
    },
  };
}

/** Makes the list of hosts, empty at first. */
export function createHosts(book: ScopeBook): Hosts {
  const hosts = new Map<string, ReturnType<typeof createHost>>();
  return {
    of(key) {
      let host = hosts.get(key);
      if (!host) hosts.set(key, (host = createHost(key, book)));
      return host;
    },
    dropEmptyQueues({ key }) {
      const { lines } = hosts.get(key)!;
      for (const [name, { lanes, running }] of lines) {
        for (const [resource, { waiting }] of lanes) if (waiting.length === 0) lanes.delete(resource);
        if (lanes.size === 0 && running === 0) lines.delete(name);
      }
    },
    all: () => [...hosts.values()],
  };
}
