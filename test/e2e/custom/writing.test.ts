import { describe, expect, test } from "@jest/globals";
import { createDatabase } from "../../../simulator/seed/index.js";
import { rawCustom } from "../../support/raw-custom.js";
import { useGateway } from "../../support/use-gateway.js";

const database = createDatabase();
const firm = rawCustom(database, "ana");
const { ana, server } = useGateway({ simulator: { database } });

const MUTATION = `mutation ($input: SetMatterCustomInput!) { setMatterCustom(input: $input) {
  matter { restId } record { restId values { raw definition { name } } } userErrors { code message field } } }`;

interface Payload {
  readonly matter: { readonly restId: string } | null;
  readonly record: {
    readonly restId: string;
    readonly values: readonly { raw: string | null; definition: { name: string } }[];
  } | null;
  readonly userErrors: readonly { code: string; message: string; field: readonly string[] | null }[];
}

async function set(input: object): Promise<Payload & { readonly sent: readonly string[]; readonly errors: unknown }> {
  const { data, errors, requests } = await ana.query(MUTATION, { input });
  const payload = (data as { setMatterCustom: Payload | null } | null | undefined)?.setMatterCustom;
  return {
    ...(payload ?? { matter: null, record: null, userErrors: [] }),
    errors,
    sent: requests.filter((request) => !request.startsWith("GET")),
  };
}

const read = async (matterId: string, field: string): Promise<unknown> => {
  const { data } = await ana.query(
    `query ($id: ID!, $f: String!) { matter(id: $id) { custom(field: $f) { raw date money flag choice choices number text dateTime participant { restId } } } }`,
    { id: matterId, f: field },
  );
  return (data as { matter: { custom: unknown } }).matter.custom;
};

const settlement = firm.fields.find(({ collection }) => collection === "settlement")!;
const ofType = (type: string): string[] => {
  const { orgkey } = database.people.find(({ username }) => username === "ana")!;
  const { rows } = database.organisations.find((organisation) => organisation.orgkey === orgkey)!;
  return rows
    .get("actions")!
    .filter(({ links }) => String(links!["actionType"]) === type)
    .map(({ id }) => String(id));
};
const conveyances = ofType(settlement.matterType);
const filled = conveyances.filter((id) => firm.records(id, settlement.collectionId).length === 1);
const empty = conveyances.filter((id) => firm.records(id, settlement.collectionId).length === 0);
const writable = filled.find((id) => id !== "13")!;

test("values of several kinds are written in one request, and are what is read afterwards", async () => {
  const { matter, record, userErrors, errors, sent } = await set({
    matterId: writable,
    values: [
      { field: "settlement.settlementdate", date: "2027-02-01" },
      { field: "settlement.depositpaid", money: "12.50" },
      { field: "keysreleased", flag: true },
      { field: "method", choice: "cheque" },
    ],
  });
  expect([errors, userErrors, matter]).toEqual([undefined, [], { restId: writable }]);
  const [recordId] = firm.records(writable, settlement.collectionId);
  expect(record!.restId).toBe(recordId);
  expect(sent).toEqual([expect.stringMatching(/^PUT datacollectionrecordvalues\/[^,]+(,[^,]+){3}/)]);
  expect(await read(writable, "settlement.settlementdate")).toMatchObject({ date: "2027-02-01" });
  expect(await read(writable, "settlement.depositpaid")).toMatchObject({ money: "12.50" });
  expect(await read(writable, "settlement.keysreleased")).toMatchObject({ flag: true });
  expect(await read(writable, "settlement.method")).toMatchObject({ choice: "cheque" });
  expect(record!.values.find(({ definition }) => definition.name === "method")).toMatchObject({ raw: "cheque" });
});

