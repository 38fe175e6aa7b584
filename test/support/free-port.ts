import { createServer } from "node:net";
import { threadId } from "node:worker_threads";

/*
 * Ports for servers that have to know their own before they listen. They lie below those that the system gives to
 * connections and to servers without a wish: such a one may be taken again in the moment between being found free and used.
 */
const FIRST = 10_000;
const LAST = 32_000;

/** Each worker begins elsewhere, so that two of them hardly ever try the same one at the same time. */
let next = FIRST + ((process.pid * 31 + threadId * 4_099) % (LAST - FIRST));

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => (error.code === "EADDRINUSE" ? resolve(false) : reject(error)));
    server.listen(port, () => server.close(() => resolve(true)));
  });

/** A port nobody listens on, and another each time. Rejects where there is none. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < LAST - FIRST; tries++) {
    const port = next;
    next = port + 1 < LAST ? port + 1 : FIRST;
    if (await isFree(port)) return port;
  }
  throw new Error(`No port from ${FIRST} to ${LAST} is free.`);
}
