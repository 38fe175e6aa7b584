import { afterEach, describe, expect, test } from "@jest/globals";
import { defaultQuirks, type RestQuirks } from "../../simulator/answer-rest.js";
import { startTestGateway, type Answer } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";

/** Milliseconds by which the gateway's clock is ahead. */
let ahead = 0;
const { server, ana } = useGateway({ ports: { clock: () => Date.now() + ahead } });
afterEach(() => {
  server.simulator.set({ quirks: defaultQuirks });
  // What was learned is forgotten after an hour.
  ahead += 61 * 60_000;
});

const MATTERS = `{ matters(first: 4) { nodes { name assignedTo { displayName } billSettings { restId } } } }`;
const CHILDREN = `{ matters(first: 4) { nodes { name tasks(first: 2) { nodes { name } } } } }`;
const BY_ID = `{ nodes(ids: ["Task:1", "Task:2", "Task:3"]) { ... on Task { name } } }`;

const ask = async (query: string): Promise<Answer> => {
  const answer = await ana.query(query);
  expect(answer.errors).toBeUndefined();
  return answer;
};

describe("an endpoint that does not take", () => {
  test.each<[string, Partial<RestQuirks>, string, number, number]>([
    // What is refused is asked for again without it, and the links by id.
    ["side-loaded links", { includes: "refused" }, MATTERS, 4, 3],
    ["side-loaded links, and only ignores them", { includes: "ignored" }, MATTERS, 3, 3],
    ["a choice of fields", { fieldSets: "refused" }, `{ matters(first: 4) { nodes { name } } }`, 2, 1],
    ["a choice of fields, and only ignores it", { fieldSets: "ignored" }, MATTERS, 1, 1],
    ["links in a choice of fields, and drops them", { fieldSets: "attributes" }, MATTERS, 4, 1],
    [
      "links in a choice of fields, of which ids are made, and drops them",
      { fieldSets: "attributes" },
      `{ participantAdditionalNotificationMethods(first: 4) { nodes { id participant { primaryLanguage } } } }`,
      2,
      1,
    ],
    ["several parents in a filter", { linkLists: "refused" }, CHILDREN, 8, 5],
    ["several ids in the path", { maxIdsInPath: 1 }, BY_ID, 3, 1],
    ["several ids in any form", { maxIdsInPath: 1, idLists: "refused" }, BY_ID, 7, 3],
  ])("%s is noticed, avoided from then on, and the query answers", async (_, quirks, query, first, then) => {
    const { data } = await ask(query);
    server.simulator.set({ quirks });
    ahead += 61 * 60_000;
    const learning = await ask(query);
    expect(learning.data).toEqual(data);
    expect(learning.requests.length).toBeLessThanOrEqual(first);
    // Of several parts under suspicion each is tried once more by itself.
    for (let turn = 0; turn < 6; turn++) expect((await ask(query)).data).toEqual(data);
    const learned = await ask(query);
    expect(learned.data).toEqual(data);
    expect(learned.requests).toHaveLength(then);
    const refused = server.simulator.requests.slice(-then).filter(({ status }) => status >= 400);
    expect(refused).toEqual([]);
  });

  test("one of several side-loaded links loses only that one", async () => {
    const undo = server.simulator.fault({
      match: ({ kind, url }) => kind === "rest" && /include=[^&]*\bbillSettings\b/.test(url),
      fault: { kind: "status", status: 400, body: "{}" },
    });
    try {
      for (let turn = 0; turn < 4; turn++) await ask(MATTERS);
      const { requests } = await ask(MATTERS);
      expect(requests.map((request) => request.replace(/&fields.*/, ""))).toEqual([
        "GET actions?pageSize=4&include=assignedTo",
        expect.stringMatching(/^GET actionbillsettings\/\S+,/),
      ]);
    } finally {
      undo();
    }
  });

  test("what was refused is tried again after an hour", async () => {
    server.simulator.set({ quirks: { includes: "refused" } });
    await ask(MATTERS);
    server.simulator.set({ quirks: defaultQuirks });
    ahead += 61 * 60_000;
    expect((await ask(MATTERS)).requests).toHaveLength(1);
  });
});

test("a filter that the API does not accept is the caller's error, told once, and nothing is held against the endpoint", async () => {
  const undo = server.simulator.fault({
    match: ({ kind, url }) => kind === "rest" && /name_ilike/.test(url),
    fault: { kind: "status", status: 400, body: "{}" },
  });
  try {
    const refused = await ana.query(
      `{ matters(first: 4) { nodes { tasks(first: 2, filter: { name: { ilike: "a*" } }) { nodes { name assignee { displayName } } } } } }`,
    );
    expect(refused.errors!.map(({ extensions }) => extensions["code"])).toEqual(Array(4).fill("BAD_USER_INPUT"));
    // The list, the same without its parts, and the same for one parent, to tell what is at fault.
    expect(refused.requests.length).toBeLessThanOrEqual(5);
  } finally {
    undo();
  }
  const { requests } = await ask(
    `{ matters(first: 4) { nodes { tasks(first: 2) { nodes { name assignee { displayName } } } } } }`,
  );
  expect(requests).toHaveLength(2);
  expect(requests[1]).toContain("include=assignee");
});

test("a side-loaded link outside the scope, where scopes are set at Actionstep, is refused to that viewer alone", async () => {
  const strict = await startTestGateway({
    environment: { ACTIONSTEP_SCOPE: "server" },
    simulator: {
      client: { id: "test-client", secret: "test-client-secret", serverScopes: ["actions", "users", "participants"] },
      behaviour: { quirks: { includeOutsideScope: "403", unknownField: "ignore" } },
    },
  });
  try {
    const client = await strict.connect("ana");
    const answers = [
      await client.query(MATTERS),
      await client.query(MATTERS),
      await client.query(MATTERS),
      await client.query(MATTERS),
    ];
    for (const { data, errors } of answers) {
      expect(errors).toBeUndefined();
      expect(data.matters.nodes[0].assignedTo.displayName).toBeTruthy();
      expect(data.matters.nodes[0].billSettings).toBeNull();
    }
    expect(answers.at(-1)!.requests).toHaveLength(1);
  } finally {
    await strict.close();
  }
});
