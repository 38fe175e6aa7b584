import { describe, expect, test } from "@jest/globals";
import { buildSchema, parse, type ExecutionResult } from "graphql";
import { AnswerBudget, createMemoryPool, leafBytes, type AnswerLimits } from "../../gateway/execution/answer-budget.js";
import { createExecutor, type OperationRequest } from "../../gateway/execution/index.js";
import { RESERVED_FOR_ERRORS } from "../../gateway/limits.js";
import { Forbidden } from "../../schema/errors.js";

const schema = buildSchema(`
  type Query { rows(count: Int = 10): [Row!]! one: Row fails: Int connection: Connection! names: [String!]! }
  type Connection { nodes: [Row!] }
  type Row { id: ID! name: String text: String row: Row fails: Int }
  type Mutation { createRow(input: In): CreateRowPayload createRows(input: [In!]): CreateRowsPayload }
  input In { name: String }
  type CreateRowPayload { row: Row userErrors: [UserError!]! }
  type CreateRowsPayload { rows: [Row!]! userErrors: [UserError!]! }
  type UserError { message: String! code: String! field: [String!] }
`);

let resolved = 0;
const row = (id: number): object => ({
  id: `Row:${id}`,
  name: "a name",
  text: () => ((resolved += 1), "x".repeat(1000)),
  row: () => row(id + 1),
  fails: () => {
    throw new Forbidden();
  },
});
const written: string[] = [];
const roots: Record<string, unknown> = {
  rows: ({ count }: { count: number }) => Array.from({ length: count }, (_, index) => row(index)),
  one: () => row(1),
  connection: () => ({ nodes: async () => [row(1), row(2)] }),
  names: () => ["a", "b"],
  fails: () => Promise.reject(new Forbidden()),
  createRow: () => {
    written.push("one");
    return { row: row(1), userErrors: [] };
  },
  createRows: ({ input }: { input: unknown[] }) => {
    written.push(`${input.length}`);
    return { rows: input.map((_, index) => row(index)), userErrors: [{ message: "m", code: "c", field: ["input", "0"] }] };
  },
};
for (const type of [schema.getQueryType()!, schema.getMutationType()!])
  for (const field of Object.values(type.getFields()))
    field.resolve = (_source, args) => (roots[field.name] as (args: unknown) => unknown)(args);

const execute = createExecutor(schema);
const limits = (some: Partial<AnswerLimits> = {}): AnswerLimits => ({
  answer: 10_000 + RESERVED_FOR_ERRORS,
  leaves: 1_000,
  rows: 100,
  received: 100_000,
  ...some,
});

async function run(query: string, options: Partial<OperationRequest> = {}): Promise<ExecutionResult & { budget: AnswerBudget }> {
  const budget = options.budget ?? new AnswerBudget(limits());
  const { document = parse(query), ...others } = options;
  const { data, errors, extensions } = await execute({ document, context: {}, ...others, budget });
  return { ...(JSON.parse(JSON.stringify({ data, errors, extensions })) as ExecutionResult), budget };
}
const codes = ({ errors }: ExecutionResult): unknown[] => (errors ?? []).map(({ extensions }) => extensions["code"]);

describe("a query whose answer is too large", () => {
  test.each([
    ["in bytes", "{ rows(count: 20) { text } }"],
    ["in bytes of names", `{ rows(count: 40) { ${"n".repeat(240)}: id } }`],
    ["in values", `{ rows(count: 300) { id name row { id } } }`],
    ["in items", `{ rows(count: 2000) { ... @include(if: false) { id } } }`],
    ["below a promise", `{ ${Array.from({ length: 10 }, (_, i) => `a${i}: connection { nodes { text } }`).join(" ")} }`],
  ])("%s is no answer, and says how large it may be", async (_, query) => {
    const answer = await run(query);
    expect(answer.data).toBeNull();
    expect(codes(answer)).toEqual(["ANSWER_TOO_LARGE"]);
    expect(answer.errors![0]!.extensions).toMatchObject({ limit: limits().answer });
  });

  test("ends where it is too large, not when all of it is made", async () => {
    resolved = 0;
    let ended = 0;
    await run("{ rows(count: 100) { text } }", { onEnd: () => (ended += 1) });
    expect(resolved).toBeLessThan(12);
    expect(ended).toBe(1);
  });

  test("is counted to the byte", async () => {
    const { data, budget } = await run(`{ rows(count: 3) { id n: name t: text row { __typename } } names one { fails } }`);
    expect(budget.bytes).toBeGreaterThanOrEqual(Buffer.byteLength(JSON.stringify(data)));
    expect(budget.bytes).toBeLessThan(1.1 * Buffer.byteLength(JSON.stringify(data)));
    for (const text of ["", "plain", 'quote " and \\', "\u0001\u0002", "ü€😀", "\ud800"])
      expect(leafBytes(text)).toBe(Buffer.byteLength(JSON.stringify(text)));
  });
});

