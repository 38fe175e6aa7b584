import { randomUUID } from "node:crypto";
import type { Grant } from "../connections/connections.js";
import type { Sealer } from "../crypto/seal.js";
import type { TokenStore } from "../store/store.js";

/** Sealed grants whose person is not known yet, kept so that a further try needs no new authorization. */
export interface PendingIdentities {
  /** Stores a grant and resolves to its id. */
  keep(grant: Grant): Promise<string>;
  /** The grant, or null when there is none or its access token has expired. */
  find(id: string): Promise<Grant | null>;
  drop(id: string): Promise<void>;
}

/** Keeps such grants in a token store. */
export function createPendingIdentities(tokens: TokenStore, sealer: Sealer, clock: () => number): PendingIdentities {
  const keyOf = (id: string): string => `pending:${id}`;
  return {
    async keep(grant) {
      const id = randomUUID();
      await tokens.cas(
        keyOf(id),
        null,
        JSON.stringify({ createdAt: clock(), sealed: await sealer.seal("token", keyOf(id), grant) }),
      );
      return id;
    },
    async find(id) {
      const raw = await tokens.read(keyOf(id));
      if (raw === null) return null;
      const { sealed } = JSON.parse(raw) as { sealed: string };
      const grant = (await sealer.open("token", keyOf(id), sealed)) as Grant;
      if (clock() < grant.obtainedAt + grant.lifeMs) return grant;
      await tokens.take(keyOf(id));
      return null;
    },
    drop: async (id) => void (await tokens.take(keyOf(id))),
  };
}
