import { readFileSync } from "node:fs";
import { afterAll, describe, expect, jest, test } from "@jest/globals";
import { Client as Urql, fetchExchange, type ClientOptions } from "@urql/core";
import { cacheExchange, type Resolver } from "@urql/exchange-graphcache";
import { relayPagination } from "@urql/exchange-graphcache/extras";
import { buildSchema, introspectionFromSchema } from "graphql";
import {
  MatterInDepthDocument,
  MattersPageDocument,
  RecordAgainDocument,
  SearchPeopleDocument,
  TimeOfAPersonDocument,
  WhoAmIDocument,
} from "../../_generated/operations.js";
import { type Client } from "../../support/gateway.js";
import { useGateway } from "../../support/use-gateway.js";
import { renameAtActionstep } from "../../support/ecosystem/rename-at-actionstep.js";
import { signedInFetch } from "../../support/ecosystem/signed-in-fetch.js";

const schema = introspectionFromSchema(
  buildSchema(readFileSync(new URL("../../../schema/schema.graphql", import.meta.url), "utf8")),
);

const { server, ana } = useGateway();
const warn = jest.spyOn(console, "warn").mockImplementation(() => undefined);
afterAll(() => warn.mockRestore());

/** An app of somebody's, with the normalising cache that knows the graph. */
function appOf(client: Client, options: Partial<ClientOptions> = { preferGetMethod: false }) {
  const { fetch, sent } = signedInFetch(client);
  const record: Resolver = (_, { id }) => ({ __typename: (id as string).split(":")[0]!, id: id as string });
  const cache = cacheExchange({
    schema: schema as never,
    // The viewer is whoever asks: part of the root, not a record of its own.
    keys: { Viewer: () => null },
    resolvers: {
      Query: { matters: relayPagination(), node: record },
      Participant: { timeEntriesAsOwner: relayPagination() },
    },
  });
  const urql = new Urql({ url: `${server.url}/graphql`, fetch, exchanges: [cache, fetchExchange], ...options });
  return { urql, sent };
}

const ids = (edges: readonly { readonly node: { readonly id: string } }[] | null | undefined): string[] =>
  edges!.map(({ node }) => node.id);

describe("urql with its normalised cache", () => {
  test("merges the pages of a list into one", async () => {
    const { data } = await ana.query(`{ matters(first: 15, orderBy: [{ field: NAME }]) { edges { node { id } } } }`);
    const { urql, sent } = appOf(ana);
    let after: string | null | undefined;
    for (const expected of [5, 10, 15]) {
      const answer = await urql.query(MattersPageDocument, { first: 5, after, orderBy: [{ field: "NAME" }] });
      expect(answer.error).toBeUndefined();
      const { edges, pageInfo } = answer.data!.matters;
      expect(ids(edges)).toEqual(ids(data.matters.edges).slice(0, expected));
      after = pageInfo.endCursor;
    }
    expect(sent).toEqual(["MattersPage", "MattersPage", "MattersPage"]);
  });

  test("merges the pages along a link back, to the end", async () => {
    const id = (await ana.query(`{ timeEntries(first: 1) { nodes { owner { id } } } }`)).data.timeEntries.nodes[0].owner
      .id as string;
    const { urql, sent } = appOf(ana);
    const next = async (after?: string | null) =>
      (await urql.query(TimeOfAPersonDocument, { id, first: 30, after })).data!.participant!.timeEntriesAsOwner;
    let time = await next();
    while (time.pageInfo.hasNextPage) time = await next(time.pageInfo.endCursor);
    expect(new Set(ids(time.edges)).size).toBe(time.totalCount);
    expect(sent).toHaveLength(Math.ceil(time.totalCount! / 30));
    expect(sent.length).toBeGreaterThan(1);
  });

  test("takes a record it has from its cache by the id alone, and fetches it again by node(id) for all who show it", async () => {
    const { urql, sent } = appOf(ana);
    const shown: (string | null | undefined)[] = [];
    const watched = urql
      .query(MattersPageDocument, { first: 3 })
      .subscribe(({ data }) => void shown.push(data?.matters.edges![0]!.node.name));
    while (shown.length < 1) await new Promise(setImmediate);
    const { id, name } = (await urql.query(MattersPageDocument, { first: 3 })).data!.matters.edges![0]!.node;
    const { data } = await urql.query(RecordAgainDocument, { id });
    expect(data!.node).toMatchObject({ __typename: "Matter", id, name });
    expect(sent).toEqual(["MattersPage"]);

    renameAtActionstep(server, id, "Renamed at Actionstep");
    await urql.query(RecordAgainDocument, { id }, { requestPolicy: "network-only" });
    while (shown.at(-1) === name) await new Promise(setImmediate);
    watched.unsubscribe();
    expect(shown.at(-1)).toBe("Renamed at Actionstep");
    expect(sent).toEqual(["MattersPage", "RecordAgain"]);
  });

  test("keeps one entry for each record, whichever way it came", async () => {
    const { urql, sent } = appOf(ana);
    const page = await urql.query(MattersPageDocument, { first: 10 });
    const { id: matter, assignedTo } = page.data!.matters.edges!.map(({ node }) => node).find(({ assignedTo }) => assignedTo)!;
    const { id: person, displayName } = assignedTo!;
    await urql.query(MatterInDepthDocument, { id: matter });
    await urql.query(TimeOfAPersonDocument, { id: person, first: 5 });
    await urql.query(SearchPeopleDocument, { pattern: displayName! });
    const before = sent.length;
    // Its parts came by the list and by the search; together they answer without the server.
    const { data } = await urql.query(RecordAgainDocument, { id: person }, { requestPolicy: "cache-only" });
    expect(data!.node).toMatchObject({ __typename: "Participant", id: person, displayName, email: expect.any(String) });
    expect(sent).toHaveLength(before);
  });

  test("shows what came together with the errors of what did not", async () => {
    const { urql } = appOf(await server.connect("ana", { scope: "actions participants actiontypes" }));
    const { data, error } = await urql.query(MattersPageDocument, { first: 2 });
    expect(data!.matters.edges).toHaveLength(2);
    for (const { node } of data!.matters.edges!) {
      expect(node.name).toBeTruthy();
      expect(node.tasks).toMatchObject({ totalCount: null, nodes: null });
    }
    expect(error!.networkError).toBeUndefined();
    expect(error!.graphQLErrors.length).toBeGreaterThan(0);
    for (const { extensions, path } of error!.graphQLErrors) {
      expect(extensions).toMatchObject({ code: "INSUFFICIENT_SCOPE", required: ["tasks"], connectUrl: expect.any(String) });
      expect(path!.slice(0, 2)).toEqual(["matters", "edges"]);
    }
  });

  test("is told of a missing session by the error's code", async () => {
    const { data, error } = await appOf(server.stranger()).urql.query(WhoAmIDocument, {});
    expect(data?.viewer ?? null).toBeNull();
    expect(error!.graphQLErrors[0]!.extensions).toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("may ask by GET, as it does unless told otherwise, when it says that it is no form", async () => {
    const bare = await appOf(ana, {}).urql.query(WhoAmIDocument, {});
    expect(bare.error!.message).toContain("Cross-Site Request Forgery");
    const headers = { "apollo-require-preflight": "true" };
    const { data, error } = await appOf(ana, { fetchOptions: { headers } }).urql.query(WhoAmIDocument, {});
    expect(error).toBeUndefined();
    expect(data!.viewer!.user!.participant!.displayName).toBeTruthy();
  });

  test("finds nothing to warn about in what it caches", () => {
    expect(warn.mock.calls).toEqual([]);
  });
});
