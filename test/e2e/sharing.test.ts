import { beforeAll, describe, expect, test } from "@jest/globals";
import { described, type Answer } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";

let here: string;
let there: string;
const { server, ana } = useGateway({ simulator: { behaviour: { latency: 30 } } });
beforeAll(async () => {
  const { people } = server.simulator.database;
  here = "ana";
  const { orgkey } = people.find(({ username }) => username === here)!;
  // Somebody of another firm, whose records have the same ids.
  there = people.find(
    (each) => each.orgkey !== orgkey && people.filter(({ username }) => username === each.username).length === 1,
  )!.username;
});

const people = (from: number): string =>
  `{ nodes(ids: [${Array.from({ length: 10 }, (_, index) => `"Participant:${from + index}"`).join(", ")}]) { ... on Participant { displayName } } }`;

/** Asks several things at one time. */
async function together(asks: readonly (() => Promise<Answer>)[]): Promise<{ answers: Answer[]; requests: string[] }> {
  // Connections that are open already, as a frontend's are: what is sent at one time arrives at one time.
  await Promise.all(asks.map(() => ana.query(`{ viewer { org } }`)));
  const before = server.simulator.restRequests().length;
  const answers = await Promise.all(asks.map((ask) => ask()));
  for (const { errors } of answers) expect(errors).toBeUndefined();
  return { answers, requests: server.simulator.restRequests().slice(before).map(described) };
}

const costs = (answers: readonly Answer[]): number =>
  answers.reduce((sum, { extensions }) => sum + extensions.cost.upstreamRequests, 0);

describe("operations of one viewer at one time", () => {
  test("S6: eight of them, ten people each, are one request", async () => {
    const { answers, requests } = await together(
      Array.from({ length: 8 }, (_, index) => () => ana.query(people(index * 10 + 1))),
    );
    expect(requests).toHaveLength(1);
    expect(costs(answers)).toBe(1);
    for (const [index, { data, extensions }] of answers.entries()) {
      expect(extensions.cost.rounds).toBe(1);
      const alone = await ana.query(people(index * 10 + 1));
      expect(data).toEqual(alone.data);
    }
  });

  test("which want different fields of the same list, get them by one request that asks for both", async () => {
    const { answers, requests } = await together([
      () => ana.query(`{ matters(first: 5) { nodes { name } } }`),
      () => ana.query(`{ matters(first: 5) { nodes { status assignedTo { displayName } } } }`),
    ]);
    expect(requests).toEqual([
      expect.stringMatching(
        /^GET actions\?pageSize=5&include=assignedTo&fields\[actions\]=id,assignedTo,name,status&fields\[participants\]=id,displayName$/,
      ),
    ]);
    expect(Object.keys(answers[0]!.data.matters.nodes[0])).toEqual(["name"]);
    expect(answers[1]!.data.matters.nodes[0]).toEqual({
      status: expect.any(String),
      assignedTo: { displayName: expect.any(String) },
    });
  });

  test("share the lists below their records", async () => {
    const tasks = (id: number): string => `{ matter(id: ${id}) { tasks(first: 2) { nodes { name } } } }`;
    const { requests } = await together([() => ana.query(tasks(3)), () => ana.query(tasks(4))]);
    expect(requests.map((request) => request.replace(/[?].*/, "")).sort()).toEqual(["GET actions/3,4", "GET tasks"]);
  });

  test("join a request that is on its way, and are answered by it", async () => {
    const list = `{ tasks(first: 7, filter: { priority: { eq: HIGH } }) { nodes { name } } }`;
    const before = server.simulator.restRequests().length;
    const first = ana.query(list);
    while (server.simulator.restRequests().length === before) await new Promise((resolve) => setTimeout(resolve, 2));
    const [early, late] = await Promise.all([first, ana.query(list)]);
    expect(server.simulator.restRequests()).toHaveLength(before + 1);
    expect(late.data).toEqual(early.data);
    expect([early, late].map(({ extensions }) => extensions.cost.upstreamRequests)).toEqual([1, 0]);
    expect(late.extensions.cost.rounds).toBe(1);
  });

  test("but not where a client asks for nothing that others read", async () => {
    const list = `{ tasks(first: 6) { nodes { name } } }`;
    const before = server.simulator.restRequests().length;
    const first = ana.query(list);
    while (server.simulator.restRequests().length === before) await new Promise((resolve) => setTimeout(resolve, 2));
    await Promise.all([first, ana.query(list, {}, { "cache-control": "no-cache" })]);
    expect(server.simulator.restRequests()).toHaveLength(before + 2);
  });

  test("go on when one of those that wait for an answer is given up by its client", async () => {
    const list = `{ tasks(first: 9) { nodes { name } } }`;
    const before = server.simulator.restRequests().length;
    // So long that the one has left before the answer is there, however busy this machine is.
    server.simulator.set({ latency: 500 });
    const leaving = new AbortController();
    const cookie = [...ana.browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const gone = fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie },
      body: JSON.stringify({ query: list }),
      signal: leaving.signal,
    }).catch((error: Error) => error.name);
    while (server.simulator.restRequests().length === before) await new Promise((resolve) => setTimeout(resolve, 2));
    const staying = ana.query(list);
    await new Promise((resolve) => setTimeout(resolve, 10));
    leaving.abort();
    server.simulator.set({ latency: 30 });
    expect(await gone).toBe("AbortError");
    const { data, errors } = await staying;
    expect(errors).toBeUndefined();
    expect(data.tasks.nodes).toHaveLength(9);
    expect(server.simulator.restRequests()).toHaveLength(before + 1);
  });

  test("each hear of their own failure in their own words", async () => {
    const undo = server.simulator.fault({
      match: ({ kind, path }) => kind === "rest" && /tasks/.test(path),
      fault: { kind: "status", status: 403, body: `{"error":"insufficient_scope"}` },
    });
    try {
      const [one, other] = await Promise.all([
        ana.query(`{ tasks(first: 3) { nodes { name } } }`),
        ana.query(`{ everything: tasks(first: 3) { nodes { name } } }`),
      ]);
      expect(one.errors!.map(({ path }) => path)).toEqual([["tasks", "nodes"]]);
      expect(other.errors!.map(({ path }) => path)).toEqual([["everything", "nodes"]]);
    } finally {
      undo();
    }
  });
});

