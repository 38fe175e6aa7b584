import type { StoreFindings } from "../../auth/store/store.js";
import type { RedisConnection } from "./redis-connection.js";

/** Reads the server's settings, and checks that another connection sees what this one wrote. */
export async function inspectRedis(
  { client, ask }: Pick<RedisConnection, "client" | "ask">,
  seenByAnother: () => Promise<boolean>,
): Promise<StoreFindings> {
  const refusals: string[] = [];
  const warnings: string[] = [];
  const info = await ask(client.info()).catch(() => "");
  const fact = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
  const policy = fact("maxmemory_policy");
  if (policy === undefined)
    warnings.push("it does not say how it is set up: see to it that maxmemory-policy is noeviction and appendonly is on");
  else if (policy !== "noeviction")
    refusals.push(`maxmemory-policy is ${policy}, which throws people's connections away: set it to noeviction`);
  if (fact("role") === "slave") refusals.push("it is a replica and read only: give the address of the primary");
  if (fact("aof_enabled") === "0")
    warnings.push(
      "appendonly is off: when it stops, everybody refreshed since its last snapshot has to connect again; set it to yes",
    );
  // Many hosted servers refuse CONFIG.
  const fsync = await ask(client.configGet("appendfsync")).then(
    (answer) => answer["appendfsync"],
    () => undefined,
  );
  if (fsync === "no")
    warnings.push("appendfsync is no: a crash of its machine loses what was saved last; set it to always, or everysec");
  if (refusals.length === 0 && !(await seenByAnother()))
    refusals.push("another connection does not see what this one wrote: its address leads to different servers");
  return { refusals, warnings };
}
