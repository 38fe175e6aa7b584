import type { Attack } from "./rig.js";
import { deep, many, posted, REFUSED } from "./attack-parts.js";

const BAD = ["BAD_USER_INPUT"];
const NOBODY = ["UNAUTHENTICATED"];
const BAD_OR_NOBODY = [...BAD, ...NOBODY];

const tasks = `query ($f: TaskFilter) { tasks(filter: $f) { totalCount } }`;
const matters = `query ($f: MatterFilter) { matters(filter: $f) { totalCount } }`;
const byId = `query ($f: ID!) { task(id: $f) { id } }`;
const byIds = `query ($f: [ID!]!) { nodes(ids: $f) { id } }`;

/** Unknown members, each of which would be an error. */
const unknown = (count: number): Record<string, object> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`member${index}`, {}]));

const withVariables = (query: string, variables: string): string =>
  `{"query":${JSON.stringify(query)},"variables":{"f":${variables}}}`;

/** What nobody in particular sends as variables, and what they see. */
export const variableAttacks: readonly Attack[] = (
  [
    ["7,000 members that a filter has not are ten errors at most", BAD, { query: tasks, variables: { f: unknown(7_000) } }],
    ["20,000 of them, one level down", BAD, { query: matters, variables: { f: { division: unknown(20_000) } } }],
    [
      "a filter that is unknown members all the way down",
      BAD,
      () => withVariables(matters, deep(2_000, `{"division":{"participant":`, JSON.stringify(unknown(500)), "}}")),
    ],
    ["150,000 empty objects for a list of ids", BAD, () => ({ query: byIds, variables: { f: Array(150_000).fill({}) } })],
    ["200,000 nulls for a list of ids", BAD, () => ({ query: byIds, variables: { f: Array(200_000).fill(null) } })],
    [
      "100,000 ids that could be are not looked at for nobody",
      [...BAD_OR_NOBODY, "QUERY_TOO_EXPENSIVE"],
      () => ({ query: byIds, variables: { f: Array.from({ length: 100_000 }, (_, id) => String(id)) } }),
    ],
    [
      "60,000 orders, none of which is one",
      BAD,
      () => ({
        query: `query ($f: [TaskOrder!]) { tasks(orderBy: $f) { totalCount } }`,
        variables: { f: Array(60_000).fill({ field: 1 }) },
      }),
    ],
    [
      "60,000 directions in one order that has one",
      BAD,
      () => ({
        query: `query ($f: [TaskOrder!]) { tasks(orderBy: $f) { totalCount } }`,
        variables: { f: [{ field: "NAME", direction: Array(60_000).fill("UP") }] },
      }),
    ],
    ["objects 3,000 deep", BAD_OR_NOBODY, () => withVariables(matters, deep(3_000, `{"division":`, "{}", "}"))],
    [
      "known members 1,500 deep",
      BAD_OR_NOBODY,
      () => withVariables(matters, deep(1_500, `{"division":{"participant":`, "{}", "}}")),
    ],
    [
      "objects 70,000 deep",
      [...BAD_OR_NOBODY, "BAD_REQUEST"],
      () => withVariables(matters, deep(70_000, `{"division":`, "{}", "}")),
    ],
    ["lists 100,000 deep where an id is expected", BAD, () => withVariables(byId, deep(100_000, "[", "1", "]"))],
    ["lists 100,000 deep where a list of ids is expected", BAD, () => withVariables(byIds, deep(100_000, "[", "1", "]"))],
    [
      "lists 4,000 deep in a variable the operation does not have",
      [...BAD_OR_NOBODY, "DATA"],
      () => `{"query":"{ __typename }","variables":{"x":${deep(4_000, "[", "", "]")}}}`,
    ],
    [
      "30,000 variables the operation does not have",
      [...BAD, "DATA"],
      () => ({ query: "{ __typename }", variables: unknown(30_000) }),
    ],
    [
      "3,000 variables that must be given and are not",
      [...BAD, ...REFUSED],
      () => ({
        query: `query (${many(3_000, (i) => `$v${i}: ID!`)}) { __typename ${many(2, (i) => `m${i}: task(id: $v${i}) { id }`)} }`,
      }),
    ],
    [
      "900 wrong variables that are all used",
      BAD,
      () => ({
        query: `query (${many(900, (i) => `$v${i}: Int`)}) { ${many(900, (i) => `a${i}: tasks(first: $v${i}) { totalCount }`)} }`,
        variables: Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`v${i}`, "many"])),
      }),
    ],
    [
      "a text of 900,000 letters for a number",
      BAD,
      () => ({ query: `query ($f: Int) { tasks(first: $f) { totalCount } }`, variables: { f: "nine".repeat(225_000) } }),
    ],
    [
      "a text of 900,000 letters for one of a few words",
      BAD,
      () => ({
        query: `query ($f: TaskOrderField!) { tasks(orderBy: [{ field: $f }]) { totalCount } }`,
        variables: { f: "NAME_".repeat(180_000) },
      }),
    ],
    [
      "an object with a name of 900,000 letters",
      BAD,
      () => ({ query: tasks, variables: { f: { ["name".repeat(225_000)]: 1 } } }),
    ],
    [
      "a day of 900,000 digits",
      BAD_OR_NOBODY,
      () => ({
        query: `query ($f: Date!) { divisions(filter: { lockoutTimestamp: { eq: $f } }) { totalCount } }`,
        variables: { f: "2026".repeat(225_000) },
      }),
    ],
    ["a number of 900,000 digits where an id is expected", BAD_OR_NOBODY, () => withVariables(byId, "7".repeat(900_000))],
    ["a number beyond all numbers where an id is expected", BAD_OR_NOBODY, withVariables(byId, "1e400")],
    [
      "a number beyond all numbers where a count is expected",
      BAD,
      withVariables(`query ($f: Int) { tasks(first: $f) { totalCount } }`, "1e400"),
    ],
    [
      "one id of 250,000 letters, 1,200 times",
      NOBODY,
      () => ({
        query: `query ($f: ID!) { ${many(1_200, (i) => `a${i}: node(id: $f) { id }`)} }`,
        variables: { f: "x".repeat(250_000) },
      }),
    ],
    [
      "one filter of 300,000 letters, 900 times",
      BAD_OR_NOBODY,
      () => ({
        query: `query ($f: TaskFilter) { ${many(900, (i) => `a${i}: tasks(filter: $f, first: ${i + 1}) { totalCount }`)} }`,
        variables: { f: { name: { like: "y".repeat(300_000) } } },
      }),
    ],
    [
      "one cursor of 200,000 letters, 700 times",
      BAD_OR_NOBODY,
      () => ({
        query: `query ($f: String) { ${many(700, (i) => `a${i}: tasks(after: $f) { totalCount }`)} }`,
        variables: { f: "Y3Vyc29y".repeat(25_000) },
      }),
    ],
    [
      "variables named as JavaScript names its own",
      [...BAD_OR_NOBODY, "BAD_REQUEST", "DATA"],
      `{"query":"query ($f: ID!) { task(id: $f) { id } }","variables":{"f":{"constructor":{"prototype":{}},"toString":1,"hasOwnProperty":2}}}`,
    ],
    ["variables that are a list", ["BAD_REQUEST", ...BAD], { query: byId, variables: [1, 2, 3] }],
    ["variables that are a text", ["BAD_REQUEST", ...BAD], { query: byId, variables: "f" }],
    [
      "the same member 50,000 times",
      ["BAD_REQUEST", "DATA", ...NOBODY],
      () => `{${many(50_000, (i) => `"query":"{ __typename a${i}: __typename }"`, ",")}}`,
    ],
    [
      "half a surrogate pair, nothing and right-to-left marks in an id",
      NOBODY,
      { query: byId, variables: { f: "\ud800\u0000\u202e7" } },
    ],
  ] as const
).map(([name, sees, body]) => posted("anonymous", name, sees, body));
