import { getIntrospectionQuery } from "graphql";
import type { Attack } from "./rig.js";
import { deep, flood, many, posted, REFUSED } from "./attack-parts.js";
import { isThorough } from "../seeds.js";

/** Documents of each flood: in CI so many that each overflows what is kept of it. */
const [CONDITIONAL, HASHED] = isThorough ? [20, 300] : [5, 160];

const NOBODY = ["UNAUTHENTICATED"];
const LONG = 900_000;
const long = (of = "n"): string => of.repeat(LONG);

const aliases = (count: number, field: string): string => many(count, (index) => `a${index}: ${field}`);

/** Doubles at each level: `levels` of them are 2 to their power. */
const doubling = (levels: number, on: string, step: (next: string) => string, last: string): string =>
  many(levels, (i) => `fragment F${i} on ${on} { ${step(`...F${i + 1}`)} }`) + ` fragment F${levels} on ${on} { ${last} }`;

const introspection: readonly (readonly [string, readonly string[], string | (() => string)])[] = [
  [
    "480 aliases of a description, of every type of every field",
    REFUSED,
    `{__schema{types{fields{type{fields{${aliases(480, "description")}}}}}}}`,
  ],
  [
    "a chain of wrapped types, with 300 aliases at its end",
    [...REFUSED, "DATA"],
    `{__schema{types{fields{args{type{ofType{ofType{ofType{${aliases(300, "name")}}}}}}}}}}`,
  ],
  [
    "one type, 1,500 times over",
    REFUSED,
    `{${many(1_500, (i) => `a${i}: __type(name: "Matter") { fields { name args { name description } } }`)}}`,
  ],
  [
    "one type, its fields' types, their fields' types, eight levels down",
    REFUSED,
    `{__type(name:"Query"){${deep(8, "fields{type{", "name", "}}")}}}`,
  ],
  [
    "the types that are nodes, of the interface of each field of each of them",
    REFUSED,
    `{__type(name:"Node"){possibleTypes{fields{name description} interfaces{possibleTypes{fields{name description} interfaces{possibleTypes{name description}}}}}}}`,
  ],
  [
    "the members of filters, and of their members' filters, six levels down",
    REFUSED,
    `{__schema{types{${deep(6, "inputFields{type{", "name description", "}}")}}}}`,
  ],
  [
    "every value of every enumeration, 400 times",
    REFUSED,
    `{__schema{types{${aliases(400, "enumValues(includeDeprecated:true){name description}")}}}}`,
  ],
  [
    "every argument's default, 450 times",
    [...REFUSED, "DATA"],
    `{__schema{types{fields(includeDeprecated:true){args(includeDeprecated:true){${aliases(450, "defaultValue")}}}}}}`,
  ],
  [
    "the directives, 500 times",
    [...REFUSED, "DATA"],
    `{__schema{${aliases(120, "directives{name description locations args{name type{name}}}")}}}`,
  ],
  [
    "names of types by a fragment that doubles 20 times",
    REFUSED,
    `{__schema{types{...F0}} ${doubling(20, "__Type", (next) => `${next} ${next}`, "name fields{name}")}`.replace(
      "...F0}}",
      "...F0}}}",
    ),
  ],
  [
    "types of types by a fragment that doubles at each level",
    REFUSED,
    `{__schema{types{...F0}}} ${doubling(9, "__Type", (next) => `a: ofType{${next}} b: ofType{${next}} fields{type{${next}}}`, "name")}`,
  ],
  [
    "descriptions kept or left out by a variable",
    [...REFUSED, "DATA", "BAD_USER_INPUT"],
    `query($y:Boolean=true){__schema{types{fields{type{fields{${many(400, (i) => `a${i}: description @include(if:$y)`)}}}}}}}`,
  ],
  [
    "nothing but __typename of every field's type's fields",
    REFUSED,
    `{__schema{types{fields{type{fields{type{fields{${aliases(200, "__typename")}}}}}}}}}`,
  ],
];

