import { Breaker } from "./breaker.js";
import type { LevelBook, Whose } from "./levels.js";
import type { Line } from "./queue.js";

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
  line(whose: Whose): Line;
  /** One of a line's requests is sent: the line goes behind all others. */
  serve(line: Line): void;
  /** One has ended. */
  finish(line: Line): void;
}

/** The hosts that requests are sent to: as many as there are regions. */
export interface Hosts {
  of(key: string): Host;
  /** Drops the lines that are empty. */
  forget(host: Host): void;
  all(): readonly Host[];
}

const keyOf = ({ organisation, viewer }: Whose): string => JSON.stringify([organisation, viewer]);

function createHost(key: string, book: LevelBook): Host & { readonly lines: Map<string, Line> } {
  const lines = new Map<string, Line>();
  let running = 0;
  return {
    key,
    breaker: new Breaker(),
    lines,
    get running() {
      return running;
    },
    lookedAt: -Infinity,
    cancel: undefined,
    line(whose) {
      const name = keyOf(whose);
      let line = lines.get(name);
      if (!line) lines.set(name, (line = { whose, levels: book.of(whose), waiting: [], running: 0 }));
      return line;
    },
    serve(line) {
      const name = keyOf(line.whose);
      lines.delete(name);
      lines.set(name, line);
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
export function createHosts(book: LevelBook): Hosts {
  const hosts = new Map<string, ReturnType<typeof createHost>>();
  return {
    of(key) {
      let host = hosts.get(key);
      if (!host) hosts.set(key, (host = createHost(key, book)));
      return host;
    },
    forget({ key }) {
      const { lines } = hosts.get(key)!;
      for (const [name, { waiting, running }] of lines) if (waiting.length === 0 && running === 0) lines.delete(name);
    },
    all: () => [...hosts.values()],
  };
}
