import { TYPED, type Attack } from "./rig.js";
import type { WireAnswer } from "./wire.js";
import { flood, many, posted, REFUSED } from "./attack-parts.js";

const BAD = ["BAD_USER_INPUT"];
const aliases = (count: number, field: string): string => many(count, (index) => `a${index}: ${field}`);

const task = (description: string): Record<string, unknown> => ({
  name: "A task",
  status: "INCOMPLETE",
  dueTimestamp: "2026-12-01T10:00:00Z",
  matterId: "1",
  assigneeId: "10",
  description,
});

interface Payload {
  readonly userErrors?: unknown;
  readonly deletedId?: unknown;
  readonly deletedIds?: unknown;
  readonly task?: { readonly id?: unknown } | null;
  readonly tasks?: readonly ({ readonly id?: unknown } | null)[] | null;
}

const payloadsOf = (answers: readonly WireAnswer[]): readonly (readonly [string, Payload | null])[] =>
  answers.flatMap(({ json }) => Object.entries((json as { data?: Record<string, Payload | null> } | undefined)?.data ?? {}));

/** What is missing of the outcome of so many writes: the id of each, and that nothing stood against it. */
const outcomes =
  (count: number, isTold: (payload: Payload) => boolean) =>
  (answers: readonly WireAnswer[]): readonly string[] => {
    const payloads = payloadsOf(answers);
    const lost = payloads.filter(([, payload]) => !payload || !Array.isArray(payload.userErrors) || !isTold(payload));
    return [
      ...(payloads.length === count ? [] : [`${payloads.length} payloads of ${count} writes`]),
      ...lost.slice(0, 2).map(([name, payload]) => `the outcome of ${name} is lost: ${JSON.stringify(payload)?.slice(0, 200)}`),
    ];
  };

const createdOne = ({ task: made }: Payload): boolean => /^Task:\d+$/.test(String(made?.id));

const lossless = (
  name: string,
  sees: readonly string[],
  count: number,
  isTold: (payload: Payload) => boolean,
  body: () => Readonly<Record<string, unknown>>,
): Attack => ({ ...posted("signed in", name, sees, body), objects: outcomes(count, isTold) });

const PARTLY = ["ANSWER_TOO_LARGE", "DATA", "QUERY_TOO_EXPENSIVE"];

const lossy: readonly Attack[] = [
  lossless(
    "one task is made, and 4,000 times its description of 9,000 letters is too much",
    ["ANSWER_TOO_LARGE"],
    1,
    createdOne,
    () => ({
      query: `mutation ($i: CreateTaskInput!) { m: createTask(input: $i) { task { ${aliases(4_000, "description")} id } userErrors { code } } }`,
      variables: { i: task("d".repeat(9_000)) },
    }),
  ),
  lossless("30 tasks are made, and what is read of them is too much", ["ANSWER_TOO_LARGE"], 30, createdOne, () => ({
    query: `mutation ($i: CreateTaskInput!) { ${many(30, (i) => `m${i}: createTask(input: $i) { task { id ${aliases(100, "description")} } userErrors { code } }`)} }`,
    variables: { i: task("e".repeat(9_000)) },
  })),
  lossless(
    "200 tasks are made at once, and what is read of them is too much",
    PARTLY,
    1,
    ({ tasks }) => tasks?.length === 200 && tasks.every((each) => /^Task:\d+$/.test(String(each?.id))),
    () => ({
      query: `mutation ($i: [CreateTaskInput!]!) { m: createTasks(input: $i) { tasks { id ${aliases(60, "description")} } userErrors { code } } }`,
      variables: { i: Array(200).fill(task("f".repeat(3_000))) },
    }),
  ),
  lossless("one task is changed, and its matter's tasks' descriptions are too much", PARTLY, 1, createdOne, () => ({
    query: `mutation { m: updateTask(input: { id: 1, name: "Changed" }) { task { id matter { tasks(first: 1000) { nodes { ${aliases(1_500, "description")} } } } } userErrors { code } } }`,
  })),
  lossless(
    "40 tasks are deleted under long names",
    ["DATA", "ANSWER_TOO_LARGE", "RATE_LIMITED"],
    40,
    ({ deletedId }) => /^Task:\d+$/.test(String(deletedId)),
    () => ({
      query: `mutation { ${many(40, (i) => `${"m".repeat(240)}${i}: deleteTask(input: { id: ${100 + i} }) { deletedId userErrors { code } }`)} }`,
    }),
  ),
  lossless("one task is made, and a link from it is asked for 4,000 times", PARTLY, 1, createdOne, () => ({
    query: `mutation ($i: CreateTaskInput!) { m: createTask(input: $i) { task { id ${aliases(2_000, "matter { name }")} } userErrors { code } } }`,
    variables: { i: task("g") },
  })),
];

