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
const heap = async (): Promise<number> => {
  await new Promise(setImmediate);
  collect();
  return process.memoryUsage().heapUsed;
};

const COUNT = 300;
const MAX = 100 * 1024 * 1024;

describe("what is said to be kept is about what it takes", () => {
  test("of parsed documents", async () => {
    const store = createDocumentStore(MAX);
    const before = await heap();
    for (let number = 1; number <= COUNT; number++) await store.set(`hash ${number}`, parse(queryOf(number)));
    const taken = (await heap()) - before;
    expect(taken / store.size).toBeLessThan(1.2);
    expect(taken / store.size).toBeGreaterThan(0.3);
  });

  test("of their plans", async () => {
    const plans = new Plans(schema, MAX);
    const documents: readonly DocumentNode[] = Array.from({ length: COUNT }, (_, index) => parse(queryOf(index + 1)));
    const planned = (document: DocumentNode): void => {
      const { plan, keep } = plans.plan(document, document.definitions[0] as OperationDefinitionNode, {});
      const type = (name: string) => schema.getType(name) as ReturnType<typeof schema.getQueryType> & object;
      const [matters] = plan.root(schema.getQueryType()!).fields;
      const [nodes] = plan.below(matters!, type("MatterConnection"), "below").fields;
      plan.below(nodes!, type("Matter"), "below");
      keep();
    };
    planned(documents[0]!);
    const before = await heap();
    // A plan is kept from its second use on.
    for (const document of [...documents, ...documents]) planned(document);
    const taken = (await heap()) - before;
    expect(taken / plans.size).toBeLessThan(1.2);
    expect(taken / plans.size).toBeGreaterThan(0.3);
  });
});
