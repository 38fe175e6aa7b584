import { describe, expect, test } from "@jest/globals";
import { idNameOf, membersOf, type InputMember } from "../../schema/derive/input.js";
import { upperFirst } from "../../schema/derive/names.js";
import { resourceOf, type Attribute, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { createDatabase } from "../../simulator/seed/index.js";
import type { Row } from "../../simulator/index.js";
import { type Answer } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";
import { definitions, rawFirm, rawId, rawLinks, shown } from "../support/raw-firm.js";

/*
 * What holds for every verb of every resource. What is written is taken from a row of the seeded firm, so that it goes
 * together; what is expected is what was written.
 */

const database = createDatabase();
const firm = rawFirm(database, "ana");
const { ana } = useGateway({ simulator: { database, behaviour: { quirks: { unknownFile: "accepted" } } } });

type Values = Readonly<Record<string, unknown>>;

const can = (verb: "create" | "update" | "delete"): ResourceDefinition[] =>
  definitions.filter((resource) => resource.can.includes(verb));

/** What is changed where it cannot be just any text, or where much follows from it. */
const special: Readonly<Record<string, unknown>> = {
  "RestHook.targetUrl": "https://listener.example/hooks/2",
  "Participant.occupation": "Surveyor",
  // The row's field is one of money.
  "ParticipantDataFieldValue.stringValue": "12500.00",
};

/** The row of the seeded firm whose values are written: the last one that has all that a new record needs. */
function model(resource: ResourceDefinition): Row {
  const needed = membersOf(resource, "once").filter(({ attribute, link }) => (attribute ?? link).required);
  const has = (row: Row): number => needed.filter((member) => ![undefined, ""].includes(valueIn(row, member) as string)).length;
  const rows = firm.rows(resource);
  const most = Math.max(...rows.map(has));
  const row = rows.findLast((each) => has(each) === most);
  if (!row) throw new Error(`The seeded firm has no ${resource.type} to take after.`);
  return row;
}

/** What a row holds of a member, as the graph would be given it; undefined for nothing. */
function valueIn(row: Row, { attribute, link }: InputMember): unknown {
  if (attribute) {
    const value = shown(attribute, row[attribute.wire]);
    return value === null || value === "UNRECOGNIZED" ? undefined : value;
  }
  const ids = rawLinks(row, link);
  return ids.length === 0 ? undefined : link.many ? ids : ids[0];
}

const inputOf = (resource: ResourceDefinition, row: Row): Values =>
  Object.fromEntries(
    membersOf(resource, "once").flatMap((member) => {
      const value = valueIn(row, member) ?? (member.attribute?.required ? samples[member.attribute.kind] : undefined);
      return value === undefined ? [] : [[member.name, value]];
    }),
  );

/** Something of each kind, for what rows of the seeded firm have no example of. */
const samples: Readonly<Record<string, unknown>> = { text: "Sample", whole: 1, decimal: "1.00", flag: true };

/** What is selected of a record to see all that can be written of it. */
function selected(resource: ResourceDefinition): string {
  const members = [...membersOf(resource, "once"), ...membersOf(resource, "update")];
  const attributes = members.flatMap(({ attribute }) => attribute?.name ?? []);
  const links = members.flatMap(({ link }) => (link && resourceOf(link.target()).identity ? `${link.name} { restId }` : []));
  return [...new Set(["id", ...attributes, ...links])].join(" ");
}

/** A record as it was selected, by the names of what is written. */
function written(resource: ResourceDefinition, record: Values): Values {
  const ids = (value: unknown): unknown =>
    Array.isArray(value)
      ? value.map((each: { restId: string }) => each.restId)
      : ((value as { restId: string } | null)?.restId ?? null);
  return Object.fromEntries([
    ["id", record["id"]],
    ...resource.attributes.map(({ name }) => [name, record[name]]),
    ...resource.links.map((link) => [idNameOf(link), ids(record[link.name])]),
  ]);
}

const isInstant = ({ kind }: Attribute): boolean => kind === "timestamp";

/** Instants are the same whatever offset they are told in. */
const comparable = (resource: ResourceDefinition, values: Values): Values =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const attribute = resource.attributes.find((each) => each.name === name);
      return [name, attribute && isInstant(attribute) && typeof value === "string" ? new Date(value).getTime() : value];
    }),
  );

const mutate = async (field: string, type: string, input: Values | readonly Values[], selection: string): Promise<Answer> =>
  ana.query(`mutation Write($input: ${type}) { ${field}(input: $input) { ${selection} userErrors { code message field } } }`, {
    input,
  });

const expectDone = ({ data, errors }: Answer, field: string): Values => {
  expect(errors).toBeUndefined();
  const payload = data[field] as Values;
  expect(payload["userErrors"]).toEqual([]);
  return payload;
};

/** Reads a record by its id, or by a filter where there is no other way. */
async function read({ type, one }: ResourceDefinition, id: unknown, selection: string): Promise<Values | null> {
  const answer = await ana.query(`query Read($id: ID!) { ${one}(id: $id) { ${selection} } }`, { id });
  if (answer.errors) throw new Error(`${type}: ${JSON.stringify(answer.errors)}`);
  return answer.data[one] as Values | null;
}

