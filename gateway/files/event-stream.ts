import { Readable } from "node:stream";
import type { News, Watched } from "./progress.js";

/** Milliseconds between two comments that keep a silent connection open. */
const HEARTBEAT = 15_000;
/** Milliseconds between two `progress` events, at least. */
const PROGRESS_INTERVAL = 100;
/** Bytes that may wait for a slow reader; above that, `progress` events are left out. */
const MAX_BACKLOG = 16_384;

/** The id of the last event. A browser that reconnects with it gets status 204, which tells it not to come again. */
export const LAST_EVENT_ID = "end";

const written = ({ event, data }: News): string =>
  `event: ${event}\n${event === "progress" ? "" : `id: ${LAST_EVENT_ID}\n`}data: ${JSON.stringify(data)}\n\n`;

/** An upload as server-sent events: `progress` at most every 100 ms, then `done` or `failed`, after which the stream ends. */
export function eventStream(upload: Watched): Readable {
  const stream = new Readable({ read: () => undefined });
  let pending: News | undefined;
  let interval: NodeJS.Timeout | undefined;
  const heartbeat = setInterval(() => stream.push(": still here\n\n"), HEARTBEAT).unref();
  const flush = (): void => {
    interval = undefined;
    if (!pending) return;
    if (stream.readableLength < MAX_BACKLOG) stream.push(written(pending));
    pending = undefined;
    interval = setTimeout(flush, PROGRESS_INTERVAL).unref();
  };
  const tell = (news: News): void => {
    if (news.event === "progress") {
      pending = news;
      if (!interval) flush();
      return;
    }
    if (pending) stream.push(written(pending));
    stop();
    stream.push(written(news));
    stream.push(null);
  };
  const leave = upload.listen(tell);
  const stop = (): void => {
    clearInterval(heartbeat);
    clearTimeout(interval);
    leave();
  };
  stream.once("close", stop);
  stream.push("retry: 2000\n\n");
  tell(upload.latest);
  return stream;
}
