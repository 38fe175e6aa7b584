import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "@jest/globals";
import { parse, type DocumentNode, type OperationDefinitionNode } from "graphql";
import { createDocumentStore } from "../../gateway/http/document-store.js";
import { Plans } from "../../gateway/execution/plans.js";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";

const schema = createSchema(resources);
const fields = ["id", "name", "reference", "priority", "status", "bannerText", "isDeleted", "isFavorite", "deletedBy"];
const queryOf = (number: number): string =>
  `query Matters${number} { matters(first: ${number}) { nodes { ${fields.map((name) => `${name} ${name}${number}: ${name}`).join(" ")} } } }`;

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
/** Bytes in use once nothing more is let go of. */
const heap = async (): Promise<number> => {
  for (let before = Infinity; ;) {
    await new Promise(setImmediate);
    collect();
    const { heapUsed } = process.memoryUsage();
    if (before - heapUsed < 32 * 1024) return heapUsed;
    before = heapUsed;
  }
};

/**
 * How much of what is said to be kept is taken, of three times the one that is nearest to it: other files run in the same
 * process before, and what these let go of meanwhile is taken off.
 */
async function shareTaken(keepSome: () => Promise<{ readonly size: number }>): Promise<number> {
  const shares: number[] = [];
  for (let time = 0; time < 3; time++) {
    const before = await heap();
    const kept = await keepSome();
    shares.push(((await heap()) - before) / kept.size);
  }
  return shares.reduce((one, other) => (Math.abs(other - 1) < Math.abs(one - 1) ? other : one));
}

const COUNT = 300;
const MAX = 100 * 1024 * 1024;

describe("what is said to be kept is about what it takes", () => {
  test("of parsed documents", async () => {
    const share = await shareTaken(async () => {
      const store = createDocumentStore(MAX);
      for (let number = 1; number <= COUNT; number++) await store.set(`hash ${number}`, parse(queryOf(number)));
      return store;
    });
    expect(share).toBeLessThan(1.2);
    expect(share).toBeGreaterThan(0.3);
  });

  test("of their plans", async () => {
    const documents: readonly DocumentNode[] = Array.from({ length: COUNT }, (_, index) => parse(queryOf(index + 1)));
    const planned = (plans: Plans, document: DocumentNode): void => {
      const { plan, keep } = plans.plan(document, document.definitions[0] as OperationDefinitionNode, {});
      const type = (name: string) => schema.getType(name) as ReturnType<typeof schema.getQueryType> & object;
      const [matters] = plan.root(schema.getQueryType()!).fields;
      const [nodes] = plan.below(matters!, type("MatterConnection"), "below").fields;
      plan.below(nodes!, type("Matter"), "below");
      keep();
    };
    planned(new Plans(schema, MAX), documents[0]!);
    const share = await shareTaken(async () => {
      const plans = new Plans(schema, MAX);
      // A plan is kept from its second use on.
      for (const document of [...documents, ...documents]) planned(plans, document);
      return plans;
    });
    expect(share).toBeLessThan(1.2);
    expect(share).toBeGreaterThan(0.3);
  });
});