/** An attribute to change, with what it is changed to. */
function change(resource: ResourceDefinition, row: Row): Values {
  const { type, identity } = resource;
  const isId = (member: InputMember): boolean => identity?.from?.includes((member.attribute ?? member.link).wire) ?? false;
  const members = membersOf(resource, "update").filter((member) => !isId(member));
  const attribute =
    members.find((each) => `${type}.${each.name}` in special)?.attribute ??
    members.find(
      (each) => each.attribute?.kind === "text" && /name|text|notes?|description|subject|summary|value/i.test(each.name),
    )?.attribute ??
    members.find((each) => each.attribute)?.attribute;
  if (!attribute) throw new Error(`${type} has nothing to change.`);
  const value: unknown = shown(attribute, row[attribute.wire]);
  const others: Readonly<Record<string, unknown>> = {
    text: special[`${type}.${attribute.name}`] ?? "Changed by a test",
    whole: Number(value ?? 0) + 1,
    decimal: "7.25",
    flag: value !== true,
    day: "2026-03-04",
    time: "09:15:00",
    timestamp: "2026-03-04T09:15:00+11:00",
    choice: Object.keys(attribute.choice?.values ?? {}).find((name) => name !== value),
  };
  return { [attribute.name]: others[attribute.kind] };
}

const deleted = /** How a record that was deleted is still seen. */ (record: Values | null): boolean =>
  record === null || record["isDeleted"] === true || record["status"] === "DELETED" || record["deletedTimestamp"] !== undefined;

/** Creates a record after a row of the seeded firm; one whose id follows from what is in it takes that row's place. */
async function create(resource: ResourceDefinition, row: Row): Promise<Answer> {
  const { type, one, identity } = resource;
  if (!identity?.numeric && resource.can.includes("delete")) {
    const input = { id: rawId(resource, row) };
    expectDone(await mutate(`delete${type}`, `Delete${type}Input!`, input, "deletedId"), `delete${type}`);
  }
  return mutate(`create${type}`, `Create${type}Input!`, await newInput(resource, row), `${one} { ${selected(resource)} }`);
}

/** The input for a new record after a row. A value of a custom field is there already, unless the field is new. */
async function newInput(resource: ResourceDefinition, row: Row): Promise<Values> {
  const input = inputOf(resource, row);
  if (resource.type !== "DataCollectionRecordValue") return input;
  const fields = definitions.find(({ type }) => type === "DataCollectionField")!;
  const field = { ...inputOf(fields, model(fields)), name: "newfield", dataCollectionId: input["dataCollectionId"] };
  const answer = await mutate(
    "createDataCollectionField",
    "CreateDataCollectionFieldInput!",
    field,
    "dataCollectionField { id }",
  );
  const { id } = expectDone(answer, "createDataCollectionField")["dataCollectionField"] as { id: string };
  return { ...input, dataCollectionFieldId: id.split(":")[1] };
}

describe.each(can("create").map((resource) => [resource.type, resource] as const))("create%s", (type, resource) => {
  test("writes what it is given, in one request, and answers with it", async () => {
    const row = model(resource);
    const answer = await create(resource, row);
    const record = expectDone(answer, `create${type}`)[resource.one] as Values;
    // Actionstep calls a file by another name once it is filed.
    const { file: _file, dataCollectionFieldId: _new, ...expected } = comparable(resource, inputOf(resource, row));
    expect(comparable(resource, written(resource, record))).toMatchObject(expected);
    expect(answer.requests[0]).toBe(`POST ${resource.path}`);
    expect(answer.requests.filter((request) => !request.startsWith("GET "))).toHaveLength(1);
    expect(answer.requests.length).toBeLessThanOrEqual(2);
    const again = await read(resource, record["id"], selected(resource));
    expect(comparable(resource, written(resource, again!))).toEqual(comparable(resource, written(resource, record)));
  });

  test("says what cannot be left out", async () => {
    const needed = membersOf(resource, "once").filter(({ attribute, link }) => {
      const { required, startsAs } = attribute ?? link;
      return required && startsAs === undefined;
    });
    const { status, errors, requests } = await mutate(`create${type}`, `Create${type}Input!`, {}, `${resource.one} { id }`);
    if (needed.length === 0) return;
    expect(status).toBe(400);
    for (const { name } of needed.slice(0, 1)) expect(JSON.stringify(errors)).toContain(name);
    expect(requests).toEqual([]);
  });
});

