import { createHash, randomUUID } from "node:crypto";
import type { TokenStore } from "../../auth/store/store.js";
import { takeLease } from "../../auth/store/lease.js";
import { pause } from "../../auth/store/waiting.js";
import { UpstreamUnavailable } from "../../schema/errors.js";
import type { Time } from "../../time/time.js";

/**
 * Does some work while nobody else does any under the same name, in any process that shares the store. Rejects with what the
 * work rejects with, and with `UPSTREAM_UNAVAILABLE` where others do not come to an end or the store is away.
 */
export type Exclusive = <T>(name: readonly string[], work: () => Promise<T>) => Promise<T>;

/** Milliseconds for which a lease is taken, and after which it is lengthened while the work goes on. */
const LEASE = { lease: 20_000, heartbeat: 5_000 };
/** Milliseconds between two looks at a lease that somebody else has, and for which it is looked at. */
const LOOK = 100;
const MAX_WAIT = 30_000;
/** Seconds after which it is worth trying again where the store is away. */
const STORE_AWAY = 5;

/** Makes it over the leases of a store. */
export function createExclusive(tokens: TokenStore, time: Time): Exclusive {
  return async (name, work) => {
    const key = `exclusive:${createHash("sha256").update(JSON.stringify(name)).digest("base64url")}`;
    const until = time.now() + MAX_WAIT;
    for (;;) {
      const held = await takeLease(tokens, key, randomUUID(), LEASE, time).catch((): never => {
        throw new UpstreamUnavailable(STORE_AWAY);
      });
      if (held)
        try {
          return await work();
        } finally {
          await held.end();
        }
      if (time.now() >= until) throw new UpstreamUnavailable(1, "Somebody else is saving the same record: try again.");
      await pause(time, LOOK);
    }
  };
}
