import { describe, expect, test } from "@jest/globals";
import { buildSchema, parse } from "graphql";
import { createExecutor } from "../../../gateway/execution/index.js";
import { giveWay } from "../../../gateway/http/operation-limits.js";

const schema = buildSchema(`type Query { name: String }`);

/** What is done by some work that begins at one moment, and what the rest of the process does between. */
async function orderOf(work: readonly (() => Promise<unknown>)[]): Promise<string> {
  const order: string[] = [];
  let isOver = false;
  const others = (async () => {
    for (; !isOver; order.push("-")) await new Promise((resolve) => setImmediate(resolve));
  })();
  await Promise.all(work.map(async (each) => each().then(() => order.push("x"))));
  isOver = true;
  await others;
  return order.join("");
}

const several = (each: () => Promise<unknown>): (() => Promise<unknown>)[] => Array.from({ length: 5 }, () => each);

describe("what arrives at one moment", () => {
  test("and is a long document lets others have their turn right before it is parsed", async () => {
    const order = await orderOf(several(() => giveWay(`{ ${"name ".repeat(1_000)} }`)));
    expect(order).not.toContain("xx");
    expect(order).toMatch(/x-+x-+x-+x-+x/);
  });

  test("and is a short document is parsed at once", async () => {
    expect(await orderOf(several(() => giveWay("{ name }")))).toMatch(/^xxxxx/);
  });

  test("and asks about the schema lets others have their turn before and between", async () => {
    const execute = createExecutor(schema);
    const document = parse("{ __schema { queryType { name } } }");
    const order = await orderOf(several(async () => execute({ document, context: {} })));
    expect(order).not.toContain("xx");
    expect(order).toMatch(/^-.*x-+x-+x-+x-+x/);
  });
});