describe.each(can("update").map((resource) => [resource.type, resource] as const))("update%s", (type, resource) => {
  test("changes what it is given and nothing else, in one request", async () => {
    const row = model(resource);
    const id = `${type}:${rawId(resource, row)!}`;
    const before = await read(resource, id, selected(resource));
    const changed = change(resource, row);
    const names = Object.keys(changed).join(" ");
    const answer = await mutate(`update${type}`, `Update${type}Input!`, { id, ...changed }, `${resource.one} { id ${names} }`);
    expect(expectDone(answer, `update${type}`)[resource.one]).toEqual({ id, ...changed });
    expect(answer.requests).toEqual([`PUT ${resource.path}/${encodeURIComponent(id.slice(type.length + 1))}`]);
    const after = await read(resource, id, selected(resource));
    const isStamp = (name: string): boolean => /modified/i.test(name) && !(name in changed);
    const others = Object.entries({ ...before, ...changed }).filter(([name]) => !isStamp(name));
    expect(after).toMatchObject(Object.fromEntries(others));
  });

  test("has nothing to do with an id alone, or with one of another type", async () => {
    const id = rawId(resource, model(resource));
    const { data, requests } = await mutate(`update${type}`, `Update${type}Input!`, { id }, `${resource.one} { id }`);
    expect(data[`update${type}`].userErrors).toEqual([expect.objectContaining({ code: "NOTHING_TO_WRITE", field: ["input"] })]);
    const other = await mutate(`update${type}`, `Update${type}Input!`, { id: "Country:NZ" }, `${resource.one} { id }`);
    expect(other.errors![0]!.extensions).toMatchObject({ code: "BAD_USER_INPUT", argument: "input.id" });
    expect([...requests, ...other.requests]).toEqual([]);
  });
});

describe.each(can("delete").map((resource) => [resource.type, resource] as const))("delete%s", (type, resource) => {
  test("deletes, in one request, and says what", async () => {
    const row = model(resource);
    let id = `${type}:${rawId(resource, row)!}`;
    if (resource.identity!.numeric && resource.can.includes("create")) {
      // A new one, on which nothing hangs.
      id = (expectDone(await create(resource, row), `create${type}`)[resource.one] as { id: string }).id;
    }
    const answer = await mutate(`delete${type}`, `Delete${type}Input!`, { id }, "deletedId");
    expect(expectDone(answer, `delete${type}`)).toEqual({ deletedId: id, userErrors: [] });
    expect(answer.requests).toEqual([`DELETE ${resource.path}/${encodeURIComponent(id.slice(type.length + 1))}`]);
    const marks = resource.attributes
      .map(({ name }) => name)
      .filter((name) => ["isDeleted", "status", "deletedTimestamp"].includes(name));
    expect(deleted(await read(resource, id, ["id", ...marks].join(" ")))).toBe(true);
  });

  test("says so when there is none", async () => {
    const id = resource.identity!.numeric ? "99999999" : "no--such--thing";
    const { data, errors } = await mutate(`delete${type}`, `Delete${type}Input!`, { id }, "deletedId");
    expect(data[`delete${type}`]).toBeNull();
    expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["NOT_FOUND"]);
  });
});

describe("several in one request", () => {
  const bulk = definitions.flatMap((resource) => resource.bulk.map((verb) => [verb, resource.many, resource] as const));

  test.each(bulk)("%s %s", async (verb, many, resource) => {
    const { type, path } = resource;
    const field = `${verb}${upperFirst(many)}`;
    const rows = firm.rows(resource).slice(0, 40);
    if (verb === "create") {
      const input = inputOf(resource, model(resource));
      const some = resource.identity!.numeric ? [input, input] : await unused(resource, rows.slice(-2));
      const answer = await mutate(field, `[Create${type}Input!]!`, some, `${many} { id }`);
      expect(expectDone(answer, field)[many]).toHaveLength(2);
      expect(answer.requests).toEqual([`POST ${path}`]);
    } else if (verb === "update") {
      const some = rows.slice(0, 2).map((row) => ({ id: rawId(resource, row), ...change(resource, row) }));
      const answer = await mutate(field, `[Update${type}Input!]!`, some, `${many} { restId ${Object.keys(some[0]!).at(-1)!} }`);
      const found = expectDone(answer, field)[many] as Values[];
      expect(found).toEqual(some.map(({ id, ...rest }) => ({ restId: id, ...rest })));
      expect(answer.requests).toEqual([`PUT ${path}/${some.map(({ id }) => id).join(",")}`]);
    } else {
      const made = [0, 1].map(() => create(resource, model(resource)));
      const ids = (await Promise.all(made)).map((answer) => expectDone(answer, `create${type}`)[resource.one] as { id: string });
      const answer = await mutate(
        field,
        `[Delete${type}Input!]!`,
        ids.map(({ id }) => ({ id })),
        "deletedIds",
      );
      expect(expectDone(answer, field)["deletedIds"]).toEqual(ids.map(({ id }) => id));
      expect(answer.requests).toEqual([`DELETE ${path}/${ids.map(({ id }) => id.split(":")[1]).join(",")}`]);
    }
  });

  /** Inputs of rows whose ids follow from what they hold, once those rows are gone. */
  async function unused(resource: ResourceDefinition, rows: readonly Row[]): Promise<Values[]> {
    for (const row of rows) {
      const input = { id: rawId(resource, row) };
      await mutate(`delete${resource.type}`, `Delete${resource.type}Input!`, input, "deletedId");
    }
    return rows.map((row) => inputOf(resource, row));
  }
});
