import type { Time } from "../../time/time.js";
import type { TokenStore } from "./store.js";

/** A lease that is held and renewed until it is ended. */
export interface HeldLease {
  end(): Promise<void>;
}

/**
 * Takes the lease on a key if nobody else has it, and keeps it alive. A lease only saves work: a lost one is not acted upon,
 * because what counts is decided where results are saved.
 */
export async function takeLease(
  tokens: TokenStore,
  key: string,
  owner: string,
  { lease, heartbeat }: { readonly lease: number; readonly heartbeat: number },
  time: Time,
): Promise<HeldLease | null> {
  if (!(await tokens.lease(key, owner, lease))) return null;
  let cancel = (): void => undefined;
  const beatLater = (): void => {
    cancel = time.after(heartbeat, () => {
      tokens.extend(key, owner, lease).catch(() => undefined);
      beatLater();
    });
  };
  beatLater();
  return {
    async end() {
      cancel();
      // When the store cannot be told, the lease runs out by itself.
      await tokens.release(key, owner).catch(() => false);
    },
  };
}
