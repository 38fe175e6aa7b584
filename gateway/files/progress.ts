import { LRUCache } from "lru-cache";
import { BadUserInput } from "../../schema/errors.js";

/** How far an upload is. */
export interface Progress {
  /** Bytes of the file that have come from the client. */
  readonly received: number;
  /** Bytes that Actionstep has taken. */
  readonly sent: number;
  /** Bytes and parts of the whole file; null until that is known. */
  readonly total: number | null;
  readonly parts: number | null;
}

/** News of an upload: how far it is, or how it ended. */
export type News =
  | { readonly event: "progress"; readonly data: Progress }
  | { readonly event: "done" | "failed"; readonly data: Readonly<Record<string, unknown>> };

/** An upload, for those who watch it. */
export interface Watched {
  readonly latest: News;
  /** Calls the listener at every news from now on; the result ends that. */
  listen(listener: (news: News) => void): () => void;
}

/** An upload, for whoever carries it out. */
export interface Reporter {
  progress(change: Partial<Progress>): void;
  end(news: Exclude<News, { event: "progress" }>): void;
}

/** The uploads of this process that can be watched, each by its owner alone. */
export interface ProgressBoard {
  /** Puts an upload on the board. Throws `BAD_USER_INPUT` where the owner has one of that id already. */
  begin(owner: string, id: string): Reporter;
  /** The owner's upload of that id, once there is one; undefined when it does not begin in time. */
  watch(owner: string, id: string, signal: AbortSignal): Promise<Watched | undefined>;
}

/** How long the board waits and remembers, in milliseconds. */
export interface BoardTimes {
  /** For which a watcher waits for an upload that has not begun. */
  readonly beginTimeout: number;
  /** For which the end of an upload is remembered. */
  readonly endedLife: number;
}

/** Uploads that have ended and are remembered. */
const MAX_REMEMBERED = 2_000;
/** An id a client may choose: nobody else can guess it, and it is safe to write down. */
const UPLOAD_ID = /^[\w-]{8,64}$/;

/** Whether a client may call its upload that. */
export const isUploadId = (id: string): boolean => UPLOAD_ID.test(id);

interface Entry extends Watched {
  latest: News;
  readonly listeners: Set<(news: News) => void>;
}

/** Makes an empty board. */
export function createProgressBoard({ beginTimeout, endedLife }: BoardTimes): ProgressBoard {
  const running = new Map<string, Entry>();
  const ended = new LRUCache<string, Entry>({ max: MAX_REMEMBERED, ttl: endedLife });
  const awaited = new Map<string, Set<() => void>>();
  const keyOf = (owner: string, id: string): string => JSON.stringify([owner, id]);
  const find = (key: string): Entry | undefined => running.get(key) ?? ended.get(key);

  return {
    begin(owner, id) {
      if (!isUploadId(id)) throw new BadUserInput("x-upload-id", "expected 8 to 64 letters, digits, hyphens and underscores.");
      const key = keyOf(owner, id);
      if (find(key)) throw new BadUserInput("x-upload-id", "it is the id of another upload; choose a new one for each.");
      const listeners = new Set<(news: News) => void>();
      const entry: Entry = {
        latest: { event: "progress", data: { received: 0, sent: 0, total: null, parts: null } },
        listeners,
        listen(listener) {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
      };
      const tell = (news: News): void => {
        entry.latest = news;
        for (const listener of [...listeners]) listener(news);
      };
      running.set(key, entry);
      for (const arrived of awaited.get(key) ?? []) arrived();
      return {
        progress(change) {
          if (entry.latest.event === "progress") tell({ event: "progress", data: { ...entry.latest.data, ...change } });
        },
        end(news) {
          running.delete(key);
          ended.set(key, entry);
          tell(news);
          listeners.clear();
        },
      };
    },
    watch(owner, id, signal) {
      const key = keyOf(owner, id);
      const found = find(key);
      if (found || !isUploadId(id)) return Promise.resolve(found);
      return new Promise((resolve) => {
        const settle = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", settle);
          const others = awaited.get(key);
          others?.delete(settle);
          if (others?.size === 0) awaited.delete(key);
          resolve(find(key));
        };
        const timer = setTimeout(settle, beginTimeout).unref();
        signal.addEventListener("abort", settle, { once: true });
        awaited.set(key, (awaited.get(key) ?? new Set()).add(settle));
      });
    },
  };
}
