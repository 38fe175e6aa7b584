import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { request } from "undici";
import { startSimulator, type Simulator } from "../../simulator/index.js";
import { createBrowser, type Browser } from "../support/browser.js";
import { fileForm } from "../support/file-form.js";
import { freePort } from "../support/free-port.js";
import { runGateway, untilReady, type GatewayProcess } from "../support/gateway-process.js";
import { generatedFile, type GeneratedFile } from "../support/generated-file.js";
import { residentMemory, watchMemory } from "../support/resident-memory.js";

const MEGABYTE = 1_048_576;
const SIZE = 200 * MEGABYTE;
/** What memory may grow by, whatever the size of a file. Node 24 takes 100 MB of it for itself. */
const ALLOWANCE = 120 * 1_048_576;

const directory = mkdtempSync(join(tmpdir(), "gateway-"));
const browser: Browser = createBrowser();
let simulator: Simulator;
let gateway: GatewayProcess;
let url = "";
let file: GeneratedFile;
/** Memory when the gateway had nothing to do yet. */
let idle = 0;

beforeAll(async () => {
  const port = await freePort();
  url = `http://localhost:${port}`;
  const client = { id: "test-client", secret: "test-client-secret", redirectUris: [`${url}/auth/callback`] };
  simulator = await startSimulator({ client, publicHost: "localhost" });
  gateway = runGateway(directory, {
    PORT: String(port),
    HOST: "localhost",
    ACTIONSTEP_ENVIRONMENT: "custom",
    ACTIONSTEP_AUTHORIZE_URL: simulator.authorizeUrl,
    ACTIONSTEP_TOKEN_URL: simulator.tokenUrl,
    ACTIONSTEP_API_HOSTS: new URL(simulator.url).host,
    ACTIONSTEP_CLIENT_ID: client.id,
    ACTIONSTEP_CLIENT_SECRET: client.secret,
    AUTH_KEYS: `test:${Buffer.alloc(32, 7).toString("base64")}`,
    STORE_URL: "memory:",
  });
  await untilReady(url, gateway);
  const authorize = (await browser.send(`${url}/auth/connect`)).headers.get("location")!;
  await browser.send(authorize, { form: { username: "ana", password: "demo" } });
  const decided = await browser.send(authorize, { form: { decision: "allow" } });
  expect((await browser.send(decided.headers.get("location")!)).status).toBe(303);
  file = generatedFile(SIZE);
  idle = residentMemory(gateway.child.pid!);
}, 120_000);

afterAll(async () => {
  gateway.child.kill("SIGKILL");
  await gateway.exit;
  await simulator.close();
  rmSync(directory, { recursive: true, force: true });
});

const cookie = (): string => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");

async function upload(length: boolean): Promise<{ file: string; size: number }> {
  const form = fileForm(file, { name: "recording.bin", length });
  const answer = await request(`${url}/files`, {
    method: "POST",
    headers: { ...form.headers, cookie: cookie(), "x-csrf": "1" },
    body: form.body,
    headersTimeout: 120_000,
  });
  const body = (await answer.body.json()) as { file: string; size: number };
  expect({ status: answer.statusCode, body }).toMatchObject({ status: 201, body: { size: SIZE } });
  return body;
}

// Tests look into answers of any shape.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
async function graphql(query: string, variables: unknown): Promise<{ data: any; errors?: unknown }> {
  return (await (await browser.send(`${url}/graphql`, { json: { query, variables } })).json()) as { data: unknown };
}

describe("200 MB through a gateway", () => {
  let contentUrl = "";

  test.each([
    ["of known length goes up as it arrives", true],
    ["of unknown length goes up", false],
  ])(
    "a file %s, and memory stays flat",
    async (_, length) => {
      const most = watchMemory(gateway.child.pid!);
      const uploaded = await upload(length);
      const grown = most() - idle;
      expect(grown).toBeLessThan(ALLOWANCE);
      const { data, errors } = await graphql(
        "mutation ($input: CreateMatterDocumentInput!) { createMatterDocument(input: $input) { matterDocument { fileSize contentUrl } userErrors { message } } }",
        { input: { name: "Recording", matterId: "Matter:1", file: uploaded.file } },
      );
      expect(errors).toBeUndefined();
      expect(data.createMatterDocument).toMatchObject({ matterDocument: { fileSize: SIZE }, userErrors: [] });
      contentUrl = data.createMatterDocument.matterDocument.contentUrl;
    },
    180_000,
  );

  test("the same bytes come down, and memory stays flat", async () => {
    const most = watchMemory(gateway.child.pid!);
    const answer = await request(contentUrl, { headers: { cookie: cookie() } });
    const hash = createHash("sha256");
    let size = 0;
    for await (const piece of answer.body as AsyncIterable<Buffer>) {
      size += piece.length;
      hash.update(piece);
    }
    const grown = most() - idle;
    expect(answer.headers).toMatchObject({ "content-length": String(SIZE), "content-type": "application/octet-stream" });
    expect({ size, sha256: hash.digest("hex") }).toEqual({ size: SIZE, sha256: file.sha256 });
    expect(grown).toBeLessThan(ALLOWANCE);
  }, 180_000);
});
