import { z } from "zod";
import { behaviourChange } from "./behaviour-change.js";
import type { Limits } from "./limits.js";
import { defaultQuirks, type RestQuirks } from "../rest/quirks.js";

/** What a refresh token can do once it has been used (protocol 1.3; what Actionstep does is unknown, protocol 10). */
export type Rotation =
  /** It is refused. */
  | "strict"
  /** It is refused, and using it ends the whole grant. */
  | "family"
  /** It works for `graceSeconds` after its first use, then it is refused. */
  | "grace"
  /** It works as before. */
  | "lenient";

/** All that a test can change about the simulator, most of it because nobody knows what Actionstep does. */
export interface Behaviour {
  /** Seconds that access tokens, refresh tokens (protocol 1.3) and codes (assumed) live. */
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly codeSeconds: number;
  readonly rotation: Rotation;
  /** For the rotation `grace`: how long after its first use a refresh token may be used again. */
  readonly graceSeconds: number;
  /** Where the client's id and secret must be at the token endpoint; both are seen to work (protocol 1.3). */
  readonly clientAuth: "either" | "body" | "basic";
  /** Whether an authorization request without a PKCE challenge is refused (protocol 1.1, unknown). */
  readonly requirePkce: boolean;
  /** Whether the code verifier is compared with the challenge; if not, both are ignored. */
  readonly verifyPkce: boolean;
  /** Whether token responses hold `scope`; no captured one does (protocol 1.3). */
  readonly returnsScope: boolean;
  /** Whether the redirect back carries `iss` (assumed not). */
  readonly returnsIss: boolean;
  /** The value of `iss`; the simulator's own URL when empty. */
  readonly iss: string;
  /** What follows when a person declines: an error for the client, with or without its state, or a page (protocol 1.1, unknown). */
  readonly decline: "error" | "error_without_state" | "page";
  /** Whether a refresh ends the access tokens issued before it. */
  readonly revokesPreviousAccessToken: boolean;
  /** The status of a successful token response. */
  readonly tokenStatus: 200 | 201;
  /** Whether a refresh answers with a new refresh token; if not, the old one stays good. */
  readonly refreshTokenReturned: boolean;
  /** Milliseconds before each REST answer. */
  readonly latency: number;
  /** Milliseconds before the token endpoint does anything. */
  readonly tokenLatency: number;
  /** Milliseconds between the moment when new tokens exist and the token endpoint's answer. */
  readonly tokenLatencyAfterCommit: number;
  /** How many REST requests are accepted; the others are answered with 429 (protocol 3.4). */
  readonly limits: Limits;
  /** Where REST differs from its usual behaviour. */
  readonly quirks: Partial<RestQuirks>;
}

/** The behaviour of a simulator that is given none. */
export const defaultBehaviour: Behaviour = {
  accessTokenSeconds: 3600,
  refreshTokenSeconds: 21 * 86_400,
  codeSeconds: 60,
  rotation: "strict",
  graceSeconds: 60,
  clientAuth: "either",
  requirePkce: false,
  verifyPkce: true,
  returnsScope: false,
  returnsIss: false,
  iss: "",
  decline: "error",
  revokesPreviousAccessToken: false,
  tokenStatus: 200,
  refreshTokenReturned: true,
  latency: 0,
  tokenLatency: 0,
  tokenLatencyAfterCommit: 0,
  limits: {},
  quirks: {},
};

/** The behaviour in force. Each request reads it anew. */
export interface BehaviourSettings {
  readonly current: Behaviour;
  /** Every quirk, those not changed included. */
  readonly quirks: RestQuirks;
  /** Changes what is named, quirks one by one. Throws a TypeError that says what is wrong with the change. */
  change(change: Partial<Behaviour>): void;
  /** Back to the behaviour at the start. */
  reset(): void;
}

/** The behaviour of one simulator: at first the default, but for what `initially` changes. */
export function createBehaviourSettings(initially: Partial<Behaviour> = {}): BehaviourSettings {
  const changed = (behaviour: Behaviour, change: Partial<Behaviour>): Behaviour => {
    const { data, error } = behaviourChange.safeParse(change);
    if (error) throw new TypeError(`The simulator cannot behave like that:\n${z.prettifyError(error)}`);
    const named = Object.fromEntries(Object.entries(data).filter(([, value]) => value !== undefined));
    return { ...behaviour, ...named, quirks: { ...behaviour.quirks, ...data.quirks } };
  };
  const start = changed(defaultBehaviour, initially);
  let current = start;
  return {
    get current() {
      return current;
    },
    get quirks() {
      return { ...defaultQuirks, ...current.quirks };
    },
    change: (change) => {
      current = changed(current, change);
    },
    reset: () => {
      current = start;
    },
  };
}
