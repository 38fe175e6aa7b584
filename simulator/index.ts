import type { AddressInfo } from "node:net";
import { STEADY } from "../time/time.js";
import { createBehaviourSettings } from "./control/behaviour.js";
import type { Simulator, SimulatorOptions } from "./contract.js";
import { controls } from "./control/controls.js";
import { createDatabase } from "./seed/index.js";
import { ownCopyOf, type Database } from "./database.js";
import { apiPaths, paths } from "./endpoints.js";
import { createFaults } from "./control/faults.js";
import { createHooks } from "./hooks/hooks.js";
import { grantFile } from "./oauth/grant-file.js";
import { createOAuth, type RegisteredClient } from "./oauth/oauth.js";
import { unknownScopes } from "./oauth/scopes.js";
import { welcomePage } from "./pages/welcome.js";
import { createLimiter } from "./control/limits.js";
import { createPauses } from "./control/pauses.js";
import { createRequestLog, type LoggedRequest } from "./control/request-log.js";
import { curlRecipe } from "./recipe.js";
import { removeUploads } from "./rest/uploads.js";
import { createServer } from "./server.js";

export { defaultBehaviour, type Behaviour, type Rotation } from "./control/behaviour.js";
export type { Simulator, SimulatorOptions } from "./contract.js";
export type { Database, Organisation, Person, Row } from "./database.js";
export type { Fault, FaultRule } from "./control/faults.js";
export type { FirstTokenResponse, TokenResponse } from "./oauth/oauth.js";
export type { IncomingRequest, LoggedRequest, RequestKind } from "./control/request-log.js";
export type { RestQuirks } from "./answer-rest.js";

const registered = ({ client }: SimulatorOptions): RegisteredClient => {
  const {
    id,
    secret,
    name = id,
    redirectUris,
    serverScopes = ["all"],
  } = client ?? { id: "simulator-client", secret: "simulator-secret" };
  const strangers = unknownScopes(serverScopes);
  if (strangers.length > 0) throw new Error(`client.serverScopes: there is no scope ${strangers.join(", ")}.`);
  const nowhere = redirectUris?.filter((uri) => !URL.canParse(uri)) ?? [];
  if (nowhere.length > 0) throw new Error(`client.redirectUris: not an absolute URL: ${nowhere.join(", ")}.`);
  return { id, secret, name, serverScopes, ...(redirectUris && { redirectUris }) };
};

/** The host as it stands in a URL; every address at once is none, so this machine's name then. */
const hostInUrl = (host: string): string =>
  host === "0.0.0.0" || host === "::" ? "localhost" : host.includes(":") ? `[${host}]` : host;

/** A clock that can be moved. */
function movableClock(clock: () => number): { readonly now: () => number; readonly advance: (milliseconds: number) => void } {
  let ahead = 0;
  return {
    now: () => clock() + ahead,
    advance: (milliseconds) => {
      if (!Number.isFinite(milliseconds)) throw new TypeError(`The clock cannot be advanced by ${milliseconds} ms.`);
      ahead += milliseconds;
    },
  };
}

/** The path of an organisation's API. Throws an Error naming all organisations when there is none with the key. */
function pathOf(apis: ReadonlyMap<string, string>, orgkey: string): string {
  const path = apis.get(orgkey);
  if (path === undefined) throw new Error(`There is no organisation ${orgkey}; there are ${[...apis.keys()].join(", ")}.`);
  return path;
}

/** The page at the simulator's root: who can sign in, where the endpoints are, what can be controlled. */
function welcomeOf({ organisations, people }: Database, url: string, apiEndpoint: (orgkey: string) => string): string {
  const firms = new Map(organisations.map(({ orgkey, name }) => [orgkey, name]));
  return welcomePage({
    people: people.map(({ username, displayName, orgkey }) => ({ username, displayName, firm: firms.get(orgkey) ?? orgkey })),
    endpoints: {
      Authorization: url + paths.authorize,
      Token: url + paths.token,
      ...Object.fromEntries([...firms].map(([orgkey, name]) => [`REST of ${name}`, `${apiEndpoint(orgkey)}rest/`])),
      "Identity token keys": url + paths.identityKeys,
    },
    controls,
  });
}

/** The firms of every simulator that is given none: seeded once in a process, never written to. */
let seeded: ReturnType<typeof createDatabase> | undefined;

/** Starts a simulated Actionstep of its own: nothing is shared with any other, nothing is left behind. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = "127.0.0.1", publicHost = hostInUrl(host), clock = Date.now, time = STEADY } = options;
  const behaviour = createBehaviourSettings(options.behaviour);
  const client = registered(options);
  const database = ownCopyOf(options.database ?? (seeded ??= createDatabase()));
  const log = createRequestLog(time);
  const faults = createFaults();
  const pauses = createPauses(time);
  const apis = apiPaths(database);
  let url = "";
  const { now, advance } = movableClock(clock);
  const apiEndpoint = (orgkey: string): string => url + pathOf(apis, orgkey);

  const oauth = createOAuth({
    database,
    client,
    behaviour,
    now,
    url: () => url,
    apiEndpoint,
    ...(options.grantFile !== undefined && { grantFile: grantFile(options.grantFile) }),
  });
  const hooks = createHooks({ now, quirks: () => behaviour.quirks });
  const app = createServer({
    oauth,
    hooks,
    database,
    behaviour,
    limiter: createLimiter(time.now),
    log,
    faults,
    pauses,
    now,
    advance,
    apiEndpoint,
    apiPaths: apis,
    recipe: () => curlRecipe(url, client, database),
    welcome: () => welcomeOf(database, url, apiEndpoint),
  });

  try {
    await app.listen({ port, host });
  } catch (error) {
    await app.close();
    throw error;
  }
  url = `http://${publicHost}:${(app.server.address() as AddressInfo).port}`;
  const ofKind = (kind: LoggedRequest["kind"]): readonly LoggedRequest[] =>
    log.requests.filter((request) => request.kind === kind);
  return {
    url,
    authorizeUrl: url + paths.authorize,
    tokenUrl: url + paths.token,
    apiEndpoint,
    client: { id: client.id, secret: client.secret },
    database,
    get requests() {
      return log.requests;
    },
    restRequests: () => ofKind("rest"),
    tokenRequests: () => ofKind("token"),
    clearRequests: () => log.clear(),
    set: (change) => behaviour.change(change),
    fault: (rule) => faults.add(rule),
    advance,
    now,
    signIn: (username, wishes) => oauth.signIn(username, wishes),
    expireAccessTokens: () => void oauth.expireAccessTokens(),
    revoke: (username) => oauth.revoke(username),
    close: async () => {
      pauses.end();
      await app.close();
      removeUploads(database);
      // After the server, whose last connections may still set off deliveries when they are cut.
      await hooks.end();
    },
  };
}
