import { z } from "zod";
import { behaviourChange } from "./behaviour-change.js";
import type { Limits } from "./limits.js";
import { defaultQuirks, type RestQuirks } from "../rest/quirks.js";

/** What a refresh token is worth once it has been used. */
export type Rotation =
  /** Nothing: it is refused. */
  | "strict"
  /** Less than nothing: using it again ends the whole grant. */
  | "family"
  /** As much as before for `graceSeconds`, then nothing. */
  | "grace"
  /** As much as before. */
  | "lenient";

/** Everything about the simulator that a test may want different, most of it because nobody knows what Actionstep does. */
export interface Behaviour {
  readonly accessTokenSeconds: number;
  readonly refreshTokenSeconds: number;
  readonly codeSeconds: number;
  readonly rotation: Rotation;
  /** For the rotation `grace`: how long after its first use a refresh token may be used again. */
  readonly graceSeconds: number;
  /** Where the client's id and secret must be at the token endpoint. */
  readonly clientAuth: "either" | "body" | "basic";
  /** Whether an authorization request without a PKCE challenge is refused. */
  readonly requirePkce: boolean;
  /** Whether the code verifier is compared with the challenge; if not, both are ignored. */
  readonly verifyPkce: boolean;
  /** Whether token responses say which scope was granted. */
  readonly returnsScope: boolean;
  /** Whether the redirect back carries `iss`. */
  readonly returnsIss: boolean;
  /** The value of `iss`; the simulator's own URL when empty. */
  readonly iss: string;
  /** What a person who declines sees: the client, told with or without its state, or a page that goes nowhere. */
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
  /** Milliseconds between the token endpoint's having done it and its answer. */
  readonly tokenLatencyAfterCommit: number;
  /** How many REST requests are let through; the others are told to come back. */
  readonly limits: Limits;
  /** Where REST differs from its usual behaviour. */
  readonly quirks: Partial<RestQuirks>;
}

/** How the simulator behaves when nothing else is said. */
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

/** The behaviour in force. Each request looks at it anew. */
export interface BehaviourSettings {
  readonly current: Behaviour;
  /** Every quirk, those not changed included. */
  readonly quirks: RestQuirks;
  /** Changes what is named, quirks one by one; throws what is wrong with it. */
  change(change: Partial<Behaviour>): void;
  /** Back to the behaviour at the start. */
  reset(): void;
}

/** Keeps the behaviour, beginning with the default and what is said to differ from it. */
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
