import { setImmediate as settled } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { execute, parse, validate, type ExecutionResult } from "graphql";
import { createExecutor } from "../../gateway/execution/index.js";
import { oddQueries, oddSchema, oddWorld, type OddWorld } from "../support/odd-graph.js";
import { assertProperty } from "../support/seeds.js";

/*
 * Two executors, one answer: every query here is executed by graphql-js and by ours, on the same odd data, and all that
 * can be seen of the two has to be the same, down to the order of errors and of calls.
 */

const executor = createExecutor(oddSchema);

interface Seen {
  readonly result: unknown;
  readonly calls: readonly string[];
}

/** What can be seen of an execution: data with the order of its members, errors with all they carry, resolver calls. */
async function seen(world: OddWorld, run: () => ExecutionResult | Promise<ExecutionResult>): Promise<Seen> {
  const { data, errors, ...rest } = await run();
  // Where a failure has decided the answer, what was under way beside it still calls resolvers.
  await settled();
  return {
    result: {
      data: JSON.stringify(data),
      errors: errors?.map((error) => ({
        ...error.toJSON(),
        name: error.name,
        original: error.originalError?.message,
        kind: error.originalError?.constructor.name,
        nodes: error.nodes?.map(({ kind, loc }) => [kind, loc?.start]),
      })),
      rest,
    },
    calls: [...world.calls],
  };
}

type Request = readonly [query: string, variables?: Record<string, unknown>, operationName?: string];

async function compare([query, variables, operationName]: Request, seed = 0): Promise<Seen> {
  const document = parse(query);
  const ours = oddWorld(seed);
  const theirs = oddWorld(seed);
  const expected = await seen(theirs, () =>
    execute({ schema: oddSchema, document, variableValues: variables, operationName, contextValue: theirs }),
  );
  // The second time there is a plan.
  for (const world of [ours, oddWorld(seed)]) {
    expect(await seen(world, () => executor({ document, variables, operationName, context: world }))).toEqual(expected);
  }
  return expected;
}