const documents: readonly (readonly [string, readonly string[], string | (() => string)])[] = [
  ["a fragment that doubles 26 times", REFUSED, `{ ...F0 } ${doubling(26, "Query", (next) => `${next} ${next}`, "__typename")}`],
  [
    "a fragment whose fields double at each level",
    [...REFUSED, ...NOBODY],
    `{ matter(id: 1) { ...F0 } } ${doubling(14, "Matter", (next) => `a: primaryParticipants { id } relatedMatters { ${next} } b: relatedMatters { ${next} }`, "id")}`,
  ],
  [
    "fragments in a circle of 2,000",
    REFUSED,
    () => `{ ...F0 } ${many(2_000, (i) => `fragment F${i} on Query { ...F${(i + 1) % 2_000} }`)}`,
  ],
  ["2,400 fragments that nobody uses", REFUSED, () => `{ __typename } ${many(2_400, (i) => `fragment F${i} on Query { x }`)}`],
  ["3,000 operations", [...REFUSED, "DATA"], () => many(3_000, (i) => `query Q${i} { __typename }`)],
  ["4,000 directives on one field", REFUSED, () => `{ __typename ${"@skip(if: false) ".repeat(2_000)} }`],
  ["4,000 unknown directives", REFUSED, () => `{ __typename ${many(4_000, (i) => `@d${i}`)} }`],
  ["5,000 fields there are not", REFUSED, () => `{ ${many(5_000, (i) => `unknown${i}`)} }`],
  ["1,500 arguments there are not", REFUSED, () => `{ matters(${many(1_500, (i) => `unknown${i}: 1`)}) { totalCount } }`],
  [
    "1,100 fields of one name that do not agree",
    REFUSED,
    () => `{ ${many(1_100, (i) => `a: tasks(first: ${i}) { totalCount }`)} }`,
  ],
  ["inline fragments 3,000 deep", [...REFUSED, "DATA"], deep(3_000, "{ ... on Query ", "{ __typename }", "}")],
  [
    "inline fragments that disagree, side by side and below each other",
    [...REFUSED, ...NOBODY],
    `{ matter(id: 1) { ${many(60, (i) => `... on Matter { ${many(20, (j) => `x${j}: relatedMatters { y${i}: name }`)} }`)} } }`,
  ],
  [
    "a filter 2,000 levels deep as a literal",
    [...REFUSED, ...NOBODY, "BAD_USER_INPUT"],
    `{ matters(filter: ${deep(1_000, "{ division: { participant: ", "{}", "} }")}) { totalCount } }`,
  ],
  [
    "a list 7,000 levels deep as a literal",
    [...REFUSED, ...NOBODY, "BAD_USER_INPUT"],
    `{ nodes(ids: ${deep(7_000, "[", "1", "]")}) { id } }`,
  ],
  [
    "13,000 ids as a literal",
    [...REFUSED, ...NOBODY, "BAD_USER_INPUT"],
    () => `{ nodes(ids: [${many(13_000, String)}]) { id } }`,
  ],
  [
    "6,000 members there are not, as a literal",
    REFUSED,
    () => `{ tasks(filter: { ${many(6_000, (i) => `m${i}: 1`)} }) { totalCount } }`,
  ],
  ["an integer of 900,000 digits", [...REFUSED, ...NOBODY], () => `{ task(id: ${long("9")}) { id } }`],
  ["an integer of 900,000 digits where a count is expected", REFUSED, () => `{ tasks(first: ${long("9")}) { totalCount } }`],
  ["a number beyond all numbers", REFUSED, `{ tasks(first: 1e999999) { totalCount } }`],
  ["a text of 900,000 letters where a count is expected", REFUSED, () => `{ tasks(first: "${long()}") { totalCount } }`],
  ["a block of 900,000 letters where an object is expected", REFUSED, () => `{ tasks(filter: """${long()}""") { totalCount } }`],
  ["a block of 300,000 lines", [...REFUSED, ...NOBODY], () => `{ task(id: """${" \n".repeat(300_000)}""") { id } }`],
  [
    "a word of 900,000 letters where one of a few is expected",
    REFUSED,
    () => `{ tasks(orderBy: [{ field: ${long("N")} }]) { totalCount } }`,
  ],
  ["a field with a name of 900,000 letters", REFUSED, () => `{ ${long()} }`],
  ["an alias of 900,000 letters", ["DATA", ...REFUSED], () => `{ ${long()}: __typename }`],
  ["an alias of 900,000 letters on a field that fails", [...NOBODY, ...REFUSED], () => `{ ${long()}: task(id: 1) { id } }`],
  ["a directive with a name of 900,000 letters", REFUSED, () => `{ __typename @${long()} }`],
  [
    "a variable with a name of 900,000 letters",
    [...REFUSED, "BAD_USER_INPUT"],
    () => `query ($${long()}: ID!) { task(id: 1) { id } }`,
  ],
  ["a variable of a type with a name of 900,000 letters", REFUSED, () => `query ($v: ${long("T")}) { task(id: $v) { id } }`],
  ["a fragment on a type with a name of 900,000 letters", REFUSED, () => `{ ... on ${long("T")} { id } }`],
  ["a fragment with a name of 900,000 letters", REFUSED, () => `{ ...${long()} }`],
  ["an argument with a name of 900,000 letters", REFUSED, () => `{ tasks(${long()}: 1) { totalCount } }`],
  [
    "two operations of one name of 400,000 letters",
    REFUSED,
    () => `query ${"q".repeat(400_000)} { __typename } query ${"q".repeat(400_000)} { __typename }`,
  ],
  ["900,000 characters that are no GraphQL", [...REFUSED, "BAD_REQUEST"], () => `{ ${"\u202e\u0007".repeat(150_000)} }`],
  ["900,000 opened brackets", REFUSED, () => "{a".repeat(450_000)],
  ["900,000 commas", REFUSED, () => ",".repeat(LONG)],
  ["a comment of 900,000 letters", ["DATA", ...REFUSED], () => `{ __typename } #${long()}`],
  ["a text that never ends", REFUSED, () => `{ task(id: "${long()}`],
  [
    "1,200 fields that all fail",
    NOBODY,
    () => `{ ${many(1_200, (i) => `a${i}: task(id: "${"1234567890".repeat(60)}${i}") { id }`)} }`,
  ],
  [
    "1,200 fields with long names that all fail",
    NOBODY,
    () => `{ ${many(1_200, (i) => `${"name".repeat(50)}${i}: tasks { totalCount }`)} }`,
  ],
  ["a subscription", REFUSED, "subscription { anything }"],
  [
    "a mutation by nobody with 400 writes",
    NOBODY,
    `mutation { ${many(400, (i) => `a${i}: deleteTask(input: { id: "${i}" }) { deletedId }`)} }`,
  ],
];

