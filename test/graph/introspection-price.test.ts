import { describe, expect, test } from "@jest/globals";
import { Kind, execute, getIntrospectionQuery, parse, type FragmentDefinitionNode, type OperationDefinitionNode } from "graphql";
import { introspectionPrice } from "../../gateway/execution/introspection-price.js";
import { MAX_INTROSPECTED } from "../../gateway/limits.js";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";

const schema = createSchema(resources);

const STANDARD = getIntrospectionQuery({
  specifiedByUrl: true,
  directiveIsRepeatable: true,
  schemaDescription: true,
  inputValueDeprecation: true,
  oneOf: true,
});

const price = (query: string, maxVisits = MAX_INTROSPECTED) => {
  const { definitions } = parse(query);
  const fragments = Object.fromEntries(
    definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === Kind.FRAGMENT_DEFINITION)
      .map((node) => [node.name.value, node]),
  );
  return introspectionPrice(
    { schema, operation: definitions[0] as OperationDefinitionNode, fragments, variables: {} },
    maxVisits,
  );
};

/** What the answer really comes to. */
async function measured(query: string): Promise<{ leaves: number; bytes: number }> {
  const { data } = await execute({ schema, document: parse(query) });
  const leavesOf = (value: unknown): number =>
    typeof value !== "object" || value === null
      ? 1
      : Object.values(value).reduce<number>((sum, each) => sum + leavesOf(each), Array.isArray(value) ? 0 : 1);
  return { leaves: leavesOf(data), bytes: Buffer.byteLength(JSON.stringify(data)) };
}

describe("the size of an answer about the schema is known before it is made", () => {
  test.each([
    STANDARD,
    `{ __schema { types { name } } }`,
    `{ __type(name: "Matter") { name fields { name type { kind name ofType { name } } args { name } } } }`,
    `{ __type(name: "Nobody") { name } }`,
    `{ __schema { types { fields { type { fields { name } } } } } }`,
    `{ a: __schema { directives { name args { name defaultValue } } } b: __schema { queryType { name } } }`,
  ])("%.70s", async (query) => {
    const expected = await measured(query);
    const { leaves, bytes } = price(query)!;
    expect(leaves / expected.leaves).toBeGreaterThanOrEqual(1);
    expect(leaves / expected.leaves).toBeLessThan(1.25);
    expect(bytes / expected.bytes).toBeGreaterThan(0.95);
    expect(bytes / expected.bytes).toBeLessThan(1.25);
  });

  test("however often the answer repeats itself", () => {
    const aliases = Array.from({ length: 480 }, (_, i) => `a${i}: description`).join(" ");
    const { bytes } = price(`{ __schema { types { fields { type { fields { ${aliases} } } } } } }`, Infinity)!;
    expect(bytes).toBeGreaterThan(300e6);
    const deep = `${"fields { type { ".repeat(12)} name ${"} } ".repeat(12)}`;
    expect(price(`{ __schema { types { ${deep} } } }`)!.bytes).toBeGreaterThan(5e8);
  });

  test("fields are looked at once for each place, and no more of them than a limit", () => {
    const places = Array.from({ length: 60 }, (_, i) => `a${i}: types { fields { args { type { name } } } }`).join(" ");
    expect(price(`{ __schema { ${places} } }`)).toBeUndefined();
    expect(price(STANDARD, 75_000)).toBeDefined();
    expect(price(STANDARD, 1_000)).toBeUndefined();
    expect(MAX_INTROSPECTED).toBeLessThan(3.5 * 61_000);
  });

  test("each of many fields of one object is looked at, however few objects there are", () => {
    const fields = (count: number): string => Array.from({ length: count }, (_, i) => `a${i}: name`).join(" ");
    expect(price(`{ __schema { queryType { ${fields(900)} } } }`, 1_000)).toBeDefined();
    expect(price(`{ __schema { queryType { ${fields(1_100)} } } }`, 1_000)).toBeUndefined();
  });

  test("a field that fails hides nothing of the others", () => {
    const aliases = Array.from({ length: 480 }, (_, i) => `a${i}: description`).join(" ");
    const failing = "x: __type { name } y: __schema { types { n: name @skip } }";
    const { bytes } = price(`{ ${failing} z: __schema { types { fields { type { fields { ${aliases} } } } } } }`, Infinity)!;
    expect(bytes).toBeGreaterThan(300e6);
  });

  test("a query that asks nothing of it costs nothing", () => {
    expect(price(`{ __typename matters { nodes { id } } }`)).toBeNull();
  });
});