describe("large answers made at the same moment", () => {
  const limit = { budget: new AnswerBudget(limits({ answer: 1e9, leaves: 1e9 })) };

  test("let others have their turn between them", async () => {
    let turns = 0;
    let isOver = false;
    const others = (async () => {
      for (; !isOver; turns++) await new Promise((resolve) => setTimeout(resolve, 0));
    })();
    const query = `{ ${Array.from({ length: 5 }, (_, i) => `a${i}: connection { nodes { id } }`).join(" ")} rows(count: 9000) { id name } }`;
    const answers = await Promise.all(Array.from({ length: 8 }, () => run(query, limit)));
    isOver = true;
    await others;
    expect(answers.map(({ data }) => (data as { rows: unknown[] }).rows.length)).toEqual(Array(8).fill(9000));
    expect(turns).toBeGreaterThanOrEqual(4);
  });

  test("are not begun where they cannot fit", async () => {
    resolved = 0;
    const aliases = Array.from({ length: 30 }, (_, i) => `a${i}: text`).join(" ");
    const answer = await run(`{ rows(count: 50) { ${aliases} } }`);
    expect(codes(answer)).toEqual(["ANSWER_TOO_LARGE"]);
    expect(resolved).toBe(0);
  });
});

describe("errors of fields", () => {
  const failing = Array.from({ length: 150 }, (_, i) => `a${i}: fails`).join(" ");

  test("are written out up to a hundred; the others are counted, and the data stands", async () => {
    const answer = await run(`{ ${failing} names }`);
    expect(codes(answer)).toEqual(Array(100).fill("FORBIDDEN"));
    expect(answer.extensions).toEqual({ errorsOmitted: { FORBIDDEN: 50 } });
    expect(answer.data).toMatchObject({ a149: null, names: ["a", "b"] });
  });

  test("end an operation that may not have more", async () => {
    for (const query of [`{ ${failing} }`, `{ rows(count: 50) { fails } }`]) {
      const answer = await run(query, { endAfter: 10 });
      expect(answer.data).toBeNull();
      expect(answer.errors).toHaveLength(10);
    }
  });
});

describe("variables that do not fit", () => {
  test("are at most ten errors, each of which says where and what", async () => {
    const query = "query ($i: In, $n: [Int!]!) { createRow: __typename rows(count: 1) { id } }";
    const variables = { i: { name: "a".repeat(9_000), ["b".repeat(9_000)]: 1 }, n: Array(500).fill("x") };
    const answer = await run(query, { variables });
    expect(answer.data).toBeUndefined();
    expect(codes(answer)).toEqual(Array(10).fill("BAD_USER_INPUT"));
    expect(answer.errors!.map(({ message }) => message)).toEqual(
      expect.arrayContaining([`Variable "$n" got an invalid value at "n.0": Int cannot represent non-integer value: "x"`]),
    );
    for (const { message } of answer.errors!) expect(message.length).toBeLessThan(300);
  });

  test.each<[string, Record<string, unknown>, string | undefined]>([
    ["query ($n: Int!) { rows(count: $n) { id } }", {}, `Variable "$n" of required type "Int!" was not provided.`],
    ["query ($n: Int!) { rows(count: $n) { id } }", { n: null }, `Variable "$n" of non-null type "Int!" must not be null.`],
    ["query ($n: Int = 2) { rows(count: $n) { id } }", {}, undefined],
    [
      "query ($n: Int = 2) { rows(count: $n) { id } }",
      JSON.parse('{"__proto__": {"n": "x"}}') as Record<string, unknown>,
      undefined,
    ],
  ])("%s with %j", async (query, variables, message) => {
    const { errors, data } = await run(query, { variables });
    expect(errors?.[0]?.message).toBe(message);
    if (!message) expect((data as { rows: unknown[] }).rows).toHaveLength(2);
  });
});