describe("operations of two viewers at one time", () => {
  const QUERY = `{ viewer { org } nodes(ids: ["Matter:1", "Matter:2"]) { ... on Matter { name } } division(id: 1) { id } matters(first: 3) { nodes { id name } } }`;

  test("are sent apart, each with its own token, and answered apart, though they are the same to the letter", async () => {
    const them = await server.connect(there);
    const alone = [await ana.query(QUERY), await them.query(QUERY)];
    expect(alone[0]!.data.matters).not.toEqual(alone[1]!.data.matters);
    const before = server.simulator.restRequests().length;
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => [ana, them][index % 2]!.query(QUERY)));
    answers.forEach(({ data, errors }, index) => {
      expect(errors).toBeUndefined();
      expect(data).toEqual(alone[index % 2]!.data);
    });
    const requests = server.simulator.restRequests().slice(before);
    const askers = (person: string): string[] =>
      requests.filter((each) => each.person === person).map(({ url }) => url.replace(/.*rest\//, ""));
    expect(new Set(askers(here))).toEqual(new Set(askers(there)));
  });

  test("of whom one may see less, are not answered with what the other may see", async () => {
    const sam = server.simulator.database.people.find(
      ({ username, rights }) => username.startsWith("sam") && rights.hiddenMatters.size > 0,
    )!;
    const [hidden] = [...sam.rights.hiddenMatters];
    const client = await server.connect(sam.username, { orgkey: sam.orgkey });
    const query = `{ matter(id: ${hidden}) { name } }`;
    const [seen, unseen] = await Promise.all([ana.query(query), client.query(query)]);
    expect(seen.data.matter.name).toBeTruthy();
    expect(unseen.data.matter).toBeNull();
  });
});
