import { startSimulator, type Simulator } from "../simulator/index.js";
import type { Config } from "./config.js";

/** Starts the simulated Actionstep that the demo talks to, and tells it who its client is. */
export function startDemo({ simulatorPort, publicUrl }: Config, clock: () => number): Promise<Simulator> {
  return startSimulator({
    port: simulatorPort,
    publicHost: "localhost",
    clock,
    client: { id: "demo-gateway", secret: "demo-secret", redirectUris: [new URL("/auth/callback", publicUrl).href] },
  });
}
