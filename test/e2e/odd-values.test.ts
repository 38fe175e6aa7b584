import { describe, expect, test } from "@jest/globals";
import { createEnvelopeReader } from "../../gateway/rest/envelope.js";
import { LINKS } from "../../resolvers/context.js";
import { UpstreamInvalidResponse } from "../../schema/errors.js";
import { forms } from "../../schema/workflow/index.js";
import { resourceOf, type Attribute, type Link, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { useGateway } from "../support/use-gateway.js";
import { memoryLog } from "../support/memory-log.js";
import { definitions } from "../support/raw-firm.js";

/*
 * What it costs when Actionstep sends something else than an attribute or a link is known to hold: its own field, and
 * never the row, the list or the process. Every value of `odd` is tried at every attribute and every link of every
 * resource; what it is to read as is said here, apart from the product's codecs.
 */

/** Lists within lists, deep enough that nobody should follow them. */
const nested = (depth: number): unknown => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);

const odd = {
  nothing: undefined,
  null: null,
  "an empty text": "",
  "a blank": " ",
  "a whole number": 7,
  zero: 0,
  "a negative number": -7,
  "a number of 32 bits": 2147483648,
  "a number of 53 bits": 9007199254740992,
  "a fraction": 1.5,
  "a number with an exponent": 1e300,
  true: true,
  false: false,
  "an object": {},
  "an object with an id": { id: "5" },
  "an object with a prototype": JSON.parse('{"__proto__":{"then":1},"toString":null}') as unknown,
  "an empty list": [],
  "a list of one number": [7],
  "a list of texts": ["5", "6"],
  "a mixed list": ["5", {}, 7],
  "a list with null": [null, "5"],
  "a list with commas": ["5,6"],
  "a deep list": nested(50),
  "text of a number": "5",
  "text of a negative number": "-5",
  "text with leading zeros": "007",
  "text of a decimal": "4.00",
  "text with a thousands comma": "1,496",
  "text of two ids": "5,6",
  "text of a path": "5/6",
  "a wildcard": "*",
  "two dots": "..",
  "a word of the API": "current",
  NaN: "NaN",
  Infinity: "Infinity",
  hexadecimal: "0x10",
  exponent: "1e3",
  T: "T",
  "a small t": "t",
  text: "seven",
  "a typed id": "Matter:5",
  "a day that is none": "0000-00-00",
  "a day the month lacks": "2026-02-30",
  "a day": "2026-03-04",
  "an instant": "2026-03-04T09:15:00+13:00",
  "an instant without a zone": "2026-03-04T09:15:00",
  "a time": "14:52:00",
  "an hour that is none": "24:00:00",
  "a control character": "5\u0000",
  "half a character": "\ud800",
  "much text": "x".repeat(5_000),
} as const;
type Odd = keyof typeof odd;
const names = Object.keys(odd) as Odd[];

/** What no field can show. */
const UNREADABLE = Symbol("unreadable");

/** What each kind reads beside null, and as what. */
const readable: Readonly<Record<Exclude<Attribute["kind"], "text" | "choice">, Readonly<Partial<Record<Odd, unknown>>>>> = {
  whole: {
    "a whole number": 7,
    zero: 0,
    "a negative number": -7,
    "a number of 32 bits": 2147483648,
    "text of a number": 5,
    "text of a negative number": -5,
    "text with leading zeros": 7,
    "text of a decimal": 4,
  },
  decimal: {
    "a whole number": "7",
    zero: "0",
    "a negative number": "-7",
    "a number of 32 bits": "2147483648",
    "a number of 53 bits": "9007199254740992",
    "a fraction": "1.5",
    "text of a number": "5",
    "text of a negative number": "-5",
    "text with leading zeros": "007",
    "text of a decimal": "4.00",
  },
  flag: { true: true, false: false, T: true },
  day: { "a day": "2026-03-04", "an instant": "2026-03-04" },
  time: { "a time": "14:52:00" },
  timestamp: { "a day": "2026-03-04T00:00:00Z", "an instant": "2026-03-04T09:15:00+13:00" },
};

