import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ApolloServer } from "@apollo/server";
import { buildSchema } from "graphql";
import type { FastifyBaseLogger } from "fastify";
import { answerLimits } from "../../gateway/execution/answer-budget.js";
import { startGraphQL } from "../../gateway/http/graphql.js";
import { createMetrics } from "../../gateway/observability/metrics.js";
import { createContext, type OperationContext, type RequestParts } from "../../gateway/http/request-context.js";
import type { Access, Viewer } from "../../auth/index.js";
import { Unauthenticated } from "../../schema/errors.js";
import { createBrowser, type Browser } from "../support/browser.js";
import { useGateway } from "../support/use-gateway.js";
import { memoryLog } from "../support/memory-log.js";

const { server } = useGateway();

const QUERY = `{ viewer { org user { emailAddress } } matters(first: 20) { nodes { id name assignedTo { displayName } } } participant(id: "1") { displayName } }`;

/** The demo's Sam works for both firms. */
async function sam() {
  const client = await server.connect("sam@kauripartners");
  await server.connectAgain(client, "sam@harlowreyes");
  return client;
}

async function tokenOf(browser: Browser, wish: Record<string, unknown> = {}): Promise<string> {
  const made = await browser.send(`${server.url}/auth/tokens`, { json: { label: "test", ...wish }, headers: { "x-csrf": "1" } });
  expect(made.status).toBe(201);
  return ((await made.json()) as { token: string }).token;
}

/** A program: no cookies, a token and a query. */
async function ask(authorization: string, query: string, headers: Record<string, string> = {}) {
  const response = await createBrowser().send(`${server.url}/graphql`, {
    json: { query },
    headers: { authorization, ...headers },
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, never> };
}

describe("One person in two organisations with the same ids", () => {
  test("has them apart, however their queries overlap, and whichever is in use", async () => {
    const client = await sam();
    const orgs = ["kauripartners", "harlowreyes"];
    const alone: any[] = []; // eslint-disable-line @typescript-eslint/no-explicit-any
    for (const org of orgs) alone.push((await client.query(QUERY, {}, { "x-actionstep-org": org })).data);
    expect(alone.map(({ viewer }) => viewer.org)).toEqual(orgs);
    const names = alone.map(
      (data) => new Map<string, string>(data.matters.nodes.map((each: { id: string; name: string }) => [each.id, each.name])),
    );
    const shared = [...names[0]!.keys()].filter((id) => names[1]!.has(id) && names[0]!.get(id) !== names[1]!.get(id));
    expect(shared.length).toBeGreaterThan(5);

    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => client.query(QUERY, {}, { "x-actionstep-org": orgs[index % 2]! })),
    );
    answers.forEach(({ data, errors }, index) => {
      expect(errors).toBeUndefined();
      expect(data).toEqual(alone[index % 2]);
    });

    expect((await client.query("{ viewer { org } }")).data.viewer.org).toBe("harlowreyes");
    await client.browser.send(`${server.url}/auth/switch`, { json: { org: "kauripartners" }, headers: { "x-csrf": "1" } });
    expect((await client.query(QUERY)).data).toEqual(alone[0]);
  });

  test("is told which there are when the header names none of them; the schema is still there to read", async () => {
    const client = await sam();
    const { data, errors } = await client.query("{ __typename viewer { org } }", {}, { "x-actionstep-org": "kauri" });
    expect(data).toEqual({ __typename: "Query", viewer: null });
    expect(errors![0]!.extensions).toEqual({
      code: "BAD_USER_INPUT",
      argument: "x-actionstep-org",
      organisations: ["harlowreyes", "kauripartners"],
    });
  });

  test("renews each connection by itself", async () => {
    const client = await sam();
    server.simulator.expireAccessTokens();
    server.simulator.clearRequests();
    const answers = await Promise.all(
      ["kauripartners", "harlowreyes"].map((org) =>
        client.query("{ viewer { org user { id } } }", {}, { "x-actionstep-org": org }),
      ),
    );
    expect(answers.map(({ data }) => data.viewer.org)).toEqual(["kauripartners", "harlowreyes"]);
    expect(server.simulator.tokenRequests()).toHaveLength(2);
  });
});

describe("A program with a gateway token", () => {
  test("asks as the person, without a cookie; S4: one beside it is not looked at", async () => {
    const ana = await server.connect("ana");
    const grace = await server.connect("grace");
    const token = await tokenOf(ana.browser);
    const { status, body } = await ask(`Bearer ${token}`, QUERY);
    expect([status, body["data"]]).toEqual([200, (await ana.query(QUERY)).data]);
    const both = await grace.query("{ viewer { org } }", {}, { authorization: `Bearer ${token}` });
    expect(both.data.viewer.org).toBe("kauripartners");
    expect(server.logged()).not.toContain(token);
    const metrics = await (await createBrowser().send(`${server.url}/metrics`)).text();
    expect(metrics).toContain('gateway_auth_callback_total{outcome="connected"}');
    expect(metrics).toContain('gateway_auth_events_total{event="token.created"}');
    expect(metrics).not.toContain(token);
  });

  test("S9: is refused as HTTP has it when the token is not good, whatever it asks for", async () => {
    const ana = await server.connect("ana");
    const token = await tokenOf(ana.browser);
    await ana.browser.send(`${server.url}/auth/tokens/${token.slice(5, 13)}`, { method: "DELETE", headers: { "x-csrf": "1" } });
    for (const [authorization, query] of [
      [`Bearer ${token}`, "{ viewer { org } }"],
      [`Bearer ${token}`, "{ __typename }"],
      ["Bearer nonsense", "{ viewer { org } }"],
      ["Bearer", "{ viewer { org } }"],
    ] as const) {
      const { status, headers, body } = await ask(authorization, query);
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toBe('Bearer error="invalid_token"');
      expect(body["errors"]).toEqual([
        {
          message: expect.stringContaining("gateway token"),
          extensions: { code: "UNAUTHENTICATED", connectUrl: expect.stringMatching(/\/auth\/connect$/) },
        },
      ]);
    }
  });

  test("F22: has to say which organisation when the token is good for several", async () => {
    const token = await tokenOf((await sam()).browser);
    const { status, body } = await ask(`Bearer ${token}`, "{ viewer { org } }");
    expect(status).toBe(200);
    expect(body["errors"]).toMatchObject([
      { extensions: { code: "BAD_USER_INPUT", argument: "x-actionstep-org", organisations: ["harlowreyes", "kauripartners"] } },
    ]);
    const named = await ask(`Bearer ${token}`, "{ viewer { org } }", { "x-actionstep-org": "kauripartners" });
    expect(named.body["data"]).toEqual({ viewer: { org: "kauripartners" } });
  });
});

