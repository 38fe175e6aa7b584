import { createConnectionRecords } from "../../../auth/connections/connection-record.js";
import { createKeyRing } from "../../../auth/crypto/keys.js";
import { createSealer } from "../../../auth/crypto/seal.js";
import { digest } from "../../../auth/crypto/secret.js";
import { createSealedTokens } from "../../../auth/connections/sealed-tokens.js";
import { openStores } from "../../../gateway/stores/index.js";
import type { Simulator } from "../../../simulator/index.js";

const HOUR = 3_600_000;

/** What the viewers' connections are for. */
export interface ViewerPlace {
  /** Shared with the gateway. */
  readonly storeUrl: string;
  readonly simulator: Simulator;
  readonly key: { readonly id: string; readonly key: Uint8Array };
  readonly clientId: string;
  /** Where the gateway finds the data. */
  readonly apiEndpoint: string;
}

/**
 * Signs so many viewers in by writing what signing in would have left in the store: a connection of each with a token
 * that is good at the simulator, and a session that uses it. Resolves to their cookies.
 */
export async function makeViewers(
  count: number,
  { storeUrl, simulator, key, clientId, apiEndpoint }: ViewerPlace,
): Promise<string[]> {
  const stores = await openStores(storeUrl);
  try {
    const vault = createSealedTokens(createSealer(createKeyRing([key])));
    const records = createConnectionRecords(stores.tokens);
    const now = Date.now();
    const cookies: string[] = [];
    for (let index = 0; index < count; index++) {
      const connectionId = `c_viewer-${index}`;
      const { access_token: accessToken, refresh_token: refreshToken, orgkey } = simulator.signIn("ana");
      const sealed = await vault.seal(connectionId, { accessToken, refreshToken, person: {} });
      await records.change(connectionId, () => ({
        ...{ v: 1, env: "custom", clientId, orgkey, userId: String(index), principalId: `p-${index}`, apiEndpoint },
        ...{ requestedScopes: [], grantedScopes: ["divisions", "matters", "actions", "tasks", "participants"], ...sealed },
        ...{ atIssuedAt: now, atExpiresAt: now + HOUR, rtObtainedAt: now, rtExpiresAt: now + 24 * HOUR },
        ...{ status: "active" as const, failures: 0, createdAt: now, updatedAt: now },
      }));
      const id = `viewer-${index}-`.padEnd(43, "s");
      await stores.sessions.set(`session:${digest(id)}`, { connectionId, createdAt: now, endsAt: now + 8 * HOUR }, 8 * HOUR);
      cookies.push(`asgw=${id}`);
    }
    return cookies;
  } finally {
    await stores.close();
  }
}
