import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "@jest/globals";
import { startTestGateway } from "../support/gateway.js";
import { installed, testWith } from "../support/installed.js";
import { blocksOf, document } from "../support/markdown.js";

const run = promisify(execFile);
const curl = installed("curl");
const bash = installed("bash");

testWith(curl && bash)("the README's recipe connects with curl alone and gets data of five resources", async () => {
  const recipe = blocksOf(document("README.md")).find(({ language, text }) => language === "sh" && text.includes("curl"))!.text;
  expect(recipe).toContain("http://localhost:4000");
  const server = await startTestGateway();
  // What the recipe leaves behind, its cookies, goes with the directory.
  const directory = await mkdtemp(join(tmpdir(), "curl-"));
  try {
    const { stdout } = await run(bash!, ["-euc", recipe.replaceAll("http://localhost:4000", server.url)], {
      cwd: directory,
      env: { PATH: process.env["PATH"], HOME: directory, TMPDIR: directory },
      timeout: 20_000,
    });
    const some = expect.stringMatching(/./);
    expect(JSON.parse(stdout)).toEqual({
      data: {
        viewer: { user: { emailAddress: "ana@kauripartners.example" } },
        matters: {
          nodes: [
            {
              name: some,
              assignedTo: { displayName: some },
              tasks: { nodes: [{ name: some }] },
              timeEntries: { nodes: [{ actualHours: some }] },
            },
          ],
        },
      },
      extensions: { cost: { upstreamRequests: expect.any(Number), rounds: expect.any(Number), cacheHits: expect.any(Number) } },
    });
    const asked = server.simulator.requests.filter(({ kind }) => kind === "rest").map(({ url }) => url);
    const resources = new Set(
      asked.flatMap((url) => [/rest\/(\w+)/.exec(url)?.[1], ...[...url.matchAll(/fields\[(\w+)/g)].map(([, path]) => path)]),
    );
    expect([...resources].sort()).toEqual(["actions", "participants", "tasks", "timeentries", "users"]);
  } finally {
    await rm(directory, { recursive: true, force: true });
    await server.close();
  }
});

testWith(curl && bash)("the README's recipe for programs asks with a gateway token alone", async () => {
  const recipe = blocksOf(document("README.md")).find(({ text }) => text.includes("$GATEWAY_TOKEN"))!.text;
  const server = await startTestGateway();
  try {
    const { browser } = await server.connect("ana");
    const made = await browser.send(`${server.url}/auth/tokens`, { json: { label: "curl" }, headers: { "x-csrf": "1" } });
    const { token } = (await made.json()) as { token: string };
    const { stdout } = await run(bash!, ["-euc", recipe.replaceAll("http://localhost:4000", server.url)], {
      env: { PATH: process.env["PATH"], GATEWAY_TOKEN: token },
      timeout: 20_000,
    });
    expect(JSON.parse(stdout)).toMatchObject({
      data: { viewer: { org: "kauripartners", user: { emailAddress: "ana@kauripartners.example" } } },
    });
  } finally {
    await server.close();
  }
});
