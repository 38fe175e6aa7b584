import { createServer } from "node:net";
import { readConfig } from "../../gateway/config.js";
import { createGateway, type GatewayPorts } from "../../gateway/create.js";
import { createLog } from "../../gateway/observability/log.js";
import { addressOf, runChild } from "../child.js";

/** The Actionstep it asks, and how it differs from the gateway as it is. */
export interface GatewayInput extends Pick<GatewayPorts, "planning" | "execution"> {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly apiHost: string;
  readonly client: { readonly id: string; readonly secret: string };
}

/** Its own address must be known before it listens. */
const freePort = (): Promise<string> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, "localhost", () => {
      const { port } = new URL(addressOf(server));
      server.close(() => resolve(port));
    });
  });

runChild<GatewayInput, { readonly url: string }>(async ({ authorizeUrl, tokenUrl, apiHost, client, ...ports }) => {
  const port = await freePort();
  const config = readConfig({
    PORT: port,
    HOST: "localhost",
    ACTIONSTEP_ENVIRONMENT: "custom",
    ACTIONSTEP_AUTHORIZE_URL: authorizeUrl,
    ACTIONSTEP_TOKEN_URL: tokenUrl,
    ACTIONSTEP_API_HOSTS: apiHost,
    ACTIONSTEP_CLIENT_ID: client.id,
    ACTIONSTEP_CLIENT_SECRET: client.secret,
    AUTH_KEYS: `bench:${Buffer.alloc(32, 1).toString("base64")}`,
    STORE_URL: "memory:",
  });
  // People sign in here by the dozen.
  const limits = { connectsByAddress: Infinity, connectsBySession: Infinity };
  const gateway = await createGateway(config, { log: createLog({ level: "silent", format: "json" }), limits, ...ports });
  await gateway.listen();
  return { url: `http://localhost:${port}` };
});