describe("hard cases:", () => {
  test.each<[string, ...Request]>([
    [
      "aliases and merged fields",
      `{ a: good { name } a: good { kind x: name } b: good { ...F } } fragment F on Thing { name name }`,
    ],
    [
      "names that objects inherit",
      `{ __proto__: good { constructor: name toString: kind __proto__: count } then: good { then: name } }`,
    ],
    [
      "names that look alike when joined",
      `{ a_b: good { c: named(as: "x") { name } } a: good { b_c: named(as: "y") { name } } }`,
    ],
    [
      "a fragment spread twice under other conditions",
      `query ($y: Boolean!) { good { ...F @skip(if: $y) ...F @include(if: $y) } } fragment F on Thing { name }`,
      { y: true },
    ],
    [
      "one field included in one place and skipped in another",
      `query ($y: Boolean!) { good @skip(if: $y) { name } good { kind } }`,
      { y: true },
    ],
    [
      "a selection of which nothing is left",
      `query ($y: Boolean!) { good { name @skip(if: $y) } name: __typename @skip(if: $y) }`,
      { y: true },
    ],
    ["a condition by default", `query ($y: Boolean = false) { good { name @include(if: $y) kind } }`],
    ["a condition that is null", `query ($y: Boolean = true) { good { name @include(if: $y) } odd }`, { y: null }],
    ["a condition that is null at the root", `query ($y: Boolean = true) { good @skip(if: $y) { name } }`, { y: null }],
    ["typename everywhere", `{ __typename good { __typename t: __typename any { __typename } } anything { __typename } }`],
    [
      "fragments on interfaces and types that cannot be",
      `{ anything { name ... on Named { n: name } ... on Thing { kind } ... on Other { count } } good { ... on Named { name } } }`,
    ],
    [
      "abstract types that resolve to nothing, to no type, to no object and to a stranger",
      `{ lost(as: "nothing") { name } a: lost(as: "Nobody") { name } b: lost(as: "Kind") { name } c: lost(as: "Query") { name } d: lost(as: "object") { name } e: lost(as: "number") { name } f: lost(as: "throw") { name } g: lost(as: "reject") { name } h: lost(as: "later") { name } }`,
    ],
    ["an object that is not of its type", `{ wrong { name } }`],
    [
      "arguments by default, given, null and by variable",
      `query ($s: String, $n: Int = 3, $u: String) { a: echo b: echo(text: "x", number: 1) c: echo(text: null) d: echo(text: $s, number: $n) e: echo(text: $u) }`,
      { s: null },
    ],
    [
      "input objects with variables inside, given and not",
      `query ($a: Int, $b: Int, $k: Kind) { a: echo(input: { number: $a, list: [$a, $b, 3], kind: $k }) b: echo(input: { number: $b, nested: { kind: BIG } }) c: echo(list: 4) }`,
      { a: 1, k: "SMALL" },
    ],
    ["a variable for an argument that must be there", `query ($n: Int = 1) { must(number: $n) a: must(number: 2) }`, { n: null }],
    ["variables nobody asked for", `query ($n: Int) { echo(number: $n) }`, { n: 1, m: 2, __proto__: 3 }],
    [
      "enumerations and scalars out and in",
      `{ good { kind code count big } echo(kind: BIG, code: "7") bad { kind code count big id } }`,
    ],
    ["values that are errors", `{ errors { name must { name } kind list } }`],
    [
      "errors with extensions, with nodes, with a path, and things thrown that are no errors",
      `{ a: thrown(as: "graphql") b: thrown(as: "path") c: thrown(as: "text") d: thrown(as: "null") e: thrown(as: "reject") }`,
    ],
    [
      "lists with promises, errors, nulls and failures in any order",
      `{ mixed { name must { name } } strict { name } numbers matrix }`,
    ],
    [
      "what must not be null, at every level",
      `{ broken { name inner { must { must { name } } } inner2: inner { strict { must { name } } } } good { name } }`,
    ],
    [
      "two failures that meet in one place",
      `{ broken { both { must { name } other: must { name } slow: mustLater { name } } name } }`,
    ],
    ["no list where one is promised", `{ notList { name } text: notListText }`],
    ["functions and promises in place of values", `{ lazy { name count list later { name } failing rejecting } }`],
    [
      "the schema's description",
      `{ __schema { queryType { name fields(includeDeprecated: true) { name args { name defaultValue } type { kind name ofType { name } } } } } __type(name: "Thing") { name interfaces { name } nope: description } }`,
    ],
    ["the whole description has to fail", `{ rootMust: mustAtRoot { name } good { name } }`],
    ["an operation by name", `query A { good { name } } query B { good { kind } }`, {}, "B"],
    ["no operation of that name", `query A { good { name } }`, {}, "C"],
    ["an empty name", `query A { good { name } }`, {}, ""],
    ["several operations and no name", `query A { good { name } } query B { good { kind } }`],
    ["no operation at all", `fragment F on Thing { name }`],
    ["writes, one after the other", `mutation { a: write(text: "1") b: write(text: "2") c: writeBadly d: write(text: "3") }`],
  ])("%s", async (_, ...request) => {
    await compare(request);
  });

  test("none of them is empty talk: they hold data, errors and calls", async () => {
    const { result, calls } = await compare([`{ good { name } broken { name inner { must { must { name } } } } }`]);
    expect(result).toMatchObject({ data: expect.stringContaining("good"), errors: [{ path: expect.any(Array) }] });
    expect(calls).toHaveLength(2);
  });
});

test("random queries on data that fails at random are answered the same", async () => {
  await assertProperty(
    fc.asyncProperty(oddQueries, fc.nat(), async ({ query, variables }, seed) => {
      expect(validate(oddSchema, parse(query))).toEqual([]);
      await compare([query, variables], seed);
    }),
    { fixed: [20_261_125], runs: { few: 100, many: 400 } },
  );
});

test("a failed list leaves no rejection that nobody hears of", async () => {
  const unhandled: unknown[] = [];
  const listener = (reason: unknown): void => void unhandled.push(reason);
  process.on("unhandledRejection", listener);
  try {
    const document = parse(`{ strictLater { name } }`);
    const { errors } = await executor({ document, context: oddWorld(1) });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(errors).toHaveLength(1);
    expect(unhandled).toEqual([]);
  } finally {
    process.off("unhandledRejection", listener);
  }
});

test("many conditions and hosts of fragments leave no more than a bounded number of plans", async () => {
  const names = Array.from({ length: 8 }, (_, index) => `v${index}`);
  const document = parse(
    `query (${names.map((name) => `$${name}: Boolean!`).join(" ")}) { ${names.map((name) => `${name}: good @include(if: $${name}) { name }`).join(" ")} }`,
  );
  for (let bits = 0; bits < 256; bits++) {
    const variables = Object.fromEntries(names.map((name, index) => [name, Boolean(bits & (1 << index))]));
    const { data } = await executor({ document, variables, context: oddWorld(0) });
    expect(Object.keys(data!)).toEqual(names.filter((name) => variables[name]));
  }
});
