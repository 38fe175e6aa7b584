import { createClient } from "@keyv/redis";
import { inTime, StoreFault } from "./in-time.js";

/** Milliseconds without a byte after which a connection is taken to be dead. Pings keep a quiet one alive. */
const SILENCE = 30_000;

/** The client's type, without the library's parameters for modules and scripts. */
export type RedisClient = ReturnType<typeof createRedisClient>;

/** A connection to Redis. Each answer arrives in time, or its promise rejects with a {@link StoreFault}. */
export interface RedisConnection {
  readonly client: RedisClient;
  /** Waits for the answer to a command of `client`. Rejects with a `StoreFault`. */
  ask<T>(work: Promise<T>): Promise<T>;
  evaluate(script: string, keys: string[], args: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Connects, with one attempt. A connection that is lost later is made again by the client itself. */
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
    // Redis refuses a wrong user or password only at the first command.
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
    // A command without a connection fails at once: in the offline queue it would wait until the server is back.
    disableOfflineQueue: true,
    pingInterval: SILENCE / 3,
    socket: {
      connectTimeout: timeout,
      socketTimeout: SILENCE,
      // The first connection is tried once, so that the gateway fails at start when the server cannot be reached.
      reconnectStrategy: (attempts) => connected && Math.min(2 ** attempts * 50, 2_000) + Math.random() * 100,
    },
  });
  client.on("ready", () => (connected = true));
  // Without a listener, a lost connection would end the process. Commands in the meantime fail on their own.
  client.on("error", () => undefined);
  client.setMaxListeners(0);
  return client;
}

// The message of a Redis error begins with one of these words, or has it after "ERR … -".
const REFUSALS = /\b(READONLY|OOM|MISCONF|NOAUTH|WRONGPASS|NOPERM|LOADING|MASTERDOWN|CLUSTERDOWN|NOREPLICAS|BUSY)\b/;

function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const { message, code, name } = error as { message?: string; code?: unknown; name?: string };
  const refusal = REFUSALS.exec(message ?? "")?.[1];
  return new StoreFault(refusal ?? (typeof code === "string" ? code : (name ?? "UNKNOWN")));
}
