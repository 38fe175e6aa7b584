import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from "@apollo/client/core";
import { relayStylePagination } from "@apollo/client/utilities";
import { describe, expect, test } from "@jest/globals";
import {
  MatterInDepthDocument,
  MattersPageDocument,
  RecordAgainDocument,
  RenameMatterDocument,
  SearchPeopleDocument,
  TimeOfAPersonDocument,
  WhoAmIDocument,
} from "../../_generated/operations.js";
import { type Client } from "../../support/gateway.js";
import { useGateway } from "../../support/use-gateway.js";
import { renameAtActionstep } from "../../support/ecosystem/rename-at-actionstep.js";
import { signedInFetch } from "../../support/ecosystem/signed-in-fetch.js";

const { server, ana } = useGateway();

/** An app of somebody's, set up as Apollo's documentation has it for a server with Relay connections. */
function appOf(client: Client) {
  const { fetch, sent } = signedInFetch(client);
  const cache = new InMemoryCache({
    // Ids are unique whatever the type, so they are the whole key.
    dataIdFromObject: ({ id }) => (typeof id === "string" ? id : undefined),
    typePolicies: {
      Query: {
        fields: {
          matters: relayStylePagination(["filter", "orderBy"]),
          node: { read: (_, { args, toReference }) => toReference(String(args!["id"])) },
        },
      },
      Participant: { fields: { timeEntriesAsOwner: relayStylePagination(["filter", "orderBy"]) } },
    },
  });
  const apollo = new ApolloClient({ cache, link: new HttpLink({ uri: `${server.url}/graphql`, fetch }) });
  return { apollo, cache, sent, stored: () => cache.extract() as Record<string, Record<string, unknown>> };
}

const ids = (edges: readonly { readonly node: { readonly id: string } }[] | null | undefined): string[] =>
  edges!.map(({ node }) => node.id);

