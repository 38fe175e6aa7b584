import { beforeEach, describe, expect, test } from "@jest/globals";
import { resources } from "../../schema/resources/index.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";
import { useGateway } from "../support/use-gateway.js";

/** Milliseconds by which the gateway's clock is ahead. */
let ahead = 0;
const { server, ana } = useGateway({ ports: { clock: () => Date.now() + ahead } });
beforeEach(() => {
  // Whatever was kept has had its time.
  ahead += 2 * 3_600_000;
});

const TYPES = `{ nodes(ids: ["MatterType:1", "MatterType:2"]) { ... on MatterType { name } } }`;

describe("a record of a slow-moving resource", () => {
  test("is asked for once, and then is on hand for as long as its resource file says", async () => {
    const first = await ana.query(TYPES);
    expect(first.requests).toHaveLength(1);
    const again = await ana.query(TYPES);
    expect(again.data).toEqual(first.data);
    expect(again.requests).toEqual([]);
    expect(again.extensions.cost).toEqual({ upstreamRequests: 0, rounds: 0, cacheHits: 2 });
    ahead += 9 * 60_000;
    expect((await ana.query(TYPES)).requests).toEqual([]);
    ahead += 2 * 60_000;
    expect((await ana.query(TYPES)).requests).toHaveLength(1);
  });

  test("is on hand one by one: only what is missing is asked for", async () => {
    await ana.query(`{ matterType(id: 1) { name } }`);
    const { requests, data } = await ana.query(
      `{ nodes(ids: ["MatterType:2", "MatterType:1"]) { id ... on MatterType { name } } }`,
    );
    expect(requests).toEqual(["GET actiontypes/2?fields[actiontypes]=id,name"]);
    expect(data.nodes.map(({ id }: { id: string }) => id)).toEqual(["MatterType:2", "MatterType:1"]);
  });

  test("that came along with another record is kept as well", async () => {
    const { data } = await ana.query(`{ matter(id: 1) { matterType { id name } } }`);
    const { requests } = await ana.query(`{ node(id: "${data.matter.matterType.id}") { ... on MatterType { name } } }`);
    expect(requests).toEqual([]);
  });

  test("is asked for again where more of it is wanted than was read", async () => {
    await ana.query(`{ matterType(id: 1) { name } }`);
    expect((await ana.query(`{ matterType(id: 1) { name isDisabled } }`)).requests).toHaveLength(1);
    expect((await ana.query(`{ matterType(id: 1) { isDisabled } }`)).requests).toEqual([]);
  });

  test("is asked for again by a client that says no-cache, and what comes is kept", async () => {
    await ana.query(TYPES);
    expect((await ana.query(TYPES, {}, { "cache-control": "no-cache" })).requests).toHaveLength(1);
    expect((await ana.query(TYPES)).requests).toEqual([]);
  });

  test("is nobody else's, and no other scope's", async () => {
    await ana.query(TYPES);
    const { orgkey } = server.simulator.database.people.find(({ username }) => username === "ana")!;
    const colleague = server.simulator.database.people.find((each) => each.orgkey === orgkey && each.username !== "ana")!;
    const other = await server.connect(colleague.username, { orgkey });
    expect((await other.query(TYPES)).requests).toHaveLength(1);
    const narrower = await server.connect("ana", { scope: "actiontypes users" });
    expect((await narrower.query(TYPES)).requests).toHaveLength(1);
  });
});

test("what is not said to be slow-moving is asked for every time", async () => {
  const query = `{ participant(id: 1) { displayName } }`;
  const client = await server.connect("ana");
  expect((await client.query(query)).errors).toBeUndefined();
  expect((await client.query(query)).requests).toHaveLength(1);
});

test("nothing is kept of people, matters, work or money", () => {
  const kept = resources.map(resourceOf).filter(({ maxAge }) => maxAge !== undefined);
  expect(kept.length).toBeGreaterThan(20);
  for (const { maxAge } of kept) expect(maxAge).toBeLessThanOrEqual(3600);
  const paths = kept.map(({ path }) => path);
  for (const path of ["actions", "participants", "tasks", "timeentries", "filenotes", "users", "bills", "emails", "settings"])
    expect(paths).not.toContain(path);
});
