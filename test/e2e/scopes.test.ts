import { describe, expect, test } from "@jest/globals";
import { buildClientSchema, getIntrospectionQuery } from "graphql";
import { resources } from "../../schema/resources/index.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";
import { useGateway } from "../support/use-gateway.js";

const { server } = useGateway();

describe("a viewer who granted only some scopes", () => {
  test("gets what they cover; the rest is null and says which scope it needs", async () => {
    const client = await server.connect("ana", { scope: "actions participants users" });
    const { data, errors, requests } = await client.query(`{
      viewer { scopes }
      matters(first: 2) { nodes { name assignedTo { displayName } step { stepName } division { id } } }
      tasks(first: 1) { nodes { id } totalCount }
    }`);
    expect([...data.viewer.scopes].sort()).toEqual(["actions", "participants", "users"]);
    expect(data.matters.nodes).toHaveLength(2);
    for (const matter of data.matters.nodes) {
      expect(matter.assignedTo.displayName).toBeTruthy();
      expect(matter).toMatchObject({ step: null, division: null });
    }
    expect(data.tasks).toEqual({ nodes: null, totalCount: null });
    const required = new Set(errors!.map(({ extensions }) => JSON.stringify(extensions["required"])));
    expect([...required].sort()).toEqual(['["divisions"]', '["steps"]', '["tasks"]']);
    for (const { extensions } of errors!) {
      expect(extensions["code"]).toBe("INSUFFICIENT_SCOPE");
      const connectUrl = new URL(extensions["connectUrl"] as string);
      expect(connectUrl.origin + connectUrl.pathname).toBe(`${server.url}/auth/connect`);
      const asked = connectUrl.searchParams.get("scope")!.split(" ").sort();
      expect(asked).toEqual(["actions", "divisions", "participants", "steps", "tasks", "users"]);
    }
    expect(requests).toEqual([
      "GET actions?pageSize=2&include=assignedTo&fields[actions]=id,assignedTo,name&fields[participants]=id,displayName",
    ]);
  });

  test("whose organisation closed a collection to them gets FORBIDDEN for it", async () => {
    const person = server.simulator.database.people.find(({ rights }) => rights.closedCollections.size > 0)!;
    const [closed] = [...person.rights.closedCollections];
    const resource = resources.map(resourceOf).find(({ path }) => path === closed)!;
    const client = await server.connect(person.username, { orgkey: person.orgkey });
    const { data, errors } = await client.query(`{ ${resource.many} { totalCount } viewer { org } }`);
    expect(data.viewer.org).toBe(person.orgkey);
    expect(errors![0]!.extensions["code"]).toBe("FORBIDDEN");
  });
});

describe("nobody signed in", () => {
  test("can look at the schema, and is told where to connect for everything else, however wrong what they ask for is", async () => {
    const { data } = await server.stranger().query(getIntrospectionQuery({ descriptions: true, inputValueDeprecation: true }));
    expect(buildClientSchema(data).getType("Matter")).toBeTruthy();
    const {
      status,
      data: nothing,
      errors,
    } = await server
      .stranger()
      .query(`{ viewer { org } matters(first: -1) { nodes { id } } matter(id: "Task:1") { id } node(id: "no id") { id } }`);
    expect(status).toBe(200);
    expect(nothing).toEqual({ viewer: null, matters: { nodes: null }, matter: null, node: null });
    expect(errors).toHaveLength(4);
    for (const { extensions } of errors!)
      expect(extensions).toMatchObject({ code: "UNAUTHENTICATED", connectUrl: `${server.url}/auth/connect` });
  });

  test("a query is validated all the same", async () => {
    const { status, errors } = await server.stranger().query(`{ matters { nodes { nosuchfield } } }`);
    expect(status).toBe(400);
    expect(errors![0]!.extensions["code"]).toBe("GRAPHQL_VALIDATION_FAILED");
  });
});