/** What Actionstep would make of an asterisk in an address nobody knows: it never gets one. */
function asterisk(name: string, id: string): Attack {
  let sent: readonly string[] = [];
  return {
    name,
    who: "signed in",
    sees: [...BAD, "DATA"],
    async send(by) {
      const before = by.front.requests().length;
      const answer = await by.post({
        query: `mutation ($id: ID!) { m: deleteMatterParticipant(input: { id: $id }) { deletedId userErrors { code message } } }`,
        variables: { id },
      });
      sent = by.front.requests().slice(before);
      return answer;
    },
    objects: () => sent.filter((request) => /\*|%2a/i.test(request)).map((request) => `sent to Actionstep: ${request}`),
  };
}

const refused: readonly Attack[] = [
  posted("signed in", "10,000 tasks at once are more than may be made", [...BAD, "DATA", ...REFUSED], () => ({
    query: `mutation ($i: [CreateTaskInput!]!) { m: createTasks(input: $i) { tasks { id } userErrors { code field } } }`,
    variables: { i: Array(5_000).fill({ ...task(""), description: undefined }) },
  })),
  posted("signed in", "20,000 ids at once are more than may be deleted", [...BAD, "DATA", ...REFUSED], () => ({
    query: `mutation ($i: [DeleteFileNoteInput!]!) { m: deleteFileNotes(input: $i) { deletedIds userErrors { code field } } }`,
    variables: { i: Array.from({ length: 20_000 }, (_, id) => ({ id: String(id) })) },
  })),
  posted("signed in", "200 wrong tasks at once are user errors in few words", [...BAD, "DATA"], () => ({
    query: `mutation ($i: [CreateTaskInput!]!) { m: createTasks(input: $i) { tasks { id } userErrors { message code field } } }`,
    variables: { i: Array.from({ length: 200 }, () => ({ ...task(TYPED.repeat(10)), matterId: `${TYPED.repeat(200)}:1` })) },
  })),
  posted("signed in", "7,000 members that a task has not", BAD, () => ({
    query: `mutation ($i: CreateTaskInput!) { m: createTask(input: $i) { task { id } userErrors { code } } }`,
    variables: { i: Object.fromEntries(Array.from({ length: 7_000 }, (_, i) => [`member${i}`, {}])) },
  })),
  asterisk("an asterisk for the id of what is to be deleted", "*"),
  asterisk("an asterisk as a part of an id of what is to be deleted", "1--*"),
  posted("signed in", "an id of 200,000 letters to be deleted, 100 times", [...BAD, "DATA", "NOT_FOUND", ...REFUSED], () => ({
    query: `mutation ($f: ID!) { ${many(100, (i) => `m${i}: deleteTask(input: { id: $f }) { deletedId userErrors { code message field } }`)} }`,
    variables: { f: TYPED.repeat(12_000) },
  })),
  flood("signed in", "60 writes of 500 KB at once", ["DATA", ...BAD], { count: 60, atOnce: 20 }, (by) =>
    by.post({
      query: `mutation ($i: UpdateTaskInput!) { updateTask(input: $i) { task { id } userErrors { code } } }`,
      variables: { i: { id: "2", description: "h".repeat(500_000) } },
    }),
  ),
];

/** What somebody who is signed in writes, and what they see. */
export const writeAttacks: readonly Attack[] = [...lossy, ...refused];
