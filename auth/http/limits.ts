import type { FastifyRequest } from "fastify";
import { clientOf, networkOf } from "./network.js";
import type { WindowCounter } from "../store/store.js";

/** Requests a minute to the auth routes, counted over all processes. */
export interface Limits {
  /** Sign-ins begun by one address, and in one session. */
  readonly connectsByAddress: number;
  readonly connectsBySession: number;
  /**
   * Sign-ins begun without a session by one network (an IPv4 /24 or IPv6 /48), and by all together. Each is stored for up to
   * half an hour: these limits bound what the store keeps for people who never sign in.
   */
  readonly connectsByNetwork: number;
  readonly connectsByAnybody: number;
  /** Failed sign-ins of one address. */
  readonly failuresByAddress: number;
  /** Gateway tokens made by one address, and in one session. */
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
  /** Counts a request. Resolves to null, or, above a limit, to the seconds to wait. */
  exceeded(what: "connects" | "tokens", request: FastifyRequest, sessionName: string | undefined): Promise<number | null>;
  /** Counts a failed sign-in. Resolves as `exceeded` does. */
  failedTooOften(request: FastifyRequest): Promise<number | null>;
}

/** What a limiter needs. */
export interface LimiterParts {
  readonly limits: Limits;
  /** Counts in the store; undefined limits nothing. */
  readonly counter: WindowCounter | undefined;
  /** Makes the text that is stored in place of an address or a session's name. */
  readonly fingerprint: (text: string) => string;
  readonly clock: () => number;
}

/** Makes the limiter of one gateway. Its keys in the store are fingerprints, not addresses. */
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
      // A network above its own limit must not use up the limit for all.
      const byNetwork = await count("connectsByNetwork", networkOf(request.ip) ?? "unknown");
      return byNetwork ?? count("connectsByAnybody", "");
    },
    failedTooOften: (request) => count("failuresByAddress", clientOf(request.ip)),
  };
}
