import type { Time } from "../time/time.js";
import type { Behaviour } from "./control/behaviour.js";
import type { Database } from "./database.js";
import type { FaultRule } from "./control/faults.js";
import type { FirstTokenResponse } from "./oauth/oauth.js";
import type { LoggedRequest } from "./control/request-log.js";

/** How a simulator is set up; nothing has to be said. */
export interface SimulatorOptions {
  /** Any free one by default. */
  readonly port?: number;
  /** Where it listens; 127.0.0.1 by default. */
  readonly host?: string;
  /** The host name in its URLs; by default the one it listens on. */
  readonly publicHost?: string;
  /** The seeded law firms by default. What is written shows in the simulator's own copy, not here. */
  readonly database?: Database;
  /** Milliseconds since 1970. */
  readonly clock?: () => number;
  /** Latency, delays and limits keep to this time; the process's own by default. */
  readonly time?: Time;
  /** The application that may connect. Without redirect URIs any of this machine's will do; without server scopes, `all`. */
  readonly client?: {
    readonly id: string;
    readonly secret: string;
    readonly name?: string;
    readonly redirectUris?: readonly string[];
    readonly serverScopes?: readonly string[];
  };
  readonly behaviour?: Partial<Behaviour>;
  /** Where to remember what people have granted, so that they stay connected over a restart; forgotten by default. */
  readonly grantFile?: string;
}

/** A running simulated Actionstep. */
export interface Simulator {
  readonly url: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  /** An organisation's API, ending in `/api/`. */
  readonly apiEndpoint: (orgkey: string) => string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly database: Database;
  /** REST, token and authorization requests in the order they arrived; the latest 20,000 at least. */
  readonly requests: readonly LoggedRequest[];
  restRequests(): readonly LoggedRequest[];
  tokenRequests(): readonly LoggedRequest[];
  clearRequests(): void;
  /** Changes how it behaves from now on; quirks one by one. */
  set(behaviour: Partial<Behaviour>): void;
  /** Has requests go wrong; the returned function takes the rule back. */
  fault(rule: FaultRule): () => void;
  /** Moves its own clock. */
  advance(milliseconds: number): void;
  now(): number;
  /** Tokens for a person without the browser; with the client's server scopes unless others are named. */
  signIn(username: string, options?: { readonly scopes?: readonly string[]; readonly orgkey?: string }): FirstTokenResponse;
  /** Lets every access token expire now. */
  expireAccessTokens(): void;
  /** Ends all that a person has granted. */
  revoke(username: string): void;
  /** Stops at once, whatever is under way. */
  close(): Promise<void>;
}
