import { getIntrospectionQuery } from "graphql";
import { TYPED, type Attack } from "./rig.js";
import type { WireAnswer } from "./wire.js";
import { deep, flood, many, posted, REFUSED } from "./attack-parts.js";
import { isThorough } from "../seeds.js";

/** Documents of a flood: in CI so many that they overflow what is kept. */
const DIFFERENT = isThorough ? 200 : 40;

const TOO_LARGE = ["ANSWER_TOO_LARGE"];
const BAD = ["BAD_USER_INPUT"];
const TOO_MUCH = [...REFUSED, ...BAD];
const EXPLAIN = { "x-gateway-plan": "explain" };

const aliases = (count: number, field: string): string => many(count, (index) => `a${index}: ${field}`);

interface ReadAnswer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[];
  readonly extensions?: { readonly errorsOmitted?: Readonly<Record<string, number>> };
}

/** An answer that is too large is no answer at all. */
const isWhole = (answers: readonly WireAnswer[]): readonly string[] =>
  answers.flatMap(({ json }) => {
    const { data, errors = [] } = (json ?? {}) as ReadAnswer;
    const isTooLarge = errors.some(({ extensions }) => extensions?.code === "ANSWER_TOO_LARGE");
    return isTooLarge && data ? ["a part of an answer that is too large"] : [];
  });

/** Of so many fields that fail, those that are not told of are counted. */
const countsAll =
  (count: number) =>
  (answers: readonly WireAnswer[]): readonly string[] =>
    answers.flatMap(({ json }) => {
      const { errors = [], extensions } = (json ?? {}) as ReadAnswer;
      const omitted = Object.values(extensions?.errorsOmitted ?? {}).reduce((sum, each) => sum + each, 0);
      return errors.length + omitted === count ? [] : [`${errors.length} errors told and ${omitted} counted, of ${count}`];
    });

/** A query of somebody who is signed in. */
const read = (
  name: string,
  sees: readonly string[],
  query: string | (() => string),
  variables?: () => Record<string, unknown>,
): Attack => ({
  ...posted("signed in", name, sees, () => ({
    query: typeof query === "function" ? query() : query,
    ...(variables && { variables: variables() }),
  })),
  objects: isWhole,
});

const leaves: readonly Attack[] = [
  read(
    "4,800 aliases of one text of 1,000 time entries",
    TOO_LARGE,
    `{ timeEntries(first: 1000) { nodes { ${aliases(4_800, "description")} } } }`,
  ),
  read(
    "4,900 aliases of the name of a type, of 1,000 rows",
    TOO_LARGE,
    `{ tasks(first: 1000) { nodes { ${aliases(4_900, "__typename")} } } }`,
  ),
  read("4,900 aliases of a cursor, of 1,000 rows", TOO_LARGE, `{ tasks(first: 1000) { edges { ${aliases(4_900, "cursor")} } } }`),
  read(
    "4,900 aliases of a value that is null, of 1,000 rows",
    TOO_LARGE,
    `{ tasks(first: 1000) { nodes { ${aliases(4_900, "completedTimestamp")} } } }`,
  ),
  read(
    "700 aliases of a linked record, of 1,000 rows",
    [...TOO_LARGE, "QUERY_TOO_EXPENSIVE"],
    `{ tasks(first: 1000) { nodes { ${aliases(700, "matter { id name }")} } } }`,
  ),
  read(
    "a hundred fields of every task of every matter, 30 times",
    [...TOO_LARGE, "QUERY_TOO_EXPENSIVE"],
    `{ ${many(30, (i) => `m${i}: matters(first: 62) { nodes { tasks(first: 50) { nodes { ${aliases(100, "name")} } } } }`)} }`,
  ),
  read(
    "a matter's tasks' matter's tasks' matter's tasks, seven levels down",
    [...TOO_LARGE, "QUERY_TOO_EXPENSIVE"],
    `{ matter(id: 1) { ${deep(7, "tasks(first: 20) { nodes { name matter { ", "id", "} } }")} } }`,
  ),
  read(
    "one record, 200 times in each of 60 lists, with 200 fields",
    [...TOO_LARGE, ...TOO_MUCH],
    `{ ${many(60, (i) => `n${i}: nodes(ids: [${many(200, () => `"Matter:1"`, ",")}]) { ...M }`)} } fragment M on Matter { ${aliases(200, "name")} }`,
  ),
  read(
    "a fragment of 90 fields that each link leads to again, six links deep",
    ["DATA", ...TOO_LARGE, ...TOO_MUCH],
    `{ tasks(first: 1000) { nodes { ${deep(6, "matter { ...M assignedTo { divisionsAsParticipant(first: 1) { totalCount } } division { id } } matter2: ", "matter { ...M }", "")} } } } fragment M on Matter { ${aliases(90, "name")} }`,
  ),
  read("4,800 aliases of the number of rows", ["DATA", ...REFUSED], `{ tasks(first: 1) { ${aliases(4_800, "totalCount")} } }`),
  read(
    "lists of 1,100 different lengths",
    ["DATA", ...REFUSED],
    `{ ${many(1_100, (i) => `a${i}: tasks(first: ${(i % 1_000) + 1}) { nodes { id } }`)} }`,
  ),
  read(
    "1,500 records by one id each",
    ["DATA", ...REFUSED],
    `{ ${many(1_500, (i) => `a${i}: task(id: ${i + 1}) { id name }`)} }`,
  ),
  {
    ...read("1,100 fields of texts that nobody has", BAD, `{ ${many(1_100, (i) => `a${i}: task(id: "no/${i}") { id }`)} }`),
    objects: countsAll(1_100),
  },
];

