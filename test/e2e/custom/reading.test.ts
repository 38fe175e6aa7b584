import { describe, expect, test } from "@jest/globals";
import { createDatabase } from "../../../simulator/seed/index.js";
import { rawCustom, shownRaw } from "../../support/raw-custom.js";
import { useGateway } from "../../support/use-gateway.js";

const database = createDatabase();
const firm = rawCustom(database, "ana");
const { ana, as, requests, server } = useGateway({ simulator: { database } });
const grace = as("grace");

interface Shown {
  readonly raw: string | null;
  readonly modifiedTimestamp?: string | null;
}
interface Planned {
  readonly plan: object;
}
type Matters = readonly ({ readonly restId: string; readonly matterType: { readonly restId: string } } & Record<
  string,
  Shown | null
>)[];

const MATTERS = "GET actions?pageSize=50&fields[actions]=id,actionType";
const DEFINITIONS =
  "GET datacollectionfields?pageSize=200&include=dataCollection&fields[datacollectionfields]=id,dataCollection,dataType,formOrder,label,name,required&fields[datacollections]=id,actionType,label,multipleRecords,name,order";

describe("three custom fields of fifty matters", () => {
  const query = `{ matters(first: 50) { nodes { restId
    a: custom(field: "settlement.settlementdate") { raw date }
    b: custom(field: "SETTLEMENT.depositpaid") { raw money }
    c: custom(field: "keysreleased") { raw flag } } } }`;

  test("take three requests in two rounds, and two once the descriptions of the fields are known", async () => {
    const stranger = await server.connect("ana", { scope: "all" });
    const cold = await stranger.query(query);
    const values = expect.stringMatching(
      /^GET datacollectionrecordvalues\?action_in=1,[\d,]+&dataCollectionField_in=\d+--settlementdate,\d+--depositpaid,\d+--keysreleased&pageSize=200&/,
    );
    expect(cold.errors).toBeUndefined();
    // The first two leave at the same time, and arrive in either order.
    expect([...cold.requests.slice(0, 2)].sort()).toEqual([MATTERS, DEFINITIONS]);
    expect(cold.requests.slice(2)).toEqual([values]);
    expect(cold.extensions["cost"]).toMatchObject({ upstreamRequests: 3, rounds: 2 });
    const warm = await stranger.query(query);
    expect(warm.requests).toEqual([MATTERS, values]);
    expect(warm.extensions["cost"]).toMatchObject({ upstreamRequests: 2, rounds: 2 });
    expect(warm.data).toEqual(cold.data);
  });

  test("take one request more where values can be filtered by their collection only, and no longer than once to find out", async () => {
    server.simulator.set({ quirks: { dataFieldFilter: "refused" } });
    const stranger = await server.connect("ana", { scope: "all tasks" });
    const expected = (await ana.query(query)).data;
    const first = await stranger.query(query);
    const later = await stranger.query(query);
    server.simulator.set({ quirks: { dataFieldFilter: "accepted" } });
    expect([first.data, first.errors]).toEqual([expected, undefined]);
    expect([later.data, later.errors]).toEqual([expected, undefined]);
    expect(later.requests).toEqual([MATTERS, expect.stringMatching(/action_in=1,[\d,]+&dataCollection=\d+&pageSize=200&/)]);
  });

  test("are what an explained operation says it will read", async () => {
    await requests(query);
    const { extensions } = await ana.query(query, {}, { "x-gateway-plan": "explain" });
    expect((extensions as object as Planned).plan).toMatchObject({ upstreamRequests: 2, rounds: 2 });
    const stranger = await server.connect("ana", { scope: "all filenotes" });
    const unknown = await stranger.query(query, {}, { "x-gateway-plan": "explain" });
    expect((unknown.extensions as object as Planned).plan).toMatchObject({ upstreamRequests: 3, rounds: 2 });
  });
});

