import { EventEmitter } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { run } from "../../../simulator/command.js";
import { startSimulator, type Simulator } from "../../../simulator/index.js";
import { get } from "../../support/simulator/by-hand.js";
import { twoFirms } from "../../support/simulator/two-firms.js";

describe("the command", () => {
  let taken: Simulator;
  beforeAll(async () => {
    taken = await startSimulator({ database: twoFirms() });
  });
  afterAll(() => taken.close());

  const start = (
    ...argv: string[]
  ): { code: Promise<number>; printed: string[]; complained: string[]; signals: EventEmitter } => {
    const [printed, complained, signals] = [[] as string[], [] as string[], new EventEmitter()];
    const code = run(argv, { print: (text) => printed.push(text), complain: (text) => complained.push(text), signals });
    return { code, printed, complained, signals };
  };

  test("says where it listens, who can sign in and with which credentials, and ends on a signal", async () => {
    const { code, printed, signals } = start(
      "--port",
      "0",
      "--latency",
      "1",
      "--rotation",
      "family",
      "--redirect-uri",
      "http://localhost:1/a",
      "--access-token-seconds",
      "77",
    );
    while (signals.listenerCount("SIGTERM") === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const text = printed.join("\n");
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)![0];
    for (const shown of [
      `listens on ${url}\n`,
      `${url}/api/oauth/authorize`,
      `${url}/api/oauth/token`,
      "simulator-client",
      "simulator-secret",
      "http://localhost:1/a",
    ])
      expect(text).toContain(shown);
    expect(text).toMatch(/^ {2}\S+ +demo +\S+ \S+, \S/m);
    expect(await (await get(`${url}/_simulator/behaviour`)).json()).toMatchObject({
      latency: 1,
      rotation: "family",
      accessTokenSeconds: 77,
    });
    signals.emit("SIGTERM");
    expect(await code).toBe(0);
    expect(signals.eventNames()).toEqual([]);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("explains itself", async () => {
    const { code, printed } = start("--help");
    expect(await code).toBe(0);
    for (const option of ["--port", "--host", "--latency", "--access-token-seconds", "--rotation", "--redirect-uri"])
      expect(printed.join()).toContain(option);
  });

  test.each([
    [["--colour", "red"], /--colour/],
    [["extra"], /extra/],
    [["--port", "http"], /--port is "http"/],
    [["--port", "70000"], /--port is 70000/],
    [["--latency", "-5"], /--latency/],
    [["--latency", "9999999"], /--latency/],
    [["--rotation", "never"], /--rotation.*strict/],
    [["--redirect-uri", "/callback"], /--redirect-uri is "\/callback"/],
    [["--access-token-seconds", "1.5"], /--access-token-seconds/],
  ])("refuses %j and points to the help", async (argv, why) => {
    const { code, complained, printed } = start(...argv);
    expect(await code).toBe(2);
    expect(complained.join()).toMatch(why);
    expect(complained.join()).toContain("--help");
    expect(printed).toEqual([]);
  });

  test("says in one line that the port is taken", async () => {
    const { port } = new URL(taken.url);
    const { code, complained } = start("--port", port);
    expect(await code).toBe(1);
    expect(complained).toEqual([
      expect.stringMatching(new RegExp(`^The simulator cannot listen on 127\\.0\\.0\\.1:${port}: .*--port\\.$`)),
    ]);
  });
});
