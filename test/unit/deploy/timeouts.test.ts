import { expect, test } from "@jest/globals";
import { readConfig } from "../../../gateway/config.js";
import { closingLimit, drainLimit, longestRequest } from "../../../gateway/http/shutdown-limits.js";
import { document } from "../../support/markdown.js";

/** Seconds that a line of a file of deploy/ says. */
function secondsIn(path: string, pattern: RegExp): number {
  const [, seconds] = pattern.exec(document(path)) ?? [];
  expect([path, pattern, seconds]).toEqual([path, pattern, expect.stringMatching(/^\d+$/)]);
  return Number(seconds);
}

const rising = (...seconds: number[]): void => {
  expect(seconds).toEqual([...new Set(seconds)].sort((one, other) => one - other));
};

/** The configuration that a file of deploy/ gives a gateway, as far as time is concerned. */
const configIn = (path: string) =>
  readConfig(
    Object.fromEntries(
      [...document(path).matchAll(/^\s*([A-Z_]+_SECONDS): "?(\d+)"?\s*$/gm)].map(([, name, value]) => [name!, value!]),
    ),
  );
const config = readConfig({});

test("a request is given longer by each that it passes on its way to Actionstep and back", () => {
  const { operationDeadline, upstreamTimeout, upstreamSlowTimeout } = config;
  const proxy = secondsIn("deploy/haproxy.cfg", /^\s*timeout server (\d+)s/m);
  const longest = Math.max(...["deploy/compose.yml", "deploy/kubernetes.yml"].map((path) => longestRequest(configIn(path))));
  rising(operationDeadline / 1_000, upstreamTimeout / 1_000, upstreamSlowTimeout / 1_000, longest / 1_000, proxy);
});

test.each<[string, RegExp]>([
  ["deploy/compose.yml", /^\s*stop_grace_period: (\d+)s/m],
  ["deploy/kubernetes.yml", /^\s*terminationGracePeriodSeconds: (\d+)/m],
])("a gateway of %s is given longer to stop than it takes to drain", (path, pattern) => {
  const own = configIn(path);
  // A pause before the signal is taken from the same time.
  const [, pause = "0"] = /preStop:.*sleep\D+(\d+)/.exec(document(path)) ?? [];
  rising(
    longestRequest(own) / 1_000,
    closingLimit(own) / 1_000,
    drainLimit(own) / 1_000,
    secondsIn(path, pattern) - Number(pause),
  );
});

test("the drain grows with what the configuration gives Actionstep", () => {
  const longer = readConfig({ UPSTREAM_SLOW_TIMEOUT_SECONDS: "400", OPERATION_DEADLINE_SECONDS: "40" });
  expect(drainLimit(longer) - drainLimit(config)).toBe(110_000);
});