/** Documents of 44 KB with four conditions each: 16 plans to a document. */
const conditional = (index: number): string =>
  `query Conditional${index}($a: Boolean!, $b: Boolean!, $c: Boolean!, $d: Boolean!) { ${many(
    600,
    (i) =>
      `k${i}: __typename @skip(if: $${"abcd"[i % 4]}) l${i}: __type(name: "Matter") @include(if: $${"abcd"[(i + 1) % 4]}) { name }`,
  )} }`;

const codeOf = async (text: string): Promise<string> => {
  const bytes = await crypto.subtle.digest("SHA-256", Buffer.from(text));
  return Buffer.from(bytes).toString("hex");
};

const floods: readonly Attack[] = [
  flood(
    "anonymous",
    `${CONDITIONAL} documents, each under 16 sets of conditions`,
    [...REFUSED, "DATA"],
    { count: 16 * CONDITIONAL, atOnce: 4 },
    (by, index) =>
      by.post({
        query: conditional(index % CONDITIONAL),
        variables: Object.fromEntries(
          [..."abcd"].map((name, bit) => [name, ((Math.floor(index / CONDITIONAL) >> bit) & 1) === 1]),
        ),
      }),
  ),
  flood(
    "anonymous",
    "one document, written with other spaces 200 times",
    ["DATA", ...REFUSED],
    { count: 200, atOnce: 8 },
    (by, index) => by.post({ query: `{ ${many(900, (i) => `k${i}: __typename`)}${" ".repeat(index)} }` }),
  ),
  flood(
    "anonymous",
    `${HASHED} documents of 60 KB that are to be remembered by their hash`,
    ["DATA", ...REFUSED],
    { count: HASHED, atOnce: 4 },
    async (by, index) => {
      const query = `{ __typename } # ${String(index).repeat(60_000 / String(index).length)}`;
      return by.post({ query, extensions: { persistedQuery: { version: 1, sha256Hash: await codeOf(query) } } });
    },
  ),
  flood("anonymous", "the query with which tools read the schema, 12 times at once", ["DATA"], { count: 12, atOnce: 12 }, (by) =>
    by.post({
      query: getIntrospectionQuery({
        inputValueDeprecation: true,
        specifiedByUrl: true,
        directiveIsRepeatable: true,
        schemaDescription: true,
      }),
    }),
  ),
];

/** Documents that nobody in particular sends, and what they see. */
export const documentAttacks: readonly Attack[] = [
  ...[...introspection, ...documents].map(([name, sees, query]) =>
    posted("anonymous", name, sees, () => ({ query: typeof query === "function" ? query() : query })),
  ),
  posted("anonymous", "an operation by a name of 900,000 letters", REFUSED, () => ({
    query: "{ __typename }",
    operationName: long(),
  })),
  posted("anonymous", "an operation by the name __proto__", REFUSED, `{"query":"{ __typename }","operationName":"__proto__"}`),
  ...floods,
];
