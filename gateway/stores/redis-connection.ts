import { createClient } from "@keyv/redis";
import { inTime, StoreFault } from "./in-time.js";

/** A connection on which nothing is heard for this long is dead; asking now and then keeps a quiet one alive. */
const SILENCE = 30_000;

/** The client; the library's own type has a parameter for each module and script. */
export type RedisClient = ReturnType<typeof createRedisClient>;

/** A connection whose every answer comes in time or fails with a {@link StoreFault}. */
export interface RedisConnection {
  readonly client: RedisClient;
  /** Waits for an answer. */
  ask<T>(work: Promise<T>): Promise<T>;
  evaluate(script: string, keys: string[], args: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Connects, once; a connection that is lost later is made again by itself. */
export async function connectRedis(client: RedisClient, timeout: number): Promise<RedisConnection> {
  const ask = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await inTime(work, timeout);
    } catch (error) {
      throw faultOf(error);
    }
  };
  try {
    await ask(client.connect());
    // Only the first command tells whether we are let in.
    await ask(client.ping());
  } catch (error) {
    if (client.isOpen) client.destroy();
    throw error;
  }
  return {
    client,
    ask,
    evaluate: (script, keys, args) => ask(client.eval(script, { keys, arguments: args })),
    async close() {
      if (client.isReady) await ask(client.close()).catch(() => undefined);
      if (client.isOpen) client.destroy();
    },
  };
}

/** Makes a client that is not connected yet. */
export function createRedisClient(url: string, timeout: number) {
  let connected = false;
  const client = createClient({
    url,
    // What cannot be asked now fails now: queued, it would wait for as long as the server is away.
    disableOfflineQueue: true,
    pingInterval: SILENCE / 3,
    socket: {
      connectTimeout: timeout,
      socketTimeout: SILENCE,
      // The first connection is tried once, so that a start says at once what is wrong.
      reconnectStrategy: (attempts) => connected && Math.min(2 ** attempts * 50, 2_000) + Math.random() * 100,
    },
  });
  client.on("ready", () => (connected = true));
  // Without a listener a lost connection would end the process; what is asked meanwhile fails by itself.
  client.on("error", () => undefined);
  client.setMaxListeners(0);
  return client;
}

// What Redis says of a refusal begins with a word for it, or has it after "ERR … -".
const REFUSALS = /\b(READONLY|OOM|MISCONF|NOAUTH|WRONGPASS|NOPERM|LOADING|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|BUSY)\b/;

function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const { message, code, name } = error as { message?: string; code?: unknown; name?: string };
  const refusal = REFUSALS.exec(message ?? "")?.[1];
  return new StoreFault(refusal ?? (typeof code === "string" ? code : (name ?? "UNKNOWN")));
}
