import type { Closers } from "./closers.js";
import type { Config } from "./config.js";
import type { Simulator } from "../simulator/index.js";

/** The Actionstep that a gateway speaks to. */
export interface Upstream {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly authorizeUrl: URL;
  readonly tokenUrl: URL;
  /** Hosts, with port, that may be called with a viewer's token. */
  readonly apiHosts: readonly string[];
  /** Whether it may be spoken to without TLS: it is the simulator, or one that whoever runs the gateway has named. */
  readonly isInsecureAllowed: boolean;
  /** The simulated Actionstep, in the demo. */
  readonly simulator?: Simulator;
}

/** Finds the Actionstep that the configuration names; in the demo it is a simulator, which is started. */
export async function openUpstream(config: Config, clock: () => number, closers: Closers): Promise<Upstream> {
  const { environment, actionstep } = config;
  if (environment !== "demo")
    return {
      ...actionstep.credentials!,
      ...actionstep.endpoints!,
      apiHosts: actionstep.apiHosts,
      isInsecureAllowed: environment === "custom",
    };
  // Who does not run the demo need not read the simulator.
  const { startDemo } = await import("./demo.js");
  const simulator = await startDemo(config, clock);
  closers.add(() => simulator.close());
  return {
    clientId: simulator.client.id,
    clientSecret: simulator.client.secret,
    authorizeUrl: new URL(simulator.authorizeUrl),
    tokenUrl: new URL(simulator.tokenUrl),
    apiHosts: [new URL(simulator.url).host],
    isInsecureAllowed: true,
    simulator,
  };
}