describe("Apollo Client", () => {
  test("merges the pages of a list into one", async () => {
    const { data } = await ana.query(`{ matters(first: 15, orderBy: [{ field: NAME }]) { edges { node { id } } } }`);
    const { apollo, sent } = appOf(ana);
    const query = { query: MattersPageDocument, variables: { first: 5, orderBy: [{ field: "NAME" as const }] } };
    const list = apollo.watchQuery(query);
    await apollo.query(query);
    for (const expected of [5, 10, 15]) {
      const { edges, pageInfo, totalCount } = apollo.readQuery(query)!.matters;
      expect(ids(edges)).toEqual(ids(data.matters.edges).slice(0, expected));
      expect(pageInfo.hasNextPage).toBe(true);
      expect(totalCount).toBeGreaterThan(15);
      if (expected < 15) await list.fetchMore({ variables: { after: pageInfo.endCursor } });
    }
    expect(sent).toEqual(["MattersPage", "MattersPage", "MattersPage"]);
  });

  test("merges the pages along a link back, to the end", async () => {
    const id = (await ana.query(`{ timeEntries(first: 1) { nodes { owner { id } } } }`)).data.timeEntries.nodes[0].owner
      .id as string;
    const { apollo, sent } = appOf(ana);
    const query = { query: TimeOfAPersonDocument, variables: { id, first: 30 } };
    const list = apollo.watchQuery(query);
    await apollo.query(query);
    let time = apollo.readQuery(query)!.participant!.timeEntriesAsOwner;
    while (time.pageInfo.hasNextPage) {
      await list.fetchMore({ variables: { after: time.pageInfo.endCursor } });
      time = apollo.readQuery(query)!.participant!.timeEntriesAsOwner;
    }
    expect(new Set(ids(time.edges)).size).toBe(time.totalCount);
    expect(sent).toHaveLength(Math.ceil(time.totalCount! / 30));
    expect(sent.length).toBeGreaterThan(1);
  });

  test("keeps one entry for each record, under its id, whichever way it came", async () => {
    const { apollo, stored } = appOf(ana);
    const page = await apollo.query({ query: MattersPageDocument, variables: { first: 10 } });
    const { id: matter, assignedTo } = page.data!.matters.edges!.map(({ node }) => node).find(({ assignedTo }) => assignedTo)!;
    const { id: person, displayName } = assignedTo!;
    await apollo.query({ query: MatterInDepthDocument, variables: { id: matter } });
    await apollo.query({ query: TimeOfAPersonDocument, variables: { id: person, first: 5 } });
    await apollo.query({ query: SearchPeopleDocument, variables: { pattern: displayName! } });
    await apollo.query({ query: WhoAmIDocument });

    const { ROOT_QUERY: _root, __META: _meta, ...records } = stored();
    for (const [id, { __typename }] of Object.entries(records)) expect(id).toMatch(new RegExp(`^${String(__typename)}:\\S+$`));
    // The list gave one part, the search and the time of this person the others.
    expect(records[person]).toMatchObject({ __typename: "Participant", displayName, isCompany: false });
    expect(Object.keys(records[person]!).filter((key) => key.startsWith("timeEntriesAsOwner"))).toHaveLength(1);
    expect(records[matter]).toMatchObject({ assignedTo: { __ref: person }, reference: expect.anything() });
    const sameName = Object.values(records).filter((record) => record["displayName"] === displayName);
    expect(sameName).toHaveLength(1);
  });

  test("takes a record it has from its cache by the id alone, and fetches it again by node(id) for all who show it", async () => {
    const { apollo, sent } = appOf(ana);
    const page = { query: MattersPageDocument, variables: { first: 3 } };
    await apollo.query(page);
    const { id, name } = apollo.readQuery(page)!.matters.edges![0]!.node;
    const again = { query: RecordAgainDocument, variables: { id } };
    expect((await apollo.query(again)).data!.node).toMatchObject({ __typename: "Matter", id, name });
    expect(sent).toEqual(["MattersPage"]);

    const shown: string[] = [];
    const watched = apollo
      .watchQuery(page)
      .subscribe(({ data }) => void shown.push(String(data?.matters?.edges?.[0]?.node?.name)));
    renameAtActionstep(server, id, "Renamed at Actionstep");
    await apollo.query({ ...again, fetchPolicy: "network-only" });
    expect(apollo.readQuery(page)!.matters.edges![0]!.node.name).toBe("Renamed at Actionstep");
    while (shown.length < 2) await new Promise(setImmediate);
    watched.unsubscribe();
    expect(shown).toEqual([name, "Renamed at Actionstep"]);
    expect(sent).toEqual(["MattersPage", "RecordAgain"]);
  });

  test("shows what a mutation wrote wherever the record is on show, without asking again", async () => {
    const { apollo, sent } = appOf(ana);
    const page = { query: MattersPageDocument, variables: { first: 3 } };
    await apollo.query(page);
    const { id } = apollo.readQuery(page)!.matters.edges![1]!.node;
    const write = (name: string | null) => apollo.mutate({ mutation: RenameMatterDocument, variables: { input: { id, name } } });
    const { data } = await write("Renamed over the graph");
    expect(data!.updateMatter!.userErrors).toEqual([]);
    expect(apollo.readQuery(page)!.matters.edges![1]!.node.name).toBe("Renamed over the graph");
    const refused = await write(null);
    expect(refused.data!.updateMatter).toMatchObject({
      matter: null,
      userErrors: [{ code: "REQUIRED", field: ["input", "name"] }],
    });
    expect(apollo.readQuery(page)!.matters.edges![1]!.node.name).toBe("Renamed over the graph");
    expect(sent).toEqual(["MattersPage", "RenameMatter", "RenameMatter"]);
  });

  test("shows what came together with the errors of what did not", async () => {
    const { apollo } = appOf(await server.connect("ana", { scope: "actions participants actiontypes" }));
    const variables = { first: 2 };
    const { data, error } = await apollo.query({ query: MattersPageDocument, variables, errorPolicy: "all" });
    expect(data!.matters.edges).toHaveLength(2);
    for (const { node } of data!.matters.edges!) {
      expect(node.name).toBeTruthy();
      expect(node.tasks).toMatchObject({ totalCount: null, nodes: null });
    }
    expect(CombinedGraphQLErrors.is(error)).toBe(true);
    for (const { extensions, path } of (error as CombinedGraphQLErrors).errors) {
      expect(extensions).toMatchObject({ code: "INSUFFICIENT_SCOPE", required: ["tasks"], connectUrl: expect.any(String) });
      expect(path!.slice(0, 2)).toEqual(["matters", "edges"]);
    }
    await expect(apollo.query({ query: MattersPageDocument, variables, fetchPolicy: "network-only" })).rejects.toThrow(
      CombinedGraphQLErrors,
    );
  });

  test("is told of a missing session by the error's code", async () => {
    const { apollo } = appOf(server.stranger());
    const { data, error } = await apollo.query({ query: WhoAmIDocument, errorPolicy: "all" });
    expect(data).toEqual({ viewer: null });
    expect((error as CombinedGraphQLErrors).errors[0]!.extensions).toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