/** What an attribute is to show of an odd value. */
function shownOf({ kind, choice }: Attribute, name: Odd): unknown {
  const value = odd[name] as string | number | boolean | object | null | undefined;
  if (value === undefined || value === null) return null;
  if (kind === "text") return typeof value === "object" ? UNREADABLE : String(value);
  if (value === "") return null;
  if (kind !== "choice") return name in readable[kind] ? readable[kind][name] : UNREADABLE;
  if (typeof value === "object") return UNREADABLE;
  const known = Object.entries(choice!.values).find(([, wire]) => wire.toLowerCase() === String(value).toLowerCase());
  return known ? known[0] : "UNRECOGNIZED";
}

/** The ids that a link is to hold of an odd value. */
function idsOf({ uncertain, target }: Link, name: Odd): readonly string[] | typeof UNREADABLE {
  const isNumeric = resourceOf(target()).identity?.numeric ?? false;
  const value: unknown = odd[name];
  const idOf = (one: unknown): readonly string[] | typeof UNREADABLE => {
    const text = typeof one === "number" ? (Math.abs(one) < 2 ** 53 && one % 1 === 0 ? String(one) : "…/…") : one;
    if (typeof text !== "string" || text === "" || text.length > 200) return UNREADABLE;
    if (text.trim() !== text || /[,/*\0\ud800]/.test(text) || text === ".." || text === "current") return UNREADABLE;
    if (!isNumeric || text === "0" || /^[1-9]\d*$/.test(text)) return [text];
    return uncertain ? [] : UNREADABLE;
  };
  if (value === undefined || value === null || value === "") return [];
  if (!Array.isArray(value)) return idOf(value);
  const each = value.map(idOf);
  return each.includes(UNREADABLE) ? UNREADABLE : (each.flat() as string[]);
}

/** An id that a row of the resource can have. */
const goodId = ({ identity }: ResourceDefinition, index: number): unknown =>
  identity && { id: identity.numeric ? index + 1 : `good--${index + 1}` };

/** For each odd value a row that has it in place of every attribute and every link. */
const oddRows = (resource: ResourceDefinition): Record<string, unknown>[] =>
  names.map((name, index) => ({
    ...resource.attributes.reduce((row, { wire }) => ({ ...row, [wire]: odd[name] }), {}),
    ...(goodId(resource, index) as object | undefined),
    links: Object.fromEntries(resource.links.map(({ wire }) => [wire, odd[name]])),
  }));

/** A body as it comes over the network. */
const sent = (body: unknown): unknown => JSON.parse(JSON.stringify(body));

/** Ids of rows that nobody could be asked for by. */
const badIds: readonly unknown[] = [null, "", " ", {}, [], [5], { id: 5 }, true, 1.5, 9007199254740992, -1, "-1", "seven", "1,2"];
const isBadId = ({ identity }: ResourceDefinition, isLinkedTo: boolean, id: unknown): boolean =>
  (identity?.numeric ?? false) || typeof id !== "string" || id.trim() === "" || (isLinkedTo && id === "1,2");

const all = [...definitions, ...forms.map(resourceOf)];
const linkedTo = new Set(all.flatMap(({ links }) => links.map(({ target }) => resourceOf(target()))));

describe.each(all.map((resource) => [resource.type, resource] as const))("a row of %s", (_, resource) => {
  const { attributes, links, path, identity, many, type } = resource;
  const read = (rows: readonly unknown[]) =>
    createEnvelopeReader(all, memoryLog()).read(resource, sent({ [path]: rows, meta: { paging: { [path]: {} } } }));

  test("stands with whatever its attributes and links hold, and each is as far as it can be read", () => {
    const { rows, unreadable } = read(oddRows(resource));
    expect(unreadable).toEqual([]);
    names.forEach((name, index) => {
      const row = rows[index]!;
      const found = attributes.map((attribute) => {
        const value = row[attribute.name];
        const known = attribute.choice && Object.entries(attribute.choice.values).find(([, wire]) => wire === value)?.[0];
        return [attribute.name, value instanceof UpstreamInvalidResponse ? UNREADABLE : (known ?? value ?? null)];
      });
      expect([name, found]).toEqual([name, attributes.map((attribute) => [attribute.name, shownOf(attribute, name)])]);
      const followed = links.map((link) => {
        const value = row[LINKS][link.wire];
        const isError = row[link.name] instanceof UpstreamInvalidResponse;
        return [link.name, isError && value === null ? UNREADABLE : [value ?? []].flat()];
      });
      expect([name, followed]).toEqual([name, links.map((link) => [link.name, idsOf(link, name)])]);
    });
  });

  test("stands with whatever is in the place of its links", () => {
    const instead = [null, [], "5", 5, true, [{ id: 5 }]];
    const { rows } = read(instead.map((each, index) => ({ ...(goodId(resource, index) as object), links: each })));
    expect(rows).toHaveLength(instead.length);
    for (const row of rows) for (const { wire } of links) expect(row[LINKS][wire]).toBeUndefined();
  });

  if (!identity) return;

  test("is left out only where it does not say which record it is", () => {
    const ids = [7, ...badIds, "8"].map((id) => (identity.numeric || typeof id !== "number" ? id : String(id)));
    const { rows } = read(ids.map((id) => ({ id })));
    const expected = ids.filter((id) => id === 7 || id === "7" || id === "8" || !isBadId(resource, linkedTo.has(resource), id));
    expect(rows.map(({ restId }) => restId)).toEqual(expected.map(String));
    expect(rows.map(({ id }) => id)).toEqual(expected.map((id) => `${type}:${String(id)}`));
    expect(many).toBeTruthy();
  });
});

describe("through the gateway", () => {
  const { server, ana } = useGateway();

  /** What Actionstep answers, in place of its own, to lists of a collection. */
  const answering = (path: string, rows: readonly unknown[]): (() => void) =>
    server.simulator.fault({
      match: ({ url }) => new RegExp(`/rest/${path}\\?`).test(url),
      fault: {
        kind: "replace",
        body: JSON.stringify({ [path]: rows, meta: { paging: { [path]: { recordCount: rows.length } } } }),
      },
    });

  test.each(definitions.map((resource) => [resource.many, resource] as const))(
    "%s with odd values are all there, and each odd value is an error at its own path at most",
    async (many, resource) => {
      const { attributes, links, identity } = resource;
      const fields = [...(identity ? ["id"] : []), ...attributes.map(({ name }) => name)];
      const followed = links.map((link) => `${link.name} { __typename }`);
      const takeBack = answering(resource.path, oddRows(resource));
      const answer = await ana.query(`{ ${many}(first: ${names.length}) { nodes { ${[...fields, ...followed].join(" ")} } } }`);
      takeBack();
      const { nodes } = answer.data[many];
      expect(nodes).toHaveLength(names.length);
      const bad = new Set<string>();
      names.forEach((name, index) => {
        const expected: Record<string, unknown> = {};
        if (identity) expected["id"] = `${resource.type}:${String((goodId(resource, index) as { id: unknown }).id)}`;
        for (const attribute of attributes) {
          const value = shownOf(attribute, name);
          if (value === UNREADABLE) bad.add([many, "nodes", index, attribute.name].join("."));
          expected[attribute.name] = value === UNREADABLE ? null : value;
        }
        for (const link of links) if (idsOf(link, name) === UNREADABLE) bad.add([many, "nodes", index, link.name].join("."));
        for (const link of links) if (bad.has([many, "nodes", index, link.name].join("."))) expected[link.name] = null;
        expect([name, nodes[index]]).toMatchObject([name, expected]);
      });
      // How many errors an answer shows is limited elsewhere; here they are at no other place.
      const errors = answer.errors ?? [];
      expect(errors.map(({ path }) => path!.join(".")).filter((path) => !bad.has(path))).toEqual([]);
      expect([...new Set(errors.map(({ extensions }) => extensions["code"]))]).toEqual(
        bad.size > 0 ? ["UPSTREAM_INVALID_RESPONSE"] : [],
      );
    },
  );

  test("an id that would become several is asked for nowhere", async () => {
    const before = server.simulator.requests.length;
    const takeBack = answering("tasks", [{ id: 1, name: "Call", links: { action: "1,2,3", assignee: ["4,5"] } }]);
    const { data, errors } = await ana.query(`{ tasks(first: 7) { nodes { name matter { name } assignee { displayName } } } }`);
    takeBack();
    expect(data.tasks.nodes).toEqual([{ name: "Call", matter: null, assignee: null }]);
    expect(errors!.map(({ path, extensions }) => [path!.at(-1), extensions["code"]])).toEqual([
      ["matter", "UPSTREAM_INVALID_RESPONSE"],
      ["assignee", "UPSTREAM_INVALID_RESPONSE"],
    ]);
    expect(server.simulator.requests.slice(before)).toHaveLength(1);
  });

  test("a record that was written is shown although one of its values cannot be read", async () => {
    const takeBack = server.simulator.fault({
      match: ({ method, url }) => method === "PUT" && url.includes("/rest/tasks/1"),
      fault: {
        kind: "replace",
        body: JSON.stringify({ tasks: { id: 1, name: "Call", status: "Complete", dueTimestamp: {}, links: { action: "1,2" } } }),
      },
    });
    const { data, errors } = await ana.query(
      `mutation { updateTask(input: { id: 1, name: "Call" }) { task { name status dueTimestamp } userErrors { code } } }`,
    );
    takeBack();
    expect(data.updateTask).toEqual({ task: { name: "Call", status: "COMPLETE", dueTimestamp: null }, userErrors: [] });
    expect(errors!.map(({ path, extensions }) => [path!.join("."), extensions["code"]])).toEqual([
      ["updateTask.task.dueTimestamp", "UPSTREAM_INVALID_RESPONSE"],
    ]);
  });

  test("the size of a file of more than two GiB can be read, filtered by and sent in a variable", async () => {
    const takeBack = answering("actiondocuments", [{ id: 1, fileSize: 2147483648 }]);
    const { data, errors } = await ana.query(
      `query ($size: SafeInt!) { matterDocuments(filter: { fileSize: { lt: $size, gte: -9007199254740991 } }) { nodes { fileSize } } }`,
      { size: 2147483648 },
    );
    takeBack();
    expect({ data, errors }).toEqual({ data: { matterDocuments: { nodes: [{ fileSize: 2147483648 }] } }, errors: undefined });
  });

  test("a record that is found by a filter is not said to be missing where Actionstep ignores the filter", async () => {
    const rows = Array.from({ length: 50 }, (_, index) => ({ id: index + 1, ourReference: `B${index + 1}` }));
    const takeBack = server.simulator.fault({
      match: ({ url }) => url.includes("/rest/bills?"),
      fault: {
        kind: "replace",
        status: 200,
        body: JSON.stringify({ bills: rows, meta: { paging: { bills: { recordCount: 4000, pageSize: 50 } } } }),
      },
    });
    const one = await ana.query(`{ bill(id: 7) { ourReference } node(id: "Bill:7") { id } }`);
    const other = await ana.query(`{ bill(id: 3000) { ourReference } }`);
    takeBack();
    expect(one.data).toEqual({ bill: { ourReference: "B7" }, node: { id: "Bill:7" } });
    expect([other.data, other.errors!.map(({ extensions }) => extensions["code"])]).toEqual([
      { bill: null },
      ["UPSTREAM_INVALID_RESPONSE"],
    ]);
    expect([one.requests.length, other.requests.length]).toEqual([1, 1]);
  });

  test.each([
    ["9007199254740992", "9007199254740992"],
    ["1.5", "1.5"],
    ['"7"', "7"],
    ["[7, 8]", ""],
    [`"${"9".repeat(10_000)}"`, "9".repeat(50)],
    ["9".repeat(200), "9".repeat(50)],
  ])("a whole number that is none is refused without repeating all of it: %.20s", async (literal, part) => {
    const { errors } = await ana.query(`{ tasks(filter: { triggerOffset: { eq: ${literal} } }) { totalCount } }`);
    expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["GRAPHQL_VALIDATION_FAILED"]);
    expect(errors![0]!.message).toContain(part);
    expect(errors![0]!.message.length).toBeLessThan(300);
  });

  test.each(["DateTime", "Date", "LocalTime", "Decimal", "SafeInt"])(
    "%s does not repeat all of a long variable",
    async (scalar) => {
      const { errors } = await ana.query(`query ($v: ${scalar}) { tasks { totalCount } }`, { v: "v".repeat(100_000) });
      expect(errors!.length).toBeGreaterThan(0);
      for (const { message } of errors!) expect(message.length).toBeLessThan(300);
    },
  );
});
