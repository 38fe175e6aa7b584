import { afterEach, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../simulator/index.js";
import { type Answer } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";

/** Milliseconds by which the gateway's clock is ahead. */
let ahead = 0;
const { server, ana } = useGateway({
  ports: { upstreamTimeout: 400, clock: () => Date.now() + ahead, retry: { afterRefusal: 1, afterFailure: 1 } },
});
let repair = (): void => undefined;
afterEach(() => {
  repair();
  ahead += 61 * 60_000;
});

/** The ids that a request names, in its path or in the filter that stands for it. */
const idsIn = (url: string, path: string): readonly string[] =>
  (new RegExp(`/${path}/([^?]+)`).exec(url)?.[1] ?? /[?&]id(?:_in)?=([^&]+)/.exec(url)?.[1])?.split(",") ?? [];

/** Has every request fail that asks for one of these records. */
function breakRecords(path: string, ids: readonly number[], fault: Fault, where: RegExp = /./): void {
  repair = server.simulator.fault({
    match: ({ kind, url }) => kind === "rest" && where.test(url) && idsIn(url, path).some((id) => ids.includes(Number(id))),
    fault,
  });
}

const participants = (first: number, last: number): string =>
  `{ nodes(ids: ${idList("Participant", range(first, last))}) { ... on Participant { restId displayName } } }`;

const idList = (type: string, ids: readonly number[]): string => JSON.stringify(ids.map((id) => `${type}:${id}`));

const range = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, index) => first + index);

/** The ids of the records that were answered, and the code and place of each error. */
const outcome = ({ data, errors = [] }: Answer): { missing: number[]; errors: [unknown, unknown][] } => ({
  missing: (data.nodes as unknown[]).flatMap((node, index) => (node === null ? [index + 1] : [])),
  errors: errors.map(({ path, extensions }) => [Number(path![1]) + 1, extensions["code"]]),
});

const refusal = (status: number): Fault => ({ kind: "status", status, body: `{"errors":{"status":${status},"code":"AS-TBC"}}` });
const NONSENSE: Fault = { kind: "status", status: 200, body: "{" };

