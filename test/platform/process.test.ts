import { execFile, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createKeyRing } from "../../auth/crypto/keys.js";
import { createSealer } from "../../auth/crypto/seal.js";
import { openStores } from "../../gateway/stores/index.js";
import { createBrowser, type Browser } from "../support/browser.js";
import { freePort } from "../support/free-port.js";
import { runGateway, untilReady, type GatewayProcess } from "../support/gateway-process.js";

const directories: string[] = [];
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
});

const directory = (): string => {
  const made = mkdtempSync(join(tmpdir(), "gateway-"));
  directories.push(made);
  return made;
};

/** Runs the built gateway as its own process; whatever becomes of the test, it ends with it. */
function run(cwd: string, environment: Record<string, string>): GatewayProcess {
  const gateway = runGateway(cwd, environment);
  children.push(gateway.child);
  return gateway;
}

async function signIn(browser: Browser, url: string): Promise<void> {
  const authorize = (await browser.send(`${url}/auth/connect`)).headers.get("location")!;
  await browser.send(authorize, { form: { username: "ana", password: "demo" } });
  const decided = await browser.send(authorize, { form: { decision: "allow" } });
  expect((await browser.send(decided.headers.get("location")!)).status).toBe(303);
}

describe("the gateway as a process", () => {
  test("starts the demo with nothing configured, and keeps sessions and connections over a restart", async () => {
    const cwd = directory();
    const [port, simulatorPort] = [await freePort(), await freePort()];
    const url = `http://localhost:${port}`;
    const environment = { PORT: String(port), SIMULATOR_PORT: String(simulatorPort) };
    const first = run(cwd, environment);
    await untilReady(url, first);
    expect(first.output()).toContain(url);
    expect(first.output()).toMatch(/ana\s+demo/);

    const browser = createBrowser();
    await signIn(browser, url);
    const viewer = async () =>
      (await (
        await browser.send(`${url}/graphql`, { json: { query: "{ viewer { org } matters(first: 1) { nodes { name } } }" } })
      ).json()) as {
        data: { viewer: { org: string }; matters: { nodes: unknown[] } };
      };
    const before = await viewer();
    expect(before.data.viewer.org).toBeTruthy();
    expect(before.data.matters.nodes).toHaveLength(1);

    first.child.kill("SIGTERM");
    expect(await first.exit).toBe(0);
    const second = run(cwd, environment);
    await untilReady(url, second);
    expect(await viewer()).toMatchObject({ data: before.data });
    expect(statSync(join(cwd, ".data", "auth-key")).mode & 0o777).toBe(0o600);
    expect(existsSync(join(cwd, ".data", "store"))).toBe(true);
    second.child.kill("SIGTERM");
    expect(await second.exit).toBe(0);
    expect(second.output()).not.toContain([...browser.cookies.values()][0]);
  });

  test("npm run keys says what each key still seals, and which keys are missing", async () => {
    const cwd = directory();
    const storeUrl = `lmdb:${join(cwd, "store")}`;
    const stores = await openStores(storeUrl);
    const key = (fill: number): Uint8Array => new Uint8Array(32).fill(fill);
    for (const [index, id] of ["k1", "k2", "k2", "k9"].entries()) {
      const sealed = await createSealer(createKeyRing([{ id, key: key(1) }])).seal("token", "somewhere", {});
      await stores.tokens.cas(`conn:c_${index}`, null, JSON.stringify({ v: 1, sealed }));
    }
    await stores.close();
    const base64 = Buffer.from(key(1)).toString("base64");
    const counting = promisify(execFile)(
      process.execPath,
      [fileURLToPath(new URL("../../dist/gateway/count-keys.js", import.meta.url))],
      {
        cwd,
        env: { STORE_URL: storeUrl, AUTH_KEYS: `k2:${base64},k1:${base64},k0:${base64}` },
      },
    );
    const { stdout } = await counting;
    expect(stdout).toMatch(/k2 +seals +2 connections\n/);
    expect(stdout).toMatch(/k1 +opens only +1 connections\n/);
    expect(stdout).toMatch(/k0 +opens only +nothing: it may be removed/);
    expect(stdout).toMatch(/k9 +MISSING from AUTH_KEYS +1 connections/);
    expect(stdout).not.toContain(base64);
  });

  test("refuses to start on a wrong configuration, listing every problem", async () => {
    const refused = run(directory(), { PORT: "eighty", ACTIONSTEP_ENVIRONMENT: "production" });
    expect(await refused.exit).toBe(1);
    for (const name of ["PORT", "ACTIONSTEP_CLIENT_ID", "ACTIONSTEP_CLIENT_SECRET"])
      expect(refused.output()).toContain(`- ${name}`);
    expect(refused.output()).not.toMatch(/\n\s+at /);
  });

  test.each<[string, (path: string) => void, RegExp]>([
    ["a directory in place of .env", (path) => mkdirSync(path), /- \.env is a directory; expected a text file, or none\./],
    ["a line of .env that is no setting", (path) => writeFileSync(path, "PORT 4000\n"), /- \.env, line 1, is no setting/],
    ["what .env says in UTF-16", (path) => writeFileSync(path, "\uFEFFPORT=eighty\r\n", "utf16le"), /- PORT is "eighty"/],
  ])("refuses to start on %s, in words", async (_, put, problem) => {
    const cwd = directory();
    put(join(cwd, ".env"));
    const refused = run(cwd, {});
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toMatch(problem);
    expect(refused.output()).not.toMatch(/\n\s+at /);
  });

  test("takes what is set in the environment before what .env says", async () => {
    const cwd = directory();
    writeFileSync(join(cwd, ".env"), "PORT=eighty\nLOG_LEVEL=loud\n");
    const refused = run(cwd, { PORT: "0" });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toContain('LOG_LEVEL is "loud"');
    expect(refused.output()).not.toContain("PORT");
  });

  test("says in one line that the port of its metrics is taken", async () => {
    const port = await freePort();
    const squatter = createServer().listen(port, "127.0.0.1");
    try {
      const refused = run(directory(), { PORT: "0", METRICS_PORT: String(port), SIMULATOR_PORT: "0", STORE_URL: "memory:" });
      expect(await refused.exit).toBe(1);
      expect(refused.output()).toContain(`Port ${port} is in use on 127.0.0.1. Stop what listens there, or set METRICS_PORT`);
    } finally {
      squatter.close();
    }
  });

  test("says in one line that its port is taken", async () => {
    const port = await freePort();
    const squatter = createServer().listen(port, "127.0.0.1");
    try {
      const refused = run(directory(), { PORT: String(port), SIMULATOR_PORT: String(await freePort()), STORE_URL: "memory:" });
      expect(await refused.exit).toBe(1);
      expect(refused.output()).toContain(`Port ${port} is in use`);
      expect(refused.output()).not.toMatch(/\n\s+at /);
    } finally {
      squatter.close();
    }
  });
});
