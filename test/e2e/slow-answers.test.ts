import { afterEach, describe, expect, test } from "@jest/globals";
import { createServedTime } from "../support/served-time.js";
import { useGateway } from "../support/use-gateway.js";

const { server, ana } = useGateway({
  time: createServedTime(),
  ports: { upstreamTimeout: 700, upstreamSlowTimeout: 20_000, retry: { afterFailure: 1 } },
  // Less than the answers below take: it bounds waiting and sending again, not an answer on its way.
  environment: { OPERATION_DEADLINE_SECONDS: "1" },
});
let undo = (): void => undefined;
afterEach(() => undo());

const slowly = (path: RegExp): void => {
  undo = server.simulator.fault({
    match: ({ kind, url }) => kind === "rest" && path.test(url),
    fault: { kind: "delay", ms: 2_000 },
  });
};

describe("an answer that Actionstep takes its time for", () => {
  test.each([
    ["the first page of a list", /tasks/, `{ tasks(first: 3) { nodes { name } } }`],
    ["the number of a list's rows", /tasks/, `{ tasks { totalCount } }`],
    ["the children of several parents", /tasks/, `{ matters(first: 3) { nodes { tasks(first: 1) { nodes { name } } } } }`],
  ])("is waited for where it is %s", async (_, path, query) => {
    slowly(path);
    const { errors, requests } = await ana.query(query);
    expect(errors).toBeUndefined();
    expect(requests.length).toBeLessThanOrEqual(2);
  });

  test.each([
    ["a record", /tasks/, `{ task(id: 1) { name } }`],
    ["several records", /tasks/, `{ nodes(ids: ["Task:1", "Task:2"]) { id } }`],
    ["a later page", /page=2/, `{ timeEntries(first: 300) { nodes { id } } }`],
  ])("is given up after less where it is %s", async (_, path, query) => {
    slowly(path);
    const { errors } = await ana.query(query);
    expect(errors![0]!.extensions["code"]).toBe("UPSTREAM_UNAVAILABLE");
  });
});
