import { parentPort, workerData } from "node:worker_threads";
import { startSimulator } from "../simulator/index.js";

const { port, client, latency } = workerData as {
  port: number;
  client: { id: string; secret: string; redirectUris: string[] };
  latency: number;
};
const { authorizeUrl, tokenUrl, database } = await startSimulator({
  port,
  publicHost: "localhost",
  client,
  behaviour: { latency },
});
const { username, password } = database.people[0]!;
parentPort!.postMessage({ authorizeUrl, tokenUrl, username, password });