describe("a matter that has no record of the collection", () => {
  test("gets one with the first save", async () => {
    const matterId = empty[0]!;
    const { record, userErrors, errors, sent } = await set({
      matterId,
      values: [{ field: "settlement.settlementdate", date: "2027-03-01" }],
    });
    expect([errors, userErrors]).toEqual([undefined, []]);
    expect(sent).toEqual([
      expect.stringMatching(/^POST datacollectionrecords/),
      expect.stringMatching(/^PUT datacollectionrecordvalues\//),
    ]);
    expect(record!.restId).toBeDefined();
    expect(await read(matterId, "settlement.settlementdate")).toMatchObject({ date: "2027-03-01" });
  });

  test("gets one however many save at once", async () => {
    const matterId = empty[1]!;
    const saves = await Promise.all(
      ["1", "2", "3", "4"].map((money) => set({ matterId, values: [{ field: "settlement.depositpaid", money }] })),
    );
    for (const { errors, userErrors } of saves) expect([errors, userErrors]).toEqual([undefined, []]);
    expect(saves.flatMap(({ sent }) => sent).filter((request) => request.startsWith("POST")).length).toBeGreaterThan(0);
    const { data } = await ana.query(
      `query ($id: ID!) { matter(id: $id) { customRecords(collection: "settlement") { nodes { restId } } } }`,
      {
        id: matterId,
      },
    );
    expect((data as { matter: { customRecords: { nodes: unknown[] } } }).matter.customRecords.nodes).toHaveLength(1);
  });
});

test("a collection with several rows gets another, unless one is named", async () => {
  const encumbrances = firm.fields.find(({ collection }) => collection === "encumbrances")!.collectionId;
  const matterId = conveyances.find((id) => firm.records(id, encumbrances).length > 0)!;
  const added = await set({
    matterId,
    values: [
      { field: "encumbrances.reference", text: "M 123" },
      { field: "encumbrances.rank", number: "2" },
    ],
  });
  expect([added.errors, added.userErrors]).toEqual([undefined, []]);
  expect(firm.records(matterId, encumbrances)).not.toContain(added.record!.restId);
  const changed = await set({ matterId, recordId: added.record!.restId, values: [{ field: "reference", text: "M 124" }] });
  expect([changed.errors, changed.userErrors, changed.record!.restId]).toEqual([undefined, [], added.record!.restId]);
  expect(changed.record!.values.find(({ definition }) => definition.name === "reference")).toMatchObject({ raw: "M 124" });
});

describe("nothing is sent where", () => {
  test.each<[string, object[], [string, string[]][]]>([
    [
      "a number is given to a date field",
      [{ field: "settlement.settlementdate", number: "7" }],
      [["INVALID", ["input", "values", "0", "number"]]],
    ],
    ["a choice is not offered", [{ field: "method", choice: "fax" }], [["INVALID", ["input", "values", "0", "choice"]]]],
    [
      "a required field is emptied",
      [{ field: "settlement.settlementdate", clear: true }],
      [["REQUIRED", ["input", "values", "0", "clear"]]],
    ],
    [
      "a field is given twice",
      [
        { field: "method", choice: "epay" },
        { field: "settlement.METHOD", choice: "cash" },
      ],
      [["DUPLICATE", ["input", "values", "1", "field"]]],
    ],
    ["a field counts by itself", [{ field: "settlementno", text: "7" }], [["INVALID", ["input", "values", "0", "text"]]]],
    ["nothing is given", [{ field: "method" }], [["REQUIRED", ["input", "values", "0"]]]],
    ["there are no values", [], [["NOTHING_TO_WRITE", ["input", "values"]]]],
    [
      "several are wrong, of which each is told",
      [
        { field: "method", text: "x" },
        { field: "depositpaid", money: "1" },
        { field: "keysreleased", clear: true, flag: true },
      ],
      [
        ["INVALID", ["input", "values", "0", "text"]],
        ["INVALID", ["input", "values", "2", "clear"]],
      ],
    ],
  ])("%s", async (_, values, expected) => {
    const { userErrors, errors, sent, matter, record } = await set({ matterId: writable, values });
    expect(errors).toBeUndefined();
    expect(userErrors.map(({ code, field }) => [code, field])).toEqual(expected);
    expect([sent, matter, record]).toEqual([[], null, null]);
  });

  test("the row may not be changed", async () => {
    const locked = filled.find((id) => id === "13")!;
    const values = [{ field: "method", choice: "epay" }];
    const { userErrors, sent } = await set({ matterId: locked, values });
    expect([userErrors[0]?.code, sent]).toEqual(["INVALID", []]);
    const [recordId] = firm.records(locked, settlement.collectionId);
    const named = await set({ matterId: locked, recordId, values });
    expect([named.userErrors[0]?.field, named.sent]).toEqual([["input", "recordId"], []]);
  });

  test.each<[string, object, RegExp]>([
    [
      "a name is unknown",
      { values: [{ field: "settlement.methd", choice: "epay" }] },
      /^input\.values\.0\.field: no custom field is called "settlement.methd"; did you mean "settlement.method"/,
    ],
    [
      "a name may mean two",
      { values: [{ field: "settlementdate", date: "2027-01-01" }] },
      /^input\.values\.0\.field: "settlementdate" may be any of/,
    ],
    [
      "a field is of other matters",
      { values: [{ field: "relationship.startdate", date: "2027-01-01" }] },
      /^input\.values\.0\.field: matters of this matter's type have no such field/,
    ],
    [
      "a row is of another collection",
      { recordId: "1", values: [{ field: "method", choice: "epay" }] },
      /^input\.recordId: this row is of another matter or another collection/,
    ],
    [
      "values of two collections are for one row",
      {
        recordId: "1",
        values: [
          { field: "method", choice: "epay" },
          { field: "property.lotno", text: "1" },
        ],
      },
      /^input\.recordId: values of several collections/,
    ],
  ])("%s", async (_, input, message) => {
    const { errors, sent } = await set({ matterId: writable, ...input });
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
    expect(sent).toEqual([]);
  });
});

test("what Actionstep does not accept comes back at the path of its value", async () => {
  const { userErrors, errors } = await set({
    matterId: writable,
    values: [
      { field: "method", choice: "epay" },
      { field: "agent", participantId: "Participant:987654" },
    ],
  });
  expect(errors).toBeUndefined();
  expect(userErrors.map(({ field }) => field)).toEqual([["input", "values", "1", "participantId"]]);
});

test("two rows where there should be one are an error that names both", async () => {
  const matterId = empty[2]!;
  for (let count = 0; count < 2; count++)
    await ana.query(
      `mutation ($m: ID!, $c: ID!) { createDataCollectionRecord(input: { matterId: $m, dataCollectionId: $c }) { userErrors { message } } }`,
      { m: matterId, c: settlement.collectionId },
    );
  const { errors, sent } = await set({ matterId, values: [{ field: "method", choice: "epay" }] });
  expect(errors).toEqual([
    expect.objectContaining({
      message: expect.stringMatching(/two rows .*DataCollectionRecord \d+ and \d+\. Say with recordId which\.$/),
    }),
  ]);
  expect(sent).toEqual([]);
});

test("a matter that nobody may see is NOT_FOUND, and a reader's gateway may not write", async () => {
  const { errors } = await set({ matterId: "999999", values: [{ field: "method", choice: "epay" }] });
  expect(errors).toEqual([expect.objectContaining({ extensions: expect.objectContaining({ code: "NOT_FOUND" }) })]);
  const some = await server.connect("ana", { scope: "actions" });
  const { errors: refused } = await some.query(MUTATION, {
    input: { matterId: writable, values: [{ field: "method", choice: "epay" }] },
  });
  expect(refused?.[0]?.extensions["code"]).toBe("INSUFFICIENT_SCOPE");
});
