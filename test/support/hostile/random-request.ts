import fc from "fast-check";
import type { GraphQLSchema } from "graphql";
import { Random } from "../../../simulator/seed/random.js";
import { randomMutations } from "../random-mutation.js";
import { randomRequests, type WrittenQuery } from "../random-query.js";
import type { RawFirm } from "../raw-firm.js";

/** A request as it is sent, well or badly written. */
export interface RandomRequest {
  readonly who: "anonymous" | "signed in";
  readonly body: { readonly query: string; readonly variables: unknown; readonly operationName: string | undefined };
}

/** What is done to the words of a document, at a place that is counted around its end. */
type Change =
  | { readonly kind: "drop" | "swap" | "repeat" | "spread"; readonly at: number; readonly to: number }
  | { readonly kind: "put" | "insert" | "deepen"; readonly at: number; readonly to: number; readonly word: string }
  | { readonly kind: "value"; readonly at: number; readonly word: string };

const wordsOf = (text: string): string[] => text.match(/"(?:\\.|[^"\\])*"|\.\.\.|[_A-Za-z]\w*|-?\d+(?:\.\d+)?|\S/g) ?? [];

/** What may stand where a value stands. */
const valueWords = [
  ...[
    "0",
    "1",
    "-1",
    "200",
    "1000",
    "1001",
    "2147483647",
    "99999999999",
    "1e400",
    "1.5",
    "true",
    "null",
    "[]",
    "{}",
    "$yes",
    "NAME",
  ],
  ...[
    `""`,
    `"Matter:1"`,
    `"Task:0"`,
    `"*"`,
    `"\\ud800"`,
    `"a,b"`,
    `"../1"`,
    `"9999-12-31T23:59:59-05:00"`,
    `"2026-02-30"`,
    `"${"z".repeat(9_000)}"`,
  ],
];

/** Words that mean something somewhere in a document, and some that mean nothing anywhere. */
const vocabulary = (schema: GraphQLSchema): string[] => [
  ...Object.keys(schema.getQueryType()!.getFields()),
  ...Object.keys((schema.getType("Matter") as { getFields?: () => object }).getFields!()),
  ...Object.keys(schema.getTypeMap()),
  ...["query", "mutation", "subscription", "fragment", "on", "true", "false", "null", "...", "{", "}", "(", ")", "[", "]"],
  ...["@skip(if: true)", "@include(if: $yes)", "@deprecated", "$yes", "$v1", "first: 1000", "last: 3", "page: 7", 'after: "x"'],
  ...["__schema { types { name fields { name type { name } } } }", "__typename", '__type(name: "Matter") { fields { name } }'],
  ...["0", "-1", "1e400", "99999999999999999999", '""', '"\\ud800"', '"""block"""', '"Matter:1"', "é", "\u0000", "#"],
  ...["x".repeat(5_000), `"${"y".repeat(20_000)}"`, "[[[[[[[[1]]]]]]]]", "{ eq: { in: [{}] } }"],
];

function changed(query: string, changes: readonly Change[]): string {
  const words = wordsOf(query);
  for (const change of changes) {
    if (words.length === 0) break;
    const at = change.at % words.length;
    if (change.kind === "value") {
      const values = [...words.keys()].filter((place) => /^(-?\d|"|true$|false$)/.test(words[place]!));
      if (values.length > 0) words[values[change.at % values.length]!] = change.word;
      continue;
    }
    const to = change.to % words.length;
    switch (change.kind) {
      case "drop":
        words.splice(at, 1 + (change.to % 3));
        break;
      case "swap":
        [words[at], words[to]] = [words[to]!, words[at]!];
        break;
      case "repeat":
        words.splice(at, 0, ...Array<string>((change.to % 300) + 1).fill(words[at]!));
        break;
      case "spread":
        words.splice(to, 0, ...words.slice(Math.min(at, to), Math.min(at, to) + 60));
        break;
      case "put":
        words[at] = change.word;
        break;
      case "insert":
        words.splice(at, 0, change.word);
        break;
      case "deepen":
        words.splice(at, 0, `${change.word} { `.repeat(change.to % 400), "__typename", "} ".repeat(change.to % 400));
        break;
    }
  }
  return words.join(" ");
}

const nested = (levels: number, inside: unknown): unknown => {
  let value = inside;
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { division: value };
  return value;
};

/** Values of any shape, some of them of many parts or levels. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue({ maxDepth: 4 }),
  fc.constantFrom<unknown>(
    null,
    {},
    [],
    "",
    "Matter:1",
    -1,
    1e21,
    "\ud800",
    { __proto__: 1 },
    { constructor: {} },
    "x".repeat(30_000),
  ),
  fc.nat(2_000).map((levels) => nested(levels, 1)),
  fc.nat(4_000).map((count) => Array<unknown>(count).fill({ eq: 1 })),
  fc.nat(3_000).map((count) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`m${i}`, i]))),
);

/** Random requests over the whole graph: good ones, and such as were good before something happened to them. */
export function randomAttacks(schema: GraphQLSchema, firm: RawFirm): fc.Arbitrary<RandomRequest> {
  const { queries } = randomRequests(firm, 3);
  const mutations: fc.Arbitrary<WrittenQuery> = fc
    .integer()
    .map((seed) => randomMutations(schema, firm, new Random(seed))())
    .map(({ query, variables }) => ({ query, variables }));
  const place = { at: fc.nat(100_000), to: fc.nat(100_000) };
  const word = fc.constantFrom(...vocabulary(schema));
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({ kind: fc.constantFrom("drop" as const, "swap" as const, "repeat" as const, "spread" as const), ...place }),
    fc.record({ kind: fc.constantFrom("put" as const, "insert" as const, "deepen" as const), ...place, word }),
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant("value" as const), at: place.at, word: fc.constantFrom(...valueWords) }),
    },
  );
  const changes = fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.array(change, { minLength: 1, maxLength: 4 }) },
  );
  const variables = (good: Record<string, unknown>): fc.Arbitrary<unknown> => {
    const names = Object.keys(good);
    const one = fc
      .record({ name: fc.constantFrom(...names, "more"), value: odd })
      .map(({ name, value }) => ({ ...good, [name]: value }));
    return fc.oneof(
      { weight: 3, arbitrary: fc.constant<unknown>(good) },
      { weight: 2, arbitrary: one },
      { weight: 1, arbitrary: odd },
    );
  };
  return fc.oneof({ weight: 4, arbitrary: queries }, { weight: 1, arbitrary: mutations }).chain(({ query, variables: good }) =>
    fc.record({
      who: fc.constantFrom("anonymous" as const, "signed in" as const, "signed in" as const),
      body: fc.record(
        {
          query: changes.map((some) => (some.length > 0 ? changed(query, some) : query)),
          variables: variables(good),
          operationName: fc.constantFrom("", "__proto__", "Q", "x".repeat(3_000)),
        },
        { requiredKeys: ["query", "variables"] },
      ),
    }),
  ) as fc.Arbitrary<RandomRequest>;
}
