import { describe, expect, test } from "@jest/globals";
import { serverAudits } from "graphql-http";
import { useGateway } from "../../support/use-gateway.js";

const { server } = useGateway();

/** Says what no HTML form could say, as every client of a server with CSRF protection does. */
const preflighted: typeof fetch = (input, init) => {
  const headers = new Headers(init?.headers);
  headers.set("apollo-require-preflight", "true");
  return fetch(input, { ...init, headers });
};

describe("GraphQL over HTTP, as graphql-http audits it: the gateway", () => {
  const audits = serverAudits({ url: () => `${server.url}/graphql`, fetchFn: preflighted });

  test.each(audits.map((audit) => [audit.id, audit.name, audit] as const))("%s: %s", async (_id, _name, audit) => {
    const result = await audit.fn();
    // Not the result as such: jest cannot print the response in it.
    expect(result.status === "ok" ? "ok" : `${result.status}: ${result.reason}`).toBe("ok");
  });

  test("is audited in full", () => {
    expect(audits.length).toBeGreaterThanOrEqual(61);
  });
});

describe("the status of a query that cannot be run", () => {
  const send = async (query: string, headers: Record<string, string>): Promise<Response> =>
    fetch(`${server.url}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query }),
    });
  const tooExpensive = `{ matters(first: 1000) { nodes { tasks(first: 1000) { nodes { timeEntries { nodes { id } } } } } } }`;

  test.each([
    ["cannot be parsed", "{", "GRAPHQL_PARSE_FAILED"],
    ["is not of this graph", "{ noSuchField }", "GRAPHQL_VALIDATION_FAILED"],
    ["costs too much", tooExpensive, "QUERY_TOO_EXPENSIVE"],
  ])("that %s is 200 for a client that accepts only application/json, and 400 for all others", async (_, query, code) => {
    for (const [accept, status] of [
      ["application/json", 200],
      ["application/json; charset=utf-8", 200],
      ["*/*", 400],
      ["application/graphql-response+json", 400],
      ["application/graphql-response+json, application/json;q=0.9", 400],
    ] as const) {
      const response = await send(query, { accept });
      expect([accept, response.status]).toEqual([accept, status]);
      const { errors } = (await response.json()) as { errors: { extensions: { code: string } }[] };
      expect(errors[0]!.extensions.code).toBe(code);
    }
  });
});

test("without a word that a form could not say, a GET is refused", async () => {
  const url = `${server.url}/graphql?query=${encodeURIComponent("{ __typename }")}`;
  const bare = await fetch(url);
  expect(bare.status).toBe(400);
  expect(await bare.text()).toContain("CSRF");
  expect(await (await preflighted(url)).json()).toMatchObject({ data: { __typename: "Query" } });
});
