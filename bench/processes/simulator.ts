import { createDatabase } from "../../simulator/seed/index.js";
import { startSimulator } from "../../simulator/index.js";
import { evenFirm } from "../../simulator/seed/even-firm.js";
import { runChild } from "../child.js";
import type { Credentials } from "../sign-in.js";

/** How much there is, and how long each REST answer takes in milliseconds. */
export interface SimulatorInput {
  /** Matters of a larger firm; otherwise the one whose requests are counted. */
  readonly matters?: number;
  readonly latency?: number;
}

/** Where it is, and who can sign in. */
export interface SimulatorReady {
  readonly url: string;
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly client: { readonly id: string; readonly secret: string };
  readonly person: Credentials;
  /** A token of that person's, for programs without a gateway, and where it is good. */
  readonly token: string;
  readonly apiEndpoint: string;
}

runChild<SimulatorInput, SimulatorReady>(async ({ matters, latency = 0 }) => {
  const simulator = await startSimulator({
    publicHost: "localhost",
    database: matters === undefined ? evenFirm() : createDatabase({ scale: { matters } }),
    behaviour: { latency, accessTokenSeconds: 86_400 },
  });
  const { url, authorizeUrl, tokenUrl, client, database } = simulator;
  const person = database.people[0]!;
  const { access_token: token, api_endpoint: apiEndpoint } = simulator.signIn(person.username);
  return { url, authorizeUrl, tokenUrl, client, person, token, apiEndpoint };
});