describe("Requests that a browser sends for another site", () => {
  test.each<[string, Record<string, string>, number]>([
    ["S1: as plain text", { "content-type": "text/plain" }, 400],
    ["S1: as a form", { "content-type": "application/x-www-form-urlencoded" }, 400],
    ["S1: as parts", { "content-type": "multipart/form-data; boundary=x" }, 400],
    ["S2: across sites", { "sec-fetch-site": "cross-site" }, 403],
    ["S2: with a foreign origin alone", { origin: "https://evil.example" }, 403],
    ["S2: with the origin null", { origin: "null" }, 403],
    ["S3: from a sibling host", { "sec-fetch-site": "same-site", origin: "http://other.localhost" }, 403],
  ])("%s are refused, and nothing is asked of Actionstep", async (_how, headers, least) => {
    const { browser } = await server.connect("ana");
    server.simulator.clearRequests();
    const { status } = await browser.send(`${server.url}/graphql`, {
      json: { query: "{ matters(first: 1) { nodes { id } } }" },
      headers,
    });
    expect(status).toBeGreaterThanOrEqual(least);
    expect(status).toBeLessThan(500);
    expect(server.simulator.requests.filter(({ kind }) => kind === "rest")).toEqual([]);
  });

  test("S2: a program without a browser, which names no origin, is served by its cookie", async () => {
    const { query } = await server.connect("ana");
    expect((await query("{ viewer { org } }")).data.viewer.org).toBe("kauripartners");
  });
});

describe("S9: what may only read", () => {
  let apollo: ApolloServer<OperationContext>;
  let ran = 0;
  beforeAll(async () => {
    const schema = buildSchema("type Query { ping: String } type Mutation { change: String }");
    for (const type of [schema.getQueryType()!, schema.getMutationType()!])
      for (const field of Object.values(type.getFields())) field.resolve = () => (ran++, "done");
    const log = memoryLog() as unknown as FastifyBaseLogger;
    apollo = await startGraphQL({
      schema,
      log,
      metrics: createMetrics(),
      clock: Date.now,
      landingPage: "",
      execution: "compiled",
    });
  });
  afterAll(() => apollo.stop());

  const run = async (query: string, viewer: Partial<Viewer> | Error | null) => {
    const parts = {
      auth: {
        authenticate: () => (viewer instanceof Error ? Promise.reject(viewer) : Promise.resolve(viewer)),
        connectUrl: () => "/",
      },
      // Nothing is read: a viewer state without anything in it will do.
      viewerStates: { of: () => ({ planner: { options: {} } }) },
      clock: Date.now,
      patience: 1000,
      answerLimits: answerLimits(1_000_000),
    } as unknown as RequestParts;
    const contextValue = await createContext(
      parts,
      { id: "r", log: memoryLog(), headers: {} } as never,
      { raw: { once: () => undefined } } as never,
    );
    ran = 0;
    const { body, http } = await apollo.executeOperation({ query }, { contextValue });
    if (body.kind !== "single") throw new Error("not one answer");
    return { ran, status: http.status, code: body.singleResult.errors?.[0]?.extensions?.["code"], data: body.singleResult.data };
  };

  test.each<[Access, "query" | "mutation", number]>([
    ["read", "query", 1],
    ["write", "query", 1],
    ["write", "mutation", 1],
    ["read", "mutation", 0],
  ])("with %s access a %s runs %i times", async (access, kind, times) => {
    const answer = await run(kind === "query" ? "{ ping }" : "mutation { change }", { access, scopes: [] });
    expect(answer).toMatchObject(times ? { ran: 1, code: undefined } : { ran: 0, status: 403, code: "FORBIDDEN" });
  });

  test("neither an alias, nor a fragment, nor a second operation hides a mutation", async () => {
    for (const query of [
      "mutation { a: change }",
      "mutation { ...f } fragment f on Mutation { change }",
      "mutation A { change }",
    ])
      expect(await run(query, { access: "read", scopes: [] })).toMatchObject({ ran: 0, status: 403, code: "FORBIDDEN" });
  });

  test("a token that is not good runs nothing", async () => {
    const refusal = new Unauthenticated("/", "This gateway token is not known.");
    for (const query of ["{ ping }", "mutation { change }"])
      expect(await run(query, refusal)).toMatchObject({ ran: 0, status: 401, code: "UNAUTHENTICATED" });
    expect(await run("{ ping }", null)).toMatchObject({ ran: 1 });
  });
});
