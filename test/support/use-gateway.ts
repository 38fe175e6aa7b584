import { afterAll, afterEach, beforeAll, expect } from "@jest/globals";
import type { IncomingRequest, Fault, FaultRule, Simulator } from "../../simulator/index.js";
import { startTestGateway, type Client, type SignIn, type TestGateway, type TestGatewayOptions } from "./gateway.js";

/** Which REST requests a fault befalls: their path, and more where that does not tell. */
export interface Befallen {
  readonly path: RegExp;
  readonly method?: string;
  /** How many of them, from the first; all, unless said. */
  readonly times?: number;
  readonly where?: (request: IncomingRequest) => boolean;
}

/** What a file of tests asks and looks at. */
export interface GatewayInUse {
  /** Gateway and simulated Actionstep, started before the first test and closed after the last. */
  readonly server: TestGateway;
  /** Ana of Kauri Partners, signed in, who may see everything there. */
  readonly ana: Client;
  /** Somebody else, signed in before the first test. */
  as(username: string, options?: SignIn): Client;
  /** Asks as Ana, expects no errors, and resolves to the REST requests that it took. */
  requests(query: string, variables?: Record<string, unknown>): Promise<readonly string[]>;
  /** Lets a fault befall REST requests until the test is over, or until what it returns is called. */
  befall(requests: Befallen, fault: Fault): () => void;
}

/** What `value` gives when it is there, for a constant that a test file can take apart before that. */
const once = <T extends object>(value: () => T): T =>
  new Proxy({} as T, {
    get: (_, name) => Reflect.get(value(), name) as unknown,
    has: (_, name) => Reflect.has(value(), name),
  });

/** The same simulator; what takes its faults back is also put among `undo`. */
const withUndoneFaults = (simulator: Simulator, undo: Set<() => void>): Simulator =>
  Object.create(simulator, {
    fault: {
      value: (rule: FaultRule) => {
        const repair = simulator.fault(rule);
        undo.add(repair);
        return repair;
      },
    },
  }) as Simulator;

/**
 * The set-up of an end-to-end test, in one line at the head of its file:
 *
 *     const { ana, requests } = useGateway();
 *
 * After each test the faults are gone that it gave `server.simulator`.
 */
export function useGateway(options: TestGatewayOptions = {}): GatewayInUse {
  let started: TestGateway | undefined;
  const server = once(() => started!);
  const people = new Map<string, { readonly username: string; readonly options: SignIn; client?: Client }>();
  const as = (username: string, options: SignIn = {}): Client => {
    const key = JSON.stringify([username, options]);
    if (!people.has(key)) people.set(key, { username, options });
    return once(() => people.get(key)!.client!);
  };
  const ana = as("ana");
  const undo = new Set<() => void>();

  beforeAll(async () => {
    const gateway = await startTestGateway(options);
    started = { ...gateway, simulator: withUndoneFaults(gateway.simulator, undo) };
    for (const person of people.values()) person.client = await started.connect(person.username, person.options);
  });
  afterEach(() => {
    for (const each of undo) each();
    undo.clear();
  });
  afterAll(() => started?.close());

  return {
    server,
    ana,
    as,
    async requests(query, variables) {
      const answer = await ana.query(query, variables);
      expect(answer.errors).toBeUndefined();
      return answer.requests;
    },
    befall({ path, method, times, where }, fault) {
      return server.simulator.fault({
        match: (request) =>
          request.kind === "rest" &&
          path.test(request.path) &&
          (method === undefined || request.method === method) &&
          (where?.(request) ?? true),
        ...(times !== undefined && { times }),
        fault,
      });
    },
  };
}