describe("a write tells its outcome, whatever else is too large", () => {
  const aliases = Array.from({ length: 20 }, (_, i) => `t${i}: text`).join(" ");

  test("the record's id and the objections are answered, what is selected below is null", async () => {
    const answer = await run(
      `mutation { createRow { row { id again: id __typename ${aliases} row { id } } userErrors { message } } }`,
    );
    const { row: made, userErrors } = (answer.data as { createRow: { row: Record<string, unknown>; userErrors: unknown[] } })
      .createRow;
    expect(made).toMatchObject({ id: "Row:1", __typename: "Row", t0: "x".repeat(1000), t19: null, row: null });
    expect(userErrors).toEqual([]);
    expect(new Set(codes(answer))).toEqual(new Set(["ANSWER_TOO_LARGE"]));
    expect(answer.errors![0]!.path).toEqual(["createRow", "row", "t9"]);
  });

  test("writes that follow are made all the same, and tell theirs", async () => {
    written.length = 0;
    const answer = await run(
      `mutation { a: createRow { row { ${aliases} } } b: createRow { row { id name } userErrors { code } } }`,
    );
    expect(written).toEqual(["one", "one"]);
    expect((answer.data as { b: unknown }).b).toEqual({ row: { id: "Row:1", name: null }, userErrors: [] });
  });

  test("of several records every id", async () => {
    const query = `mutation ($i: [In!]) { createRows(input: $i) { rows { id name text } userErrors { message code field } } }`;
    const answer = await run(query, { variables: { i: Array(60).fill({}) } });
    const { rows, userErrors } = (answer.data as { createRows: { rows: { id: string }[]; userErrors: unknown[] } }).createRows;
    expect(rows.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, i) => `Row:${i}`));
    expect(userErrors).toEqual([{ message: "m", code: "c", field: ["input", "0"] }]);
  });

  test("what could not even tell its outcome is not begun", async () => {
    written.length = 0;
    const names = Array.from({ length: 300 }, (_, i) => `n${i}: name`).join(" ");
    const answer = await run(`mutation ($i: [In!]) { createRows(input: $i) { rows { ${names} } } }`, {
      variables: { i: Array(60).fill({}) },
    });
    expect(answer.data).toBeNull();
    expect(codes(answer)).toEqual(["ANSWER_TOO_LARGE"]);
    expect(written).toEqual([]);
  });
});

describe("a dry run", () => {
  test("resolves what may lead somewhere, once for each record, and makes no answer", async () => {
    resolved = 0;
    const aliases = Array.from({ length: 100 }, (_, i) => `a${i}: name b${i}: text`).join(" ");
    const { data, budget } = await run(`{ rows(count: 90) { ${aliases} } __schema { types { name } } }`, { isDryRun: true });
    expect(budget.leaves).toBe(0);
    expect(resolved).toBe(90);
    expect(data).toEqual({ rows: Array(90).fill({ b0: "x".repeat(1000) }) });
  });
});

describe("memory", () => {
  const MB = 1_048_576;
  const big = limits({ received: 100 * MB, rows: 1e6 });

  test("that all operations hold together is limited, and given back", () => {
    const pool = createMemoryPool(20 * MB);
    const [one, two] = [new AnswerBudget(big, pool), new AnswerBudget(big, pool)];
    one.receive(1, 4 * MB);
    expect(pool.taken).toBeGreaterThan(15 * MB);
    expect(() => two.receive(1, 3 * MB)).toThrow(/large answers/);
    expect(two.failure!.code).toBe("RATE_LIMITED");
    one.release();
    two.release();
    expect(pool.taken).toBe(0);
    expect(() => new AnswerBudget(big, pool).receive(1, 3 * MB)).not.toThrow();
  });

  test("is enough for whoever is alone, and for what is small", () => {
    const pool = createMemoryPool(MB);
    expect(() => new AnswerBudget(big, pool).receive(1, 50 * MB)).not.toThrow();
    expect(() => new AnswerBudget(big, pool).receive(1, 100_000)).not.toThrow();
  });

  test("is not taken any more by an operation that nobody waits for", () => {
    const pool = createMemoryPool(100 * MB);
    const budget = new AnswerBudget(big, pool);
    budget.release();
    budget.receive(1, 10 * MB);
    expect(pool.taken).toBe(0);
  });
});
