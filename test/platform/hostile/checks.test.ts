import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { Kind, OperationTypeNode, getIntrospectionQuery, parse, visit } from "graphql";
import { inputShape } from "../../../gateway/http/input-shape.js";
import { introspectionPrice } from "../../../gateway/execution/introspection-price.js";
import { MAX_INPUT_DEPTH, MAX_INPUT_MEMBERS, MAX_INTROSPECTED } from "../../../gateway/limits.js";
import { countSelections } from "../../../gateway/http/count-selections.js";
import { createSchema } from "../../../resolvers/index.js";
import { resources } from "../../../schema/resources/index.js";
import { outcomesOf } from "../../support/hostile/judge.js";
import { startRig, type Rig } from "../../support/hostile/rig.js";
import { deep, many } from "../../support/hostile/attack-parts.js";
import { documentAttacks } from "../../support/hostile/attacks-documents.js";
import { variableAttacks } from "../../support/hostile/attacks-variables.js";

const schema = createSchema(resources);

const operationOf = (source: string) => {
  const document = parse(source);
  return { document, operation: document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)! };
};

const selectionsOf = (source: string): number => {
  let count = 0;
  const note = (): void => void count++;
  visit(parse(source), { Field: note, FragmentSpread: note, InlineFragment: note });
  return count;
};

describe("what is counted before a request is run is counted once:", () => {
  test.each<[string, string, number]>([
    [
      "a fragment that doubles 40 times",
      `{ ...F0 } ${many(40, (i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`)} fragment F40 on Query { a }`,
      1e9,
    ],
    [
      "a fragment of fields that treble 30 times",
      `{ ...F0 } ${many(30, (i) => `fragment F${i} on Query { a { ...F${i + 1} } b { ...F${i + 1} } c { ...F${i + 1} } }`)} fragment F30 on Query { a }`,
      1e9,
    ],
    [
      "4,000 spreads of one fragment",
      `{ ${many(4_000, () => "...F")} } fragment F on Query { ${many(1_000, (i) => `a${i}`)} }`,
      4_000_000,
    ],
    ["4,000 fields", `{ ${many(4_000, (i) => `a${i}`)} }`, 4_000],
  ])("%s", (_, source, fields) => {
    const { document, operation } = operationOf(source);
    const counted = countSelections(document, operation);
    expect(counted.fields).toBe(fields);
    expect(counted.visited).toBeLessThanOrEqual(selectionsOf(source));
  });

  test("of variables no more are looked at than there may be, and no deeper", () => {
    let looked = 0;
    const watched = (): object => new Proxy({ a: 1, b: 2 }, { ownKeys: (target) => (looked++, Reflect.ownKeys(target)) });
    const wide = Array.from({ length: 50_000 }, watched);
    expect(inputShape({ wide }, MAX_INPUT_MEMBERS, MAX_INPUT_DEPTH).members).toBeGreaterThan(MAX_INPUT_MEMBERS);
    expect(looked).toBe(0);
    const nested = JSON.parse(deep(100_000, '{"a":', "1", "}")) as object;
    expect(inputShape(nested, MAX_INPUT_MEMBERS, MAX_INPUT_DEPTH).depth).toBe(MAX_INPUT_DEPTH + 1);
  });

  test("of the schema no more parts are looked at than there may be", () => {
    const priced = (source: string): ReturnType<typeof introspectionPrice> => {
      const { operation } = operationOf(source);
      expect(operation.operation).toBe(OperationTypeNode.QUERY);
      return introspectionPrice({ schema, operation: operation, fragments: {}, variables: {} }, MAX_INTROSPECTED);
    };
    expect(priced(getIntrospectionQuery())).toBeDefined();
    expect(priced(`{ ${many(60, (i) => `a${i}: __schema { types { fields { args { type { name } } } } }`)} }`)).toBeUndefined();
    expect(priced("{ tasks { totalCount } }")).toBeNull();
  });
});

describe("a request that is refused", () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig();
  }, 180_000);
  afterAll(() => rig.close());

  /** Milliseconds of work, at the least of several times: whatever else the machine does only adds to it. */
  const workOf = async (times: number, send: () => Promise<unknown>): Promise<number> => {
    const works: number[] = [];
    for (let time = 0; time < times; time++) {
      const before = rig.child().worked();
      await send();
      works.push(rig.child().worked() - before);
    }
    return Math.min(...works);
  };

  test("takes no more than three times the work of the query with which tools read the schema", async () => {
    const by = rig.sender("anonymous");
    const introspect = () => by.post({ query: getIntrospectionQuery() });
    await workOf(5, introspect);
    const standard = await workOf(5, introspect);
    const offenders: Record<string, number> = {};
    for (const { name, send } of [...variableAttacks, ...documentAttacks]) {
      // What is answered is work, and not a check.
      const answers = [await send(by)].flat();
      if (answers.length > 1 || answers.some((answer) => outcomesOf(answer).includes("DATA"))) continue;
      // Beside each other and several times, where once alone may have been slow for another reason.
      let work = await workOf(1, () => send(by));
      let beside = standard;
      for (let again = 0; again < 3 && work > 3 * beside; again++) {
        beside = await workOf(5, introspect);
        work = await workOf(5, () => send(by));
      }
      if (work > 3 * beside) offenders[name] = Math.round(work);
    }
    expect({ standard: Math.round(standard), offenders }).toEqual({ standard: Math.round(standard), offenders: {} });
  }, 300_000);
});
