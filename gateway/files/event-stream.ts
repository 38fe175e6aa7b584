import { Readable } from "node:stream";
import type { News, Watched } from "./progress.js";

/** Milliseconds between two comments that keep a silent connection open. */
const HEARTBEAT = 15_000;
/** Progress is told no more often than this, in milliseconds. */
const PACE = 100;
/** Bytes that wait for a slow reader before progress is left out. */
const BACKLOG = 16_384;

/** The id of the last event: who comes back after it is to stay away. */
export const LAST_EVENT_ID = "end";

const written = ({ event, data }: News): string =>
  `event: ${event}\n${event === "progress" ? "" : `id: ${LAST_EVENT_ID}\n`}data: ${JSON.stringify(data)}\n\n`;

/** An upload as server-sent events: `progress` as often as it is worth it, then `done` or `failed`, and that is the end. */
export function eventStream(upload: Watched): Readable {
  const stream = new Readable({ read: () => undefined });
  let pending: News | undefined;
  let pace: NodeJS.Timeout | undefined;
  const heartbeat = setInterval(() => stream.push(": still here\n\n"), HEARTBEAT).unref();
  const flush = (): void => {
    pace = undefined;
    if (!pending) return;
    if (stream.readableLength < BACKLOG) stream.push(written(pending));
    pending = undefined;
    pace = setTimeout(flush, PACE).unref();
  };
  const tell = (news: News): void => {
    if (news.event === "progress") {
      pending = news;
      if (!pace) flush();
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
    clearTimeout(pace);
    leave();
  };
  stream.once("close", stop);
  stream.push("retry: 2000\n\n");
  tell(upload.latest);
  return stream;
}
