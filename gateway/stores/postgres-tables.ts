import type pg from "pg";
import type { Ask } from "./keyv-postgres.js";

// The names have no schema before them: the connection's search_path decides which schema the tables are in.
const TABLES = ["asgw_tokens", "asgw_leases", "asgw_values", "asgw_counts"] as const;

/** The number of the advisory lock under which one process at a time makes the tables. */
const LOCK = 5_107_420_226;

const CREATE = `
select pg_advisory_xact_lock(${LOCK});
create table if not exists asgw_tokens (key text collate "C" primary key, value text not null);
create table if not exists asgw_leases (key text primary key, owner text not null, until timestamptz not null);
create table if not exists asgw_values (key text primary key, value text not null, expires timestamptz);
create table if not exists asgw_counts (key text primary key, count integer not null, ends timestamptz not null)`;

/** Makes the tables that are missing. When all are there, the user needs no right to create tables. */
export async function createTables(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ missing: boolean }>(
    `select bool_or(to_regclass(name) is null) as missing from unnest($1::text[]) name`,
    [TABLES],
  );
  if (rows[0]!.missing) await pool.query(CREATE);
}

/** Names of the tables that are not LOGGED: PostgreSQL empties them after a crash. */
export async function unloggedTables(ask: Ask): Promise<string[]> {
  const rows = await ask(
    `select relname from pg_class where oid in (select to_regclass(name) from unnest($1::text[]) name) and relpersistence <> 'p'`,
    [TABLES],
  );
  return rows.map(({ relname }) => relname as string);
}

/** Removes values, leases and counts that ended more than a day ago. Processes whose clocks are behind may use newer ones. */
export async function purgeTables(pool: pg.Pool): Promise<void> {
  for (const [table, column] of [
    ["asgw_values", "expires"],
    ["asgw_leases", "until"],
    ["asgw_counts", "ends"],
  ] as const) {
    await pool.query(`delete from ${table} where ${column} < clock_timestamp() - interval '1 day'`);
  }
}
