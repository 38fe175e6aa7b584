import pg from "pg";
import type { StoreFindings, TokenStore, WindowCounter } from "../../auth/store/store.js";
import type { Stores } from "./index.js";
import { inTime, StoreFault } from "./in-time.js";
import { keyvOverPostgres, type Ask } from "./keyv-postgres.js";
import { keyvByNamespace } from "./namespaces.js";
import { createTables, purgeTables, unloggedTables } from "./postgres-tables.js";

/** Keys in one answer of `scan`. */
const PAGE = 500;
/** Connections of one process. By default a PostgreSQL server takes a hundred in all. */
const CONNECTIONS = 8;
/** Milliseconds between two purges of what has expired. */
const PURGE_EVERY = 3_600_000;

/** Stores in a PostgreSQL database, shared by processes on any machine. Makes its tables when they are missing. */
export async function openPostgresStores(url: string, timeout: number): Promise<Stores> {
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: timeout,
    // A query that runs out of time closes its connection.
    query_timeout: timeout,
    keepAlive: true,
    application_name: "actionstep-graphql-gateway",
  });
  // Without a listener, a server that restarts would end the process. Queries in the meantime fail on their own.
  pool.on("error", () => undefined);
  const ask: Ask = async (sql, values) => {
    try {
      return (await inTime(pool.query<Record<string, unknown>>(sql, [...values]), 2 * timeout)).rows;
    } catch (error) {
      throw faultOf(error);
    }
  };
  try {
    await inTime(createTables(pool), 2 * timeout);
  } catch (error) {
    void pool.end();
    throw faultOf(error);
  }
  const purge = (): void => void purgeTables(pool).catch(() => undefined);
  const purging = setInterval(purge, PURGE_EVERY).unref();
  const namespace = keyvByNamespace(() => keyvOverPostgres(ask));
  return {
    tokens: postgresTokenStore(ask, () => inspect(ask)),
    sessions: namespace("sessions"),
    namespace: (name) => namespace(`ns-${name}`),
    counter: (name) => postgresCounter(ask, name),
    close: async () => {
      clearInterval(purging);
      await pool.end();
    },
  };
}

function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreFault) return error;
  const { code, message } = error as { code?: unknown; message?: string };
  return new StoreFault(typeof code === "string" ? code : /timeout/i.test(message ?? "") ? "ETIMEDOUT" : "ECONNRESET");
}

// Each operation is one statement and so atomic: without transactions the store works through any connection pooler.
function postgresTokenStore(ask: Ask, inspection: TokenStore["inspect"]): TokenStore {
  const did = async (sql: string, ...values: unknown[]): Promise<boolean> => (await ask(sql, values)).length > 0;
  const until = "clock_timestamp() + $3 * interval '1 millisecond'";
  return {
    capabilities: { cas: true, lease: true, take: true, durable: true, multiProcess: true },
    read: async (key) =>
      ((await ask("select value from asgw_tokens where key = $1", [key]))[0]?.["value"] ?? null) as string | null,
    cas: async (key, expected, next) => {
      if (expected === null && next === null) return !(await did("select 1 from asgw_tokens where key = $1", key));
      if (expected === null)
        return did("insert into asgw_tokens (key, value) values ($1, $2) on conflict do nothing returning key", key, next);
      if (next === null) return did("delete from asgw_tokens where key = $1 and value = $2 returning key", key, expected);
      return did("update asgw_tokens set value = $3 where key = $1 and value = $2 returning key", key, expected, next);
    },
    take: async (key) =>
      ((await ask("delete from asgw_tokens where key = $1 returning value", [key]))[0]?.["value"] ?? null) as string | null,
    lease: (key, owner, ttlMs) =>
      did(
        `insert into asgw_leases as lease (key, owner, until) values ($1, $2, ${until})
         on conflict (key) do update set owner = excluded.owner, until = excluded.until
         where lease.owner = excluded.owner or lease.until <= clock_timestamp() returning key`,
        key,
        owner,
        ttlMs,
      ),
    extend: (key, owner, ttlMs) =>
      did(
        `update asgw_leases set until = ${until} where key = $1 and owner = $2 and until > clock_timestamp() returning key`,
        key,
        owner,
        ttlMs,
      ),
    release: (key, owner) =>
      did("delete from asgw_leases where key = $1 and owner = $2 and until > clock_timestamp() returning key", key, owner),
    scan: async (prefix, cursor) => {
      const rows = await ask(
        `select key from asgw_tokens where key >= $1 and key < $2 and key > $3 order by key limit ${PAGE + 1}`,
        [prefix, `${prefix}\uffff`, cursor ?? ""],
      );
      const keys = rows.slice(0, PAGE).map(({ key }) => key as string);
      return rows.length > PAGE ? { keys, cursor: keys.at(-1)! } : { keys };
    },
    now: async () => Number((await ask(`select ${MILLISECONDS("clock_timestamp()")} as now`, []))[0]!["now"]),
    inspect: inspection,
  };
}

const MILLISECONDS = (time: string): string => `floor(extract(epoch from ${time}) * 1000)::bigint`;

function postgresCounter(ask: Ask, name: string): WindowCounter {
  return {
    increment: async (key, windowMs) => {
      const [row] = await ask(
        `insert into asgw_counts as c (key, count, ends) values ($1, 1, clock_timestamp() + $2 * interval '1 millisecond')
         on conflict (key) do update set
           count = case when c.ends <= clock_timestamp() then 1 else c.count + 1 end,
           ends = case when c.ends <= clock_timestamp() then excluded.ends else c.ends end
         returning count, ${MILLISECONDS("ends")} as ends`,
        [`${name}:${key}`, windowMs],
      );
      return { count: Number(row!["count"]), resetsAt: Number(row!["ends"]) };
    },
  };
}

/** Asks the server whether it is read only and keeps data through a crash. */
async function inspect(ask: Ask): Promise<StoreFindings> {
  const [row] = await ask(
    `select pg_is_in_recovery() as replica, current_setting('transaction_read_only') as read_only,
       current_setting('fsync') as fsync, current_setting('synchronous_commit') as synchronous_commit,
       current_setting('full_page_writes') as full_page_writes`,
    [],
  );
  const refusals: string[] = [];
  const warnings: string[] = [];
  if (row!["replica"]) refusals.push("it is a replica and read only: give the address of the primary");
  else if (row!["read_only"] === "on") refusals.push("it is read only for this user");
  const unlogged = await unloggedTables(ask);
  if (unlogged.length > 0) refusals.push(`${unlogged.join(", ")} would be empty after a crash: alter them to be LOGGED`);
  for (const name of ["fsync", "synchronous_commit", "full_page_writes"]) {
    if (row![name] === "off") warnings.push(`${name} is off: a crash of its machine loses what was saved last; set it to on`);
  }
  return { refusals, warnings };
}
