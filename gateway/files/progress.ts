import { LRUCache } from "lru-cache";
import { BadUserInput } from "../../schema/errors.js";

/** How much of an upload is done. */
export interface Progress {
  /** Bytes of the file that have come from the client. */
  readonly received: number;
  /** Bytes that Actionstep has taken. */
  readonly sent: number;
  /** Bytes of the whole file; null until they are known. So are its parts. */
  readonly total: number | null;
  readonly parts: number | null;
}

/** One event of an upload: how much is done, or how it ended. */
export type News =
  | { readonly event: "progress"; readonly data: Progress }
  | { readonly event: "done" | "failed"; readonly data: Readonly<Record<string, unknown>> };

/** An upload as its watchers see it. */
export interface Watched {
  readonly latest: News;
  /** Calls the listener at each event from now on. Returns the function that stops this. */
  listen(listener: (news: News) => void): () => void;
}

/** Reports the events of one upload to its watchers. */
export interface Reporter {
  progress(change: Partial<Progress>): void;
  end(news: Exclude<News, { event: "progress" }>): void;
}

/** The uploads of this process by owner and id; only its owner can watch an upload. */
export interface ProgressBoard {
  /** Adds an upload. Throws `BAD_USER_INPUT` for an id of another form, or when the owner has an upload of this id already. */
  begin(owner: string, id: string): Reporter;
  /** Waits for the owner's upload of this id; undefined when it does not begin within `beginTimeout`. */
  watch(owner: string, id: string, signal: AbortSignal): Promise<Watched | undefined>;
}

/** Times of the board, in milliseconds. */
export interface BoardTimes {
  /** How long a watcher waits for an upload that has not begun. */
  readonly beginTimeout: number;
  /** How long an upload that has ended can still be watched. */
  readonly endedLife: number;
}

/** Uploads that have ended and are remembered. */
const MAX_REMEMBERED = 2_000;
/** The form of an upload's id, which the client chooses. */
const UPLOAD_ID = /^[\w-]{8,64}$/;

/** Whether a text can be the id of an upload. */
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
