import type { FastifyRequest } from "fastify";
import { clientOf, networkOf } from "./network.js";
import type { WindowCounter } from "../store/store.js";

/** How often a minute the auth routes may be asked, over all processes. */
export interface Limits {
  /** Sign-ins begun, by address and by session. */
  readonly connectsByAddress: number;
  readonly connectsBySession: number;
  /**
   * Sign-ins begun without a session, by network (an IPv4 /24, an IPv6 /48) and by all networks together. Each is kept for
   * up to half an hour: this bounds what somebody who never signs in can make the store keep.
   */
  readonly connectsByNetwork: number;
  readonly connectsByAnybody: number;
  /** Sign-ins that could not be finished, by address. */
  readonly failuresByAddress: number;
  /** Gateway tokens made, by address and by session. */
  readonly tokensByAddress: number;
  readonly tokensBySession: number;
}

export const LIMITS: Limits = {
  connectsByAddress: 30,
  connectsBySession: 10,
  connectsByNetwork: 300,
  connectsByAnybody: 10_000,
  failuresByAddress: 10,
  tokensByAddress: 30,
  tokensBySession: 10,
};

const WINDOW = 60_000;

/** Counts requests against the limits. */
export interface Limiter {
  /** Counts one request; resolves to the seconds to wait when it is one too many, else to null. */
  exceeded(what: "connects" | "tokens", request: FastifyRequest, sessionName: string | undefined): Promise<number | null>;
  /** The same for a sign-in that could not be finished. */
  failedTooOften(request: FastifyRequest): Promise<number | null>;
}

/** What counting needs of its surroundings. */
export interface LimiterParts {
  readonly limits: Limits;
  /** Without one nothing is limited. */
  readonly counter: WindowCounter | undefined;
  /** What is stored in place of an address or a session. */
  readonly fingerprint: (text: string) => string;
  readonly clock: () => number;
}

/** Makes the limiter of one gateway. The store learns no address: its keys are fingerprints. */
export function createLimiter({ limits, counter, fingerprint, clock }: LimiterParts): Limiter {
  const count = async (limit: keyof Limits, who: string): Promise<number | null> => {
    if (!counter) return null;
    const { count, resetsAt } = await counter.increment(fingerprint(`limit:${limit}:${who}`), WINDOW);
    return count > limits[limit] ? Math.min(WINDOW / 1_000, Math.max(1, Math.ceil((resetsAt - clock()) / 1_000))) : null;
  };
  return {
    async exceeded(what, request, sessionName) {
      const byAddress = await count(`${what}ByAddress`, clientOf(request.ip));
      if (byAddress !== null) return byAddress;
      if (sessionName !== undefined) return count(`${what}BySession`, sessionName);
      if (what !== "connects") return null;
      // One network must not use up what there is for all.
      const byNetwork = await count("connectsByNetwork", networkOf(request.ip) ?? "unknown");
      return byNetwork ?? count("connectsByAnybody", "");
    },
    failedTooOften: (request) => count("failuresByAddress", clientOf(request.ip)),
  };
}