test("custom fields of matters in several places of an operation are one read", async () => {
  const query = `{
    participants(first: 3) { nodes { matters: mattersAsAssignedTo(first: 5) { nodes { custom(field: "relationship.startdate") { raw } } } } }
    users(first: 3) { nodes { participant { of: mattersAsAssignedTo(first: 5) { nodes { custom(field: "relationship.children") { raw } } } } } } }`;
  await requests(query);
  const sent = await requests(query);
  expect(sent.filter((request) => request.includes("datacollectionrecordvalues")).length).toBeLessThanOrEqual(2);
  expect(sent.filter((request) => request.includes("datacollectionfields"))).toEqual([]);
});

test("every field of a collection with one record shows what is stored, on matters of every type", async () => {
  const single = firm.fields.filter(({ isMultiple }) => !isMultiple);
  const asked = [...new Set(single.map(({ collection, name }) => `${collection}.${name}`))];
  for (let start = 0; start < asked.length; start += 20) {
    const names = asked.slice(start, start + 20);
    const selected = names.map((name, index) => `v${index}: custom(field: "${name}") { raw modifiedTimestamp }`).join(" ");
    const { data, errors } = await ana.query(`{ matters(first: 100) { nodes { restId matterType { restId } ${selected} } } }`);
    expect(errors).toBeUndefined();
    for (const matter of (data as { matters: { nodes: Matters } }).matters.nodes) {
      names.forEach((name, index) => {
        const field =
          single.find((each) => each.matterType === matter.matterType.restId && `${each.collection}.${each.name}` === name) ??
          single.find(
            (each) =>
              each.matterType === matter.matterType.restId &&
              `${each.collection}.${each.name}`.toLowerCase() === name.toLowerCase(),
          );
        const row = field && firm.value(matter.restId, field);
        const raw = field && shownRaw(row, field);
        expect([matter.restId, name, matter[`v${index}`]]).toEqual([
          matter.restId,
          name,
          raw === undefined ? null : { raw, modifiedTimestamp: row!["last_modified_time_stamp"] ?? null },
        ]);
      });
    }
  }
});

describe("a custom field that", () => {
  const errorOf = async (field: string, client = ana): Promise<unknown> => {
    const { errors } = await client.query(`query ($f: String!) { matter(id: 1) { custom(field: $f) { raw } } }`, { f: field });
    return errors?.map(({ message, extensions, path }) => [message, extensions["code"], path])[0];
  };

  test("no matter type has is an error that names the nearest", async () => {
    expect(await errorOf("settlement.settlmentdate")).toEqual([
      expect.stringMatching(
        /^field: no custom field is called "settlement.settlmentdate"; did you mean "settlement.settlementdate"/,
      ),
      "BAD_USER_INPUT",
      ["matter", "custom"],
    ]);
  });
  test("two collections of the matter's type have is an error that names both", async () => {
    expect(await errorOf("settlementdate")).toEqual([
      'field: "settlementdate" may be any of "property.settlementdate", "settlement.settlementdate"; say which.',
      "BAD_USER_INPUT",
      ["matter", "custom"],
    ]);
  });
  test("is of a collection with several rows is an error that says where to look", async () => {
    const multiple = firm.fields.find(({ isMultiple, matterType }) => isMultiple && matterType === "1")!;
    expect(await errorOf(`${multiple.collection}.${multiple.name}`)).toEqual([
      expect.stringContaining("is of a collection that may have several rows; use customRecords."),
      "BAD_USER_INPUT",
      ["matter", "custom"],
    ]);
  });
  test("only matters of another type have is null", async () => {
    const { data, errors } = await ana.query(`{ matter(id: 1) { custom(field: "relationship.startdate") { raw } } }`);
    expect([data, errors]).toEqual([{ matter: { custom: null } }, undefined]);
  });
  test("another firm has is nowhere in an error", async () => {
    const own = new Set(firm.fields.map(({ collection }) => collection));
    const foreign = rawCustom(database, "grace").fields.filter(({ collection }) => !own.has(collection));
    expect(foreign.length).toBeGreaterThan(0);
    for (const { collection, name } of foreign) {
      const message = String(((await errorOf(`${collection}x.${name}x`)) as string[])[0]);
      for (const each of foreign) expect(message.split("did you mean")[1]).not.toContain(`"${each.collection}.`);
      expect(await errorOf(`${collection}x.${name}x`, grace)).toEqual([
        expect.stringContaining(`"${collection}.${name}"`),
        "BAD_USER_INPUT",
        ["matter", "custom"],
      ]);
    }
  });
});

