import KeyvRedis from "@keyv/redis";
import type { SessionStore, TokenStore, WindowCounter } from "../../auth/store/store.js";
import type { Stores } from "./index.js";
import { keyvByNamespace } from "./namespaces.js";
import { connectRedis, createRedisClient, type RedisConnection } from "./redis-connection.js";
import { inspectRedis } from "./redis-inspection.js";
import { COMPARE_AND_SET, COUNT, EXTEND, LEASE, RELEASE, TAKE } from "./redis-scripts.js";

/** Keys in one answer of `scan`. */
const PAGE = 500;
/** How all keys begin. A Redis cluster keeps keys with the same text in braces on one server. */
const PREFIX = "{asgw}";

/** Stores in a Redis or Valkey server, shared by processes on any machine. */
export async function openRedisStores(url: string, timeout: number): Promise<Stores> {
  const connection = await connectRedis(createRedisClient(url, timeout), timeout);
  const client = connection.client as ConstructorParameters<typeof KeyvRedis>[0];
  // An adapter holds the namespace of its Keyv, so each Keyv gets an adapter of its own. All share the connection.
  const keyv = keyvByNamespace(() => new KeyvRedis(client, { keyPrefixSeparator: ":", throwOnErrors: true }));
  const opened = new Map<string, SessionStore>();
  const sessionsOf = (name: string): SessionStore => {
    const known = opened.get(name) ?? withTimeout(connection, keyv(`${PREFIX}:${name}`));
    opened.set(name, known);
    return known;
  };
  return {
    tokens: redisTokenStore(connection, () => connectRedis(createRedisClient(url, timeout), timeout)),
    sessions: sessionsOf("sessions"),
    namespace: (name) => sessionsOf(`ns-${name}`),
    counter: (name) => redisCounter(connection, name),
    close: () => connection.close(),
  };
}

/** A session store whose every call is answered in time or throws a `StoreFault`. */
function withTimeout({ ask }: RedisConnection, sessions: SessionStore): SessionStore {
  return {
    get: (key) => ask(sessions.get(key)),
    set: (key, value, ttlMs) => ask(sessions.set(key, value, ttlMs)),
    delete: (key) => ask(sessions.delete(key)),
  };
}

function redisCounter({ evaluate }: RedisConnection, name: string): WindowCounter {
  return {
    increment: async (key, windowMs) => {
      const [count, resetsAt] = (await evaluate(COUNT, [`${PREFIX}:count:${name}:${key}`], [String(windowMs)])) as [
        number,
        number,
      ];
      return { count, resetsAt };
    },
  };
}

function redisTokenStore({ client, ask, evaluate }: RedisConnection, connectAgain: () => Promise<RedisConnection>): TokenStore {
  const index = `${PREFIX}:keys`;
  const valueKey = (key: string): string => `${PREFIX}:value:${key}`;
  const leaseKey = (key: string): string => `${PREFIX}:lease:${key}`;
  const did = async (...script: Parameters<typeof evaluate>): Promise<boolean> => (await evaluate(...script)) === 1;
  const presence = (value: string | null): [string, string] => (value === null ? ["0", ""] : ["1", value]);
  const store: TokenStore = {
    capabilities: { cas: true, lease: true, take: true, durable: true, multiProcess: true },
    read: (key) => ask(client.get(valueKey(key))),
    cas: (key, expected, next) => did(COMPARE_AND_SET, [valueKey(key), index], [...presence(expected), ...presence(next), key]),
    take: async (key) => (await evaluate(TAKE, [valueKey(key), index], [key])) as string | null,
    lease: (key, owner, ttlMs) => did(LEASE, [leaseKey(key)], [owner, String(ttlMs)]),
    extend: (key, owner, ttlMs) => did(EXTEND, [leaseKey(key)], [owner, String(ttlMs)]),
    release: (key, owner) => did(RELEASE, [leaseKey(key)], [owner]),
    scan: async (prefix, cursor) => {
      const from = cursor === undefined ? `[${prefix}` : `(${cursor}`;
      const found = await ask(
        client.zRange(index, from, `(${prefix}\uffff`, { BY: "LEX", LIMIT: { offset: 0, count: PAGE + 1 } }),
      );
      const keys = found.slice(0, PAGE);
      return found.length > PAGE ? { keys, cursor: keys.at(-1)! } : { keys };
    },
    now: async () => {
      const [seconds, micros] = (await ask(client.sendCommand(["TIME"]))) as unknown as [string, string];
      return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
    },
    inspect: () =>
      inspectRedis({ client, ask }, async () => {
        const key = `selftest:${Math.random()}`;
        const other = await connectAgain();
        try {
          await store.cas(key, null, "seen");
          return (await ask(other.client.get(valueKey(key)))) === "seen";
        } finally {
          await other.close();
          await store.take(key).catch(() => null);
        }
      }),
  };
  return store;
}
