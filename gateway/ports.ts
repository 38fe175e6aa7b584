import type { Logger } from "pino";
import type { Limits } from "../auth/index.js";
import type { ResourceClass } from "../schema/vocabulary/resource.js";
import type { Time } from "../time/time.js";
import type { Execution } from "./execution/index.js";
import type { FileRouteSettings } from "./files/index.js";
import type { PlannerOptions } from "./planner/planner-options.js";
import type { RetrySettings } from "./rate-limit/retry.js";

/** What a gateway takes from outside besides its configuration. */
export interface GatewayPorts {
  readonly log: Logger;
  /** The time of day in milliseconds. */
  readonly clock?: () => number;
  /** The time in which requests to Actionstep wait for their permits and for another attempt; the process's own unless given. */
  readonly time?: Time;
  /** Used for the token endpoint and the first look at who connected. */
  readonly fetch?: typeof fetch;
  /** The resources of the graph; all that are listed unless given. */
  readonly resources?: readonly ResourceClass[];
  /** Means by which requests are saved; all there are unless given. */
  readonly planning?: Partial<PlannerOptions>;
  /** Milliseconds one REST request may take; as the configuration says unless given. */
  readonly upstreamTimeout?: number;
  /** The same for the first page of a list; `upstreamTimeout` where only that is given. */
  readonly upstreamSlowTimeout?: number;
  /** How often a REST request is sent at most. */
  readonly retry?: Partial<RetrySettings>;
  /** How often a minute the auth routes may be asked. */
  readonly limits?: Partial<Limits>;
  /** Milliseconds a request may take to arrive. */
  readonly requestTimeout?: number;
  /** How files are sent and fetched. */
  readonly files?: Partial<FileRouteSettings>;
  /** Whether memory, event loop and the like are measured too. */
  readonly processMetrics?: boolean;
  /** How many lines of the log were dropped, for metrics. */
  readonly droppedLogLines?: () => number;
  /** How operations are executed; `compiled` unless given. */
  readonly execution?: Execution;
}