describe("a record for which Actionstep refuses or fails, among forty", () => {
  // Without choices of fields a request is refused once; with them it is asked again without.
  test.each<[string, Fault, string | undefined, number]>([
    ["403", refusal(403), "FORBIDDEN", 20],
    ["400", refusal(400), "UPSTREAM_INVALID_RESPONSE", 20],
    ["404", refusal(404), undefined, 16],
    ["500", refusal(500), "UPSTREAM_UNAVAILABLE", 13],
    ["half an answer", { kind: "truncate" }, "UPSTREAM_INVALID_RESPONSE", 13],
    ["nonsense", NONSENSE, "UPSTREAM_INVALID_RESPONSE", 13],
  ])("by %s, is alone without an answer", async (_, fault, code, most) => {
    breakRecords("participants", [7], fault);
    const answer = await ana.query(participants(1, 40));
    expect(outcome(answer)).toEqual({ missing: [7], errors: code === undefined ? [] : [[7, code]] });
    expect(answer.requests.length).toBeLessThanOrEqual(most);
    expect(answer.extensions.cost.upstreamRequests).toBe(answer.requests.length);
    // Every other record was wanted once and is answered once.
    expect(answer.data.nodes[39].restId).toBe("40");
  });

  test("is named by the same error as when it is asked for by itself", async () => {
    breakRecords("participants", [7], refusal(403), /\/participants\//);
    const mendPath = repair;
    // As a condition, its id finds what the person may see.
    const mendFilter = server.simulator.fault({
      match: ({ kind, url }) => kind === "rest" && /participants\?id_in/.test(url),
      fault: {
        kind: "replace",
        body: (real) => {
          const content = JSON.parse(real) as { participants: { id: number }[] };
          return JSON.stringify({ ...content, participants: content.participants.filter(({ id }) => id !== 7) });
        },
      },
    });
    repair = () => {
      mendPath();
      mendFilter();
    };
    const alone = await ana.query(participants(7, 7));
    const among = await ana.query(participants(1, 40));
    const of = ({ errors }: Answer): unknown => errors!.map(({ message, extensions }) => [message, extensions]);
    expect(of(among)).toEqual(of(alone));
    // The path with several, the same as a plain request, the filter, and the one that was left out, likewise.
    expect(among.requests.map((request) => request.replace(/[?&]fields.*/, ""))).toEqual([
      expect.stringMatching(/^GET participants\/1,2,/),
      expect.stringMatching(/^GET participants\/1,2,/),
      expect.stringMatching(/^GET participants\?id_in=1,2,/),
      "GET participants/7",
      "GET participants/7",
    ]);
  });

  test("may be three", async () => {
    breakRecords("participants", [3, 17, 38], refusal(500));
    const answer = await ana.query(participants(1, 40));
    expect(outcome(answer)).toEqual({
      missing: [3, 17, 38],
      errors: [3, 17, 38].map((id) => [id, "UPSTREAM_UNAVAILABLE"]),
    });
    expect(answer.requests.length).toBeLessThanOrEqual(1 + 3 * 12);
  });

  test("takes its own row with it where that says nothing of itself, and no request more", async () => {
    const unnamed = (body: string): string => {
      const content = JSON.parse(body) as { participants: Record<string, unknown>[] };
      delete content.participants[6]!["id"];
      return JSON.stringify(content);
    };
    repair = server.simulator.fault({
      match: ({ kind, path }) => kind === "rest" && /participants/.test(path),
      fault: { kind: "replace", body: unnamed },
    });
    const answer = await ana.query(participants(1, 40));
    expect(outcome(answer)).toEqual({ missing: [7], errors: [[7, "UPSTREAM_INVALID_RESPONSE"]] });
    expect(answer.requests).toHaveLength(1);
  });
});

describe("when it is all of them", () => {
  test.each<[string, Fault, string, number]>([
    ["429", refusal(429), "RATE_LIMITED", 1],
    ["503", refusal(503), "UPSTREAM_UNAVAILABLE", 1],
    ["a reset", { kind: "reset" }, "UPSTREAM_UNAVAILABLE", 1],
    ["silence", { kind: "stall" }, "UPSTREAM_UNAVAILABLE", 1],
    ["500", refusal(500), "UPSTREAM_UNAVAILABLE", 5],
    ["nonsense", NONSENSE, "UPSTREAM_INVALID_RESPONSE", 5],
    ["401", refusal(401), "FORBIDDEN", 2],
  ])("%s is not asked for again piece by piece", async (_, fault, code, requests) => {
    breakRecords("participants", range(1, 40), fault);
    const answer = await ana.query(participants(1, 40));
    expect(outcome(answer)).toEqual({ missing: range(1, 40), errors: range(1, 40).map((id) => [id, code]) });
    expect(answer.requests).toHaveLength(requests);
  });

  test("a collection that refuses everything is asked no more than it takes to know", async () => {
    breakRecords("participants", range(1, 40), refusal(400));
    const answer = await ana.query(participants(1, 40));
    expect(outcome(answer).missing).toHaveLength(40);
    // Path and filter, four parts, eight records, each with a choice of fields and without.
    expect(answer.requests).toHaveLength(2 * (2 + 4 + 8));
  });
});

describe("a linked record for which Actionstep fails", () => {
  test("when it comes along with a list, is read apart, and the list answers", async () => {
    const query = `{ tasks(first: 5) { nodes { name matter { restId name } } } }`;
    const whole = await ana.query(query);
    const [victim] = whole.data.tasks.nodes.map(({ matter }: { matter: { restId: string } }) => matter.restId);
    ahead += 61 * 60_000;
    repair = server.simulator.fault({
      match: ({ kind, url }) =>
        kind === "rest" && (/include=matter|include=action/.test(url) || idsIn(url, "actions").includes(victim)),
      fault: refusal(500),
    });
    const answer = await ana.query(query);
    for (const [index, { matter }] of answer.data.tasks.nodes.entries()) {
      const before = whole.data.tasks.nodes[index].matter;
      expect(matter).toEqual(before.restId === victim ? null : before);
    }
    expect(new Set(answer.errors!.map(({ extensions }) => extensions["code"]))).toEqual(new Set(["UPSTREAM_UNAVAILABLE"]));
    repair();
    // One record that fails says nothing against side-loading.
    expect((await ana.query(query)).requests).toHaveLength(1);
  });
});

describe("a parent whose children Actionstep refuses to list, among twenty", () => {
  test.each<[string, Fault, string]>([
    ["403", refusal(403), "FORBIDDEN"],
    ["400", refusal(400), "UPSTREAM_INVALID_RESPONSE"],
    ["500", refusal(500), "UPSTREAM_UNAVAILABLE"],
    ["nonsense", NONSENSE, "UPSTREAM_INVALID_RESPONSE"],
  ])("by %s, is alone without them, be it the first or a later one", async (_, fault, code) => {
    for (const victim of [1, 6]) {
      repair = server.simulator.fault({
        match: ({ kind, url }) =>
          kind === "rest" && (/action(?:_in)?=([\d,]+)/.exec(url)?.[1] ?? "").split(",").includes(String(victim)),
        fault,
      });
      const ids = idList("Matter", range(1, 20));
      const answer = await ana.query(`{ nodes(ids: ${ids}) { ... on Matter { tasks(first: 3) { nodes { name } } } } }`);
      const empty = (answer.data.nodes as { tasks: { nodes: unknown } }[]).flatMap(({ tasks }, index) =>
        tasks.nodes === null ? [index + 1] : [],
      );
      expect(empty).toEqual([victim]);
      expect(answer.errors!.map(({ extensions }) => extensions["code"])).toEqual([code]);
      expect(answer.requests.length).toBeLessThanOrEqual(1 + 30);
      repair();
      ahead += 61 * 60_000;
    }
  });
});

describe("a row of a list that does not say which record it is", () => {
  const LIST = `tasks(first: 4) { totalCount nodes { restId } edges { cursor node { restId } } pageInfo { hasNextPage endCursor } }`;
  const withoutIds = (...places: number[]): void => {
    repair = server.simulator.fault({
      match: ({ kind, url }) => kind === "rest" && /\/tasks\?/.test(url) && !/[?&]page=/.test(url),
      fault: {
        kind: "replace",
        body: (real) => {
          const content = JSON.parse(real) as { tasks: unknown[] };
          for (const place of places) content.tasks[place] = place % 2 === 0 ? null : { name: "whose?" };
          return JSON.stringify(content);
        },
      },
    });
  };

  test.each([[[1]], [[2]], [[3]], [[0, 3]]])("is left out, keeps its place, and is logged: %j", async (places) => {
    const whole = (await ana.query(`{ ${LIST} }`)).data.tasks;
    withoutIds(...places);
    const { data, errors } = await ana.query(`{ ${LIST} }`);
    expect(errors).toBeUndefined();
    const isThere = (_: unknown, place: number): boolean => !places.includes(place);
    expect(data.tasks.nodes).toEqual(whole.nodes.filter(isThere));
    // Cursors stay those of the places, so that a client that pages on misses nothing and sees nothing twice.
    expect(data.tasks.edges).toEqual(whole.edges.filter(isThere));
    expect(data.tasks.totalCount).toBe(whole.totalCount);
    expect(data.tasks.pageInfo).toEqual(whole.pageInfo);
    expect(server.logged()).toContain("rows that cannot be read");
    expect(server.logged()).not.toContain("whose?");
  });

  test("does not move the rows behind it where a page is cut from a longer one", async () => {
    const page = `{ tasks(first: 3, page: 1) { nodes { restId } pageInfo { endCursor } } }`;
    const { endCursor } = (await ana.query(page)).data.tasks.pageInfo;
    const next = (after: string): string => `{ tasks(first: 4, after: "${after}") { nodes { restId } } }`;
    const whole = await ana.query(next(endCursor));
    withoutIds(1);
    const { data, requests } = await ana.query(next(endCursor));
    expect(requests[0]).toMatch(/pageSize=7/);
    expect(data.tasks.nodes).toEqual(whole.data.tasks.nodes);
  });

  test("is an error where no other is any better", async () => {
    withoutIds(0, 1, 2, 3);
    const { data, errors } = await ana.query(`{ tasks(first: 4) { nodes { restId } } }`);
    expect(data.tasks.nodes).toBeNull();
    expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["UPSTREAM_INVALID_RESPONSE"]);
  });

  test("takes nothing from the children of other parents", async () => {
    withoutIds(0);
    const { data, errors } = await ana.query(`{ matters(first: 3) { nodes { tasks(first: 2) { nodes { name } } } } }`);
    expect(errors).toBeUndefined();
    expect(data.matters.nodes).toHaveLength(3);
  });
});
