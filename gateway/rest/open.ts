import { Agent } from "undici";
import type { Logger } from "pino";
import type { Time } from "../../time/time.js";
import type { Closers } from "../closers.js";
import type { Metrics } from "../observability/metrics.js";
import { RETRY, type RetrySettings } from "../rate-limit/retry.js";
import { createScheduler, MAX_RUNNING } from "../rate-limit/scheduler.js";
import { createRestClient, type RestClient } from "./client.js";
import { createTransport, type Transport } from "./transport.js";

/** What requests to the REST API are sent by. */
export interface Rest {
  readonly transport: Transport;
  readonly client: RestClient;
  /** What there is to say of Actionstep at the moment: hosts that do not answer. */
  readonly problems: () => readonly string[];
}

/** What it is made of. */
export interface RestParts {
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: () => number;
  /** In which requests wait for their permits and for another attempt. */
  readonly time: Time;
  readonly retry?: Partial<RetrySettings> | undefined;
  /** Milliseconds one request may take, from sending to the last byte, and the same for the first page of a list. */
  readonly timeout: number;
  readonly slowTimeout: number;
  /** Requests one operation may send. */
  readonly maxRequests: number;
  /** Milliseconds that requests may take once nobody waits for their answers any more. */
  readonly closingTimeout: number;
  readonly closers: Closers;
}

/** Opens the way to the REST API: connections, the scheduler of requests, and the client that reads. Nothing is sent yet. */
export function openRest(parts: RestParts): Rest {
  const { log, metrics, clock, time, retry, timeout, slowTimeout, maxRequests } = parts;
  const scheduler = createScheduler({
    time,
    onWaited: metrics.rateLimit.waited,
    onHost: (host, state) =>
      log.warn({ host }, state === "stopped" ? "upstream does not answer, waiting" : "upstream answers again"),
  });
  metrics.rateLimit.watch(() => scheduler.state());
  const transport = createTransport({
    ...openConnections(parts),
    scheduler,
    retry: { ...RETRY, ...retry },
    onRetry: metrics.rateLimit.retried,
    clock,
    time,
    timeout,
    maxRequests,
    observe: metrics.upstream,
  });
  return {
    transport,
    client: createRestClient(transport, clock, slowTimeout),
    problems() {
      const { stopped } = scheduler.state();
      return stopped > 0 ? [`Actionstep does not answer: ${stopped} API host(s)`] : [];
    },
  };
}

/** Makes the pools of connections: for reads with connections that are kept, for writes with a new one for each. */
function openConnections({ closingTimeout, closers }: RestParts): {
  readonly dispatcher: Agent;
  readonly writeDispatcher: Agent;
} {
  // Each request has a time-out of its own, which may be longer than the agent's would be.
  const connections = { connections: MAX_RUNNING, connect: { timeout: 10_000 }, headersTimeout: 0, bodyTimeout: 0 };
  const dispatcher = new Agent({ ...connections, keepAliveTimeout: 30_000 });
  const writeDispatcher = new Agent({ ...connections, pipelining: 0 });
  for (const agent of [dispatcher, writeDispatcher]) closers.add(() => closeInTime(agent, closingTimeout));
  return { dispatcher, writeDispatcher };
}

/**
 * Closes connections to Actionstep once what is on its way has arrived, and waits no longer than so many milliseconds for
 * that: nobody is there any more to be told. Requests end by their own time-out at the latest.
 */
async function closeInTime(agent: Agent, limit: number): Promise<void> {
  let timer: NodeJS.Timeout;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, limit)));
  await Promise.race([agent.close(), late]).finally(() => clearTimeout(timer));
}
