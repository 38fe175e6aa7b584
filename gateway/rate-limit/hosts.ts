import { Breaker } from "./breaker.js";
import type { Lane, Line } from "./fair-queue.js";
import type { LimitKey, ScopeBook } from "./scopes.js";

/** The requests to one API host. */
export interface Host {
  readonly key: string;
  readonly breaker: Breaker;
  /** By viewer, whoever has requests waiting or on their way; who was served longest ago comes first. */
  readonly lines: ReadonlyMap<string, Line>;
  readonly running: number;
  /** When it was last looked at who will have their turn in time. */
  lookedAt: number;
  /** Takes back the call that is to come when time has passed. */
  cancel: (() => void) | undefined;
  queueOf(key: LimitKey): { readonly line: Line; readonly lane: Lane };
  /** One of a lane's requests is sent: the line goes behind all others, and in it the lane. */
  serve(line: Line, lane: Lane): void;
  /** One has ended. */
  finish(line: Line): void;
}

/** The hosts that requests are sent to: as many as there are regions. */
export interface Hosts {
  of(key: string): Host;
  /** Drops the lines that are empty, and what is empty in the others. */
  forget(host: Host): void;
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
    lookedAt: -Infinity,
    cancel: undefined,
    queueOf(key) {
      const { resource } = key;
      let line = lines.get(nameOf(key));
      if (!line) lines.set(nameOf(key), (line = { key, lanes: new Map(), running: 0 }));
      let lane = line.lanes.get(resource);
      if (!lane) line.lanes.set(resource, (lane = { resource, scopes: book.of(key), waiting: [] }));
      return { line, lane };
    },
    serve(line, lane) {
      lines.delete(nameOf(line.key));
      lines.set(nameOf(line.key), line);
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

/** None to begin with. */
export function createHosts(book: ScopeBook): Hosts {
  const hosts = new Map<string, ReturnType<typeof createHost>>();
  return {
    of(key) {
      let host = hosts.get(key);
      if (!host) hosts.set(key, (host = createHost(key, book)));
      return host;
    },
    forget({ key }) {
      const { lines } = hosts.get(key)!;
      for (const [name, { lanes, running }] of lines) {
        for (const [resource, { waiting }] of lanes) if (waiting.length === 0) lanes.delete(resource);
        if (lanes.size === 0 && running === 0) lines.delete(name);
      }
    },
    all: () => [...hosts.values()],
  };
}
