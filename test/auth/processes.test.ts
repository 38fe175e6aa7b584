import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { startSimulator, type Simulator } from "../../simulator/index.js";
import { createAuth, type AuthSettings } from "../../auth/index.js";
import { createConnectionRecords } from "../../auth/connection-record.js";
import { createKeyRing } from "../../auth/keys.js";
import { createSealer } from "../../auth/seal.js";
import { createVault } from "../../auth/vault.js";
import { openStores } from "../../gateway/stores.js";
import { digest } from "../../auth/secret.js";
import { memoryLog } from "../support/memory-log.js";

const PROCESSES = 4;
const CALLERS = 50;
const KEY = new Uint8Array(32).fill(5);
const SESSION = "s".repeat(43);

let folder: string;
let simulator: Simulator;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "asgw-processes-"));
  simulator = await startSimulator({ behaviour: { rotation: "family", tokenLatency: 50, tokenLatencyAfterCommit: 50 } });
});
afterEach(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const settings = (): AuthSettings => ({
  publicUrl: new URL("http://localhost:4000"),
  environment: "custom",
  clientId: simulator.client.id,
  clientSecret: simulator.client.secret,
  clientAuth: "body",
  authorizeUrl: new URL(simulator.authorizeUrl),
  tokenUrl: new URL(simulator.tokenUrl),
  scope: ["users"],
  apiHosts: [new URL(simulator.url).host],
  keys: [{ id: "k1", key: KEY }],
  frontendOrigins: [],
  sameSite: "lax",
  allowInsecureUpstream: true,
});

/** A connection whose access token has ended, and a session for it, as an earlier process left them. */
async function leaveExpired(): Promise<string> {
  const stores = await openStores(`lmdb:${folder}`);
  const tokens = simulator.signIn("ana");
  const id = "c_expired";
  const { sealed, rtFp } = await createVault(createSealer(createKeyRing([{ id: "k1", key: KEY }]))).seal(id, {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    person: {},
  });
  const then = Date.now() - 3_600_000;
  await createConnectionRecords(stores.tokens).change(id, () => ({
    ...{ v: 1, env: "custom", clientId: simulator.client.id, orgkey: tokens.orgkey, userId: "1", principalId: "p" },
    ...{ apiEndpoint: tokens.api_endpoint, requestedScopes: [], grantedScopes: ["users"], sealed, rtFp },
    ...{ atIssuedAt: then, atExpiresAt: then + 3_600_000, rtObtainedAt: then, rtExpiresAt: then + 86_400_000 },
    ...{ status: "active", failures: 0, createdAt: then, updatedAt: then },
  }));
  const session = { connectionId: id, createdAt: Date.now(), endsAt: Date.now() + 86_400_000 };
  await stores.sessions.set(`session:${digest(SESSION)}`, session, 86_400_000);
  await stores.close();
  return id;
}

test(`C2: ${PROCESSES} processes with ${CALLERS} callers each spend one refresh token, and everybody gets the new access token`, async () => {
  const id = await leaveExpired();
  const { keys: _keys, ...plain } = settings();
  const script = `
    import { openStores } from ${JSON.stringify(pathToFileURL("gateway/stores.ts").href)};
    import { createAuth } from ${JSON.stringify(pathToFileURL("auth/index.ts").href)};
    import { createHash } from "node:crypto";
    const settings = ${JSON.stringify(plain)};
    for (const name of ["publicUrl", "authorizeUrl", "tokenUrl"]) settings[name] = new URL(settings[name]);
    settings.keys = [{ id: "k1", key: new Uint8Array(32).fill(5) }];
    const stores = await openStores(${JSON.stringify(`lmdb:${folder}`)});
    const log = { debug() {}, info() {}, warn: console.error, error: console.error };
    const auth = createAuth(settings, { tokens: stores.tokens, sessions: stores.sessions, log, problemPage: () => "" });
    await auth.selfTest();
    const viewer = await auth.authenticate({ headers: { cookie: "asgw=${SESSION}" } });
    const tokens = await Promise.all(Array.from({ length: ${CALLERS} }, () => viewer.accessToken()));
    console.log(JSON.stringify(tokens.map(({ value }) => createHash("sha256").update(value.reveal()).digest("hex"))));
    await auth.close();
    await stores.close();`;
  const run = promisify(execFile);
  const outputs = await Promise.all(
    Array.from({ length: PROCESSES }, async () => {
      const { stdout } = await run(process.execPath, ["--import", "tsx", "--input-type=module", "--eval", script], {
        timeout: 25_000,
      });
      return JSON.parse(stdout) as string[];
    }),
  );
  const served = outputs.flat();
  expect(served).toHaveLength(PROCESSES * CALLERS);
  expect(new Set(served).size).toBe(1);
  expect(simulator.tokenRequests()).toHaveLength(1);

  const stores = await openStores(`lmdb:${folder}`);
  const auth = createAuth(settings(), {
    tokens: stores.tokens,
    sessions: stores.sessions,
    log: memoryLog(),
    problemPage: () => "",
  });
  expect((await createConnectionRecords(stores.tokens).read(id))?.record).toMatchObject({ v: 2, status: "active" });
  expect((await auth.health()).ok).toBe(true);
  await auth.close();
  await stores.close();
});
