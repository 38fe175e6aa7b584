import { countSealed } from "../auth/index.js";
import { ConfigError, readProcessConfig } from "./config.js";
import { openStores } from "./stores/index.js";

/** Says what each key of `AUTH_KEYS` still seals in the store, and which keys are missing. */
async function report(): Promise<string> {
  const { storeUrl, authKeys } = readProcessConfig();
  const known = authKeys === "local" ? ["local"] : authKeys.map(({ id }) => id);
  const stores = await openStores(storeUrl);
  try {
    const counts = await countSealed(stores.tokens);
    const names = [...new Set([...known, ...counts.keys()])];
    const role = (id: string): string =>
      id === known[0] ? "seals" : known.includes(id) ? "opens only" : "MISSING from AUTH_KEYS";
    const rows = names.map((id) => {
      const all = Object.entries(counts.get(id) ?? {}).filter(([, count]) => count > 0);
      const what = all.map(([kind, count]) => `${count} ${kind}`).join(", ") || "nothing";
      const advice = all.length === 0 && id !== known[0] && known.includes(id) ? ": it may be removed" : "";
      return `  ${id.padEnd(Math.max(...names.map((name) => name.length)))}  ${role(id).padEnd(10)}  ${what}${advice}`;
    });
    return ["What each key seals, in this store:", "", ...rows, ""].join("\n");
  } finally {
    await stores.close();
  }
}

try {
  process.stdout.write(`${await report()}\n`);
} catch (error) {
  console.error(error instanceof ConfigError ? error.message : `The keys could not be counted: ${(error as Error).message}`);
  process.exitCode = 1;
}