const long = (count: number, of = TYPED): string => of.repeat(Math.ceil(count / of.length));

const values: readonly Attack[] = [
  read(
    "one id of 250,000 letters, 1,200 times",
    BAD,
    `query ($f: ID!) { ${many(1_200, (i) => `a${i}: node(id: $f) { id }`)} }`,
    () => ({ f: long(250_000) }),
  ),
  read("10,000 ids in one list", TOO_MUCH, "query ($f: [ID!]!) { nodes(ids: $f) { id } }", () => ({
    f: Array.from({ length: 10_000 }, (_, i) => `Task:${i}`),
  })),
  read("200 ids of 4,000 letters", [...BAD, "DATA"], "query ($f: [ID!]!) { nodes(ids: $f) { id } }", () => ({
    f: Array.from({ length: 200 }, (_, i) => `Step:${i}${long(4_000)}`),
  })),
  read("200 ids of types with names of 4,000 letters", BAD, "query ($f: [ID!]!) { nodes(ids: $f) { id } }", () => ({
    f: Array.from({ length: 200 }, (_, i) => `${long(4_000)}${i}:1`),
  })),
  read("a cursor of 500,000 letters", BAD, "query ($f: String) { tasks(after: $f) { totalCount } }", () => ({
    f: long(500_000),
  })),
  read(
    "a cursor of 500,000 bytes that decode to rubbish",
    BAD,
    "query ($f: String) { tasks(before: $f, last: 3) { totalCount } }",
    () => ({ f: Buffer.from(long(380_000, "\u0000\u00ff[{")).toString("base64") }),
  ),
  read(
    "a cursor that is a number beyond all numbers",
    [...BAD, "DATA"],
    "query ($f: String) { tasks(after: $f) { totalCount nodes { id } } }",
    () => ({ f: Buffer.from("row:1e308").toString("base64") }),
  ),
  read("a cursor of 2,000 levels", BAD, "query ($f: String) { tasks(after: $f) { totalCount } }", () => ({
    f: Buffer.from("[".repeat(2_000)).toString("base64url"),
  })),
  ...[
    "first: -1",
    "first: 1001",
    "last: -5",
    "first: 2147483647",
    "first: 1, last: 1",
    "page: 0",
    "page: -1",
    "first: 500, page: 2",
    `first: 1, before: "x", after: "y"`,
    "page: 2147483647",
  ].map((args) =>
    read(`a list with ${args}`, [...TOO_MUCH, "DATA"], `{ tasks(${args}) { totalCount nodes { id } pageInfo { hasNextPage } } }`),
  ),
  read("a page of 1e15", REFUSED, `{ tasks(page: 1000000000000000) { totalCount } }`),
  read(
    "a filter with 30,000 values",
    [...BAD, ...REFUSED],
    "query ($f: TaskFilter) { tasks(filter: $f) { totalCount } }",
    () => ({ f: { name: { in: Array.from({ length: 30_000 }, (_, i) => `${TYPED}${i}`) } } }),
  ),
  read("a filter with one text of 800,000 letters", BAD, "query ($f: TaskFilter) { tasks(filter: $f) { totalCount } }", () => ({
    f: { name: { ilike: `${long(800_000)}*` } },
  })),
  read("a filter with 200,000 asterisks", BAD, "query ($f: TaskFilter) { tasks(filter: $f) { totalCount } }", () => ({
    f: { name: { ilike: "*".repeat(200_000) } },
  })),
  read(
    "the same filter with 900 texts of 6,000 letters, side by side",
    ["DATA", ...BAD, ...REFUSED],
    `query ($f: TaskFilter) { ${many(150, (i) => `a${i}: tasks(first: ${i + 1}, filter: $f) { totalCount }`)} }`,
    () => ({ f: { name: { eq: long(6_000) }, description: { like: long(9_000) } } }),
  ),
  read(
    "an order by 60,000 fields",
    [...BAD, "DATA"],
    "query ($f: [TaskOrder!]) { tasks(first: 1, orderBy: $f) { totalCount } }",
    () => ({ f: Array(60_000).fill({ field: "NAME" }) }),
  ),
  read(
    "an order by 1,000 fields, 300 times",
    [...BAD, "DATA", ...REFUSED],
    `query ($f: [TaskOrder!]) { ${many(300, (i) => `a${i}: tasks(first: ${i + 1}, orderBy: $f) { totalCount }`)} }`,
    () => ({ f: Array(1_000).fill({ field: "NAME", direction: "DESC" }) }),
  ),
  read(
    "a filter by its own links, 1,200 levels down",
    [...BAD, "DATA"],
    "query ($f: MatterFilter) { matters(filter: $f) { totalCount } }",
    () => JSON.parse(`{"f":${deep(600, `{"division":{"participant":`, "{}", "}}")}}`) as Record<string, unknown>,
  ),
  ...["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+14:00", "2026-02-30T00:00:00Z", "-000001-01-01T00:00:00Z"].map(
    (instant) =>
      read(
        `tasks due after ${instant}`,
        [...BAD, "DATA"],
        `query ($f: DateTime!) { tasks(first: 1, filter: { dueTimestamp: { gt: $f } }) { totalCount } }`,
        () => ({ f: instant }),
      ),
  ),
  read(
    "an hour count of 400 digits",
    [...BAD, "DATA"],
    `{ timeEntries(first: 1, filter: { actualHours: { gt: "${"9".repeat(400)}.5" } }) { totalCount } }`,
  ),
  read(
    "an hour count of 700,000 digits",
    BAD,
    () => `{ timeEntries(first: 1, filter: { actualHours: { gt: "${"9".repeat(700_000)}" } }) { totalCount } }`,
  ),
];

const explained = (name: string, sees: readonly string[], query: string): Attack =>
  posted("signed in", name, sees, { query }, EXPLAIN);

const plans: readonly Attack[] = [
  explained(
    "the plan of 300 matters' 1,000 tasks with 100 fields each",
    ["DATA", ...REFUSED],
    `{ matters(first: 300) { nodes { tasks(first: 1000) { nodes { ${aliases(100, "id")} } } } } }`,
  ),
  explained(
    "the plan of lists in lists in lists",
    ["DATA", ...REFUSED],
    `{ matters(first: 200) { nodes { tasks(first: 40) { nodes { timeEntries(first: 1) { nodes { id } } } } } } }`,
  ),
  explained(
    "the plan of 1,900 lists of 1,000",
    ["DATA", ...REFUSED],
    `{ ${many(1_900, (i) => `a${i}: tasks(first: 1000, page: ${i + 1}) { nodes { id } }`)} }`,
  ),
  explained(
    "the plan of 900 lists of 1,000 with 900 links",
    ["DATA", ...REFUSED],
    `{ ${many(300, (i) => `a${i}: tasks(first: ${1_000 - i}) { nodes { name matter { assignedTo { division { participant { displayName } } } } } }`)} }`,
  ),
  explained(
    "the plan of the schema's own description, 480 times",
    ["DATA", ...REFUSED],
    `{__schema{types{fields{type{fields{${aliases(480, "description")}}}}}}}`,
  ),
  explained(
    "the plan of the longest list of each kind at once",
    ["DATA", ...REFUSED],
    `{ ${["accounts", "bills", "emails", "fileNotes", "matters", "participants", "phoneRecords", "tasks", "timeEntries", "users", "steps", "tags"].map((list) => `${list}(first: 1000) { nodes { ${aliases(80, "__typename")} } }`).join(" ")} }`,
  ),
  posted("signed in", "a plan asked for in the request itself, of 40,000 rows with 60 links", ["DATA", ...REFUSED], {
    query: `{ ${many(40, (i) => `a${i}: timeEntries(first: ${1_000 - i}) { nodes { ${aliases(40, "matter { id }")} } }`)} }`,
    extensions: { plan: "explain" },
  }),
  posted(
    "signed in",
    "the plan of a mutation writes nothing",
    BAD,
    { query: `mutation { deleteTask(input: { id: 3 }) { deletedId } }` },
    EXPLAIN,
  ),
  flood("signed in", "the same plan, 60 times at once", ["DATA", ...REFUSED], { count: 60, atOnce: 60 }, (by) =>
    by.post({ query: `{ matters(first: 200) { nodes { tasks(first: 200) { nodes { id name matter { name } } } } } }` }, EXPLAIN),
  ),
];

const BIG = `{ timeEntries(first: 1000) { nodes { ${aliases(90, "description")} } } }`;

const together: readonly Attack[] = [
  flood("signed in", "10 answers of several MB at once", ["DATA", "RATE_LIMITED"], { count: 10, atOnce: 10 }, (by) =>
    by.post({ query: BIG }),
  ),
  flood(
    "signed in",
    "40 answers that are too large, at once",
    [...TOO_LARGE, "RATE_LIMITED"],
    { count: 40, atOnce: 40 },
    (by, i) => by.post({ query: `{ timeEntries(first: 1000) { nodes { ${aliases(4_000 + i, "description")} } } }` }),
  ),
  flood("signed in", "200 usual queries at once", ["DATA"], { count: 200, atOnce: 200 }, (by, i) =>
    by.post({
      query: `{ matters(first: ${(i % 20) + 1}) { nodes { id name tasks(first: 3) { nodes { name assignee { displayName } } } } } }`,
    }),
  ),
  flood(
    "signed in",
    `${DIFFERENT} different documents with 3,000 fields each`,
    ["DATA", ...REFUSED],
    { count: DIFFERENT, atOnce: 8 },
    (by, i) =>
      by.post({
        query: `query D${i} { matters(first: 1) { nodes { ${aliases(1_500, "name")} ${many(1_500, (k) => `b${k}: reference`)} } } }`,
      }),
  ),
  flood("signed in", "schema and data by turns, 30 at once", ["DATA"], { count: 60, atOnce: 30 }, (by, i) =>
    by.post({ query: i % 2 ? getIntrospectionQuery() : "{ tasks(first: 100) { nodes { id name description } } }" }),
  ),
];

/** What somebody who is signed in asks for, and what they see. */
export const readAttacks: readonly Attack[] = [...leaves, ...values, ...plans, ...together];
