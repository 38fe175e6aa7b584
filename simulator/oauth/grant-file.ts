import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const kept = z.object({
  grants: z.array(z.object({ username: z.string(), orgkey: z.string(), scopes: z.array(z.string()) })),
  accessTokens: z.array(z.object({ digest: z.string(), grant: z.int(), scopes: z.array(z.string()), until: z.number() })),
  refreshTokens: z.array(z.object({ digest: z.string(), grant: z.int(), until: z.number(), usedAt: z.number().optional() })),
});

/** What has been granted and is still good, without anything that could be used as a token. */
export type KeptGrants = z.infer<typeof kept>;

/** Remembers grants from one run of the simulator to the next. */
export interface GrantFile {
  /** What the last run left; undefined when there was none or it cannot be read. */
  load(): KeptGrants | undefined;
  save(grants: KeptGrants): void;
}

/** Keeps grants in a file, so that whoever has connected stays connected when the simulator is started again. */
export function grantFile(path: string): GrantFile {
  return {
    load() {
      try {
        return kept.parse(JSON.parse(readFileSync(path, "utf8")));
      } catch {
        return undefined;
      }
    },
    save(grants) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const draft = `${path}.${process.pid}`;
      writeFileSync(draft, JSON.stringify(grants), { mode: 0o600 });
      renameSync(draft, path);
    },
  };
}
