import { join } from "node:path";
import { startSimulator, type Simulator } from "../simulator/index.js";
import type { Config } from "./config.js";
import { storeDirectory } from "./stores/key-file.js";

/** Starts the simulated Actionstep that the demo talks to, and tells it who its client is. */
export function startDemo({ simulatorPort, publicUrl, storeUrl }: Config, clock: () => number): Promise<Simulator> {
  return startSimulator({
    port: simulatorPort,
    publicHost: "localhost",
    clock,
    // Whoever the gateway remembers over a restart, its Actionstep remembers too.
    ...(storeUrl !== "memory:" && { grantFile: join(storeDirectory(storeUrl), "simulator-grants.json") }),
    client: {
      name: "GraphQL gateway",
      id: "demo-gateway",
      secret: "demo-secret",
      redirectUris: [new URL("/auth/callback", publicUrl).href],
    },
  });
}