test("a date-time that is stored without an offset has that of the firm's clocks, in winter and in summer", async () => {
  const { data } = await ana.query(
    `{ matters(first: 100) { nodes { custom(field: "settlement.settledat") { raw dateTime memo definition { kind } } } } }`,
  );
  const { nodes } = (data as { matters: { nodes: { custom: Record<string, unknown> | null }[] } }).matters;
  const values = nodes.map(({ custom }) => custom).filter((custom) => custom !== null);
  const local = values.find(({ raw }) => raw === "2027-01-22T10:00:00")!;
  expect(local).toEqual({
    raw: "2027-01-22T10:00:00",
    dateTime: "2027-01-22T10:00:00+13:00",
    memo: null,
    definition: { kind: "DATE_TIME" },
  });
  expect(values.find(({ memo }) => memo !== null)).toMatchObject({
    raw: "2026-11-27T16:05:00+13:00 (the bank was late)",
    dateTime: "2026-11-27T16:05:00+13:00",
    memo: "the bank was late",
  });
  expect(values.find(({ raw }) => raw === "half past two")).toMatchObject({ dateTime: null });
});

describe("the rows of a collection", () => {
  const multiple = firm.fields.filter(({ isMultiple }) => isMultiple);
  const [{ collection, collectionId, matterType }] = multiple as [(typeof multiple)[number]];
  const fields = multiple.filter((each) => each.collectionId === collectionId);

  test("come page by page, each with all that it holds, of many matters together", async () => {
    const query = `{ matters(first: 100, filter: { matterType: { id: { eq: "${matterType}" } } }) { nodes { restId
      customRecords(collection: "${collection}", first: 2) { nodes { id restId values { raw definition { name } } }
        edges { cursor node { id } } pageInfo { hasNextPage endCursor } } } } }`;
    const { data, errors, requests: sent } = await ana.query(query);
    expect(errors).toBeUndefined();
    const { nodes } = (data as { matters: { nodes: { restId: string; customRecords: Record<string, unknown> }[] } }).matters;
    expect(sent.length).toBeLessThanOrEqual(4);
    let several = 0;
    for (const { restId, customRecords } of nodes) {
      const expected = firm.records(restId, collectionId);
      if (expected.length > 1) several += 1;
      const rows = expected.slice(0, 2).map((id) => ({
        id: `DataCollectionRecord:${id}`,
        restId: id,
        values: fields.flatMap((field) => {
          const raw = shownRaw(firm.valueOfRecord(id, field), field);
          return raw === undefined ? [] : [{ raw, definition: { name: field.name } }];
        }),
      }));
      const read = customRecords as { nodes: { values: unknown[] }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      expect(read.nodes.map((row, index) => ({ ...row, values: expect.arrayContaining(rows[index]?.values ?? []) }))).toEqual(
        rows.map((row) => ({ ...row, values: expect.arrayContaining(row.values) })),
      );
      expect(read.pageInfo.hasNextPage).toBe(expected.length > 2);
    }
    expect(several).toBeGreaterThan(0);
  });

  test("go on after a cursor, which is of no other list", async () => {
    const matter = database.organisations
      .find(({ orgkey }) => orgkey === database.people.find(({ username }) => username === "ana")!.orgkey)!
      .rows.get("actions")!
      .map(({ id }) => String(id))
      .find((id) => firm.records(id, collectionId).length > 1)!;
    const ask = `query ($m: ID!, $after: String) { matter(id: $m) { customRecords(collection: "${collection}", first: 1, after: $after) {
      nodes { restId custom(field: "${fields[0]!.name}") { raw } } pageInfo { endCursor hasPreviousPage } } } }`;
    interface Read {
      matter: { customRecords: { nodes: { restId: string; custom: Shown | null }[]; pageInfo: { endCursor: string } } };
    }
    const first = (await ana.query(ask, { m: matter })).data as unknown as Read;
    const after = first.matter.customRecords.pageInfo.endCursor;
    const second = (await ana.query(ask, { m: matter, after })).data as unknown as Read;
    const [one, two] = firm.records(matter, collectionId);
    expect(first.matter.customRecords.nodes[0]!.restId).toBe(one);
    expect(second.matter.customRecords.nodes[0]!.restId).toBe(two);
    expect(second.matter.customRecords.nodes[0]!.custom?.raw).toBe(shownRaw(firm.valueOfRecord(two!, fields[0]!), fields[0]!));
    const { errors } = await ana.query(ask, { m: matter === "1" ? "2" : "1", after });
    expect(errors?.[0]?.message).toMatch(/this cursor is of another list/);
  });

  test("of a name that no collection has are an error that names the nearest", async () => {
    const { data, errors } = await ana.query(`{ matter(id: 1) { customRecords(collection: "encumbrancez") { nodes { id } } } }`);
    expect(data).toEqual({ matter: { customRecords: { nodes: null } } });
    expect(errors?.[0]).toMatchObject({
      message: expect.stringContaining('no collection is called "encumbrancez"; did you mean "encumbrances"'),
      extensions: { code: "BAD_USER_INPUT" },
    });
  });
});

test("a matter type says which collections and fields there are, and what may be chosen", async () => {
  const { data, errors } = await ana.query(
    `{ matterType(id: 1) { customCollections { name isMultiple fields { name kind isRequired choices { value label } } } } }`,
  );
  expect(errors).toBeUndefined();
  interface Collection {
    name: string;
    isMultiple: boolean;
    fields: { name: string; kind: string; choices: { value: string; label: string }[] }[];
  }
  const { customCollections } = (data as unknown as { matterType: { customCollections: Collection[] } }).matterType;
  const expected = firm.fields.filter(({ matterType }) => matterType === "1");
  expect(customCollections.flatMap(({ name, fields }) => fields.map((field) => `${name}.${field.name}`)).sort()).toEqual(
    expected.map(({ collection, name }) => `${collection}.${name}`).sort(),
  );
  const method = customCollections.find(({ name }) => name === "settlement")!.fields.find(({ name }) => name === "method")!;
  expect(method).toMatchObject({
    kind: "CHOICE",
    choices: [
      { value: "epay", label: "Electronic" },
      { value: "cheque", label: "Bank cheque" },
      { value: "cash", label: "Cash by leave of a partner" },
    ],
  });
});

test("a field that is added is found by the next operation", async () => {
  const probe = `{ matter(id: 1) { custom(field: "settlement.addedlater") { raw } } }`;
  expect((await ana.query(probe)).errors?.[0]?.extensions?.["code"]).toBe("BAD_USER_INPUT");
  const settlement = firm.fields.find(({ collection }) => collection === "settlement")!.collectionId;
  const made = await ana.query(
    `mutation ($c: ID!) { createDataCollectionField(input: { name: "addedlater", dataType: STR255, dataCollectionId: $c }) { userErrors { message } } }`,
    { c: settlement },
  );
  expect([made.errors, made.data]).toEqual([undefined, { createDataCollectionField: { userErrors: [] } }]);
  expect((await ana.query(probe)).errors).toBeUndefined();
});

test("whoever did not grant the values' scope gets the rest of the answer", async () => {
  const some = await server.connect("ana", { scope: "actions" });
  const { data, errors } = await some.query(`{ matter(id: 1) { restId custom(field: "settlement.settledat") { raw } } }`);
  expect(data).toEqual({ matter: { restId: "1", custom: null } });
  expect(errors?.[0]?.extensions?.["code"]).toBe("INSUFFICIENT_SCOPE");
});
