import { expect, test } from "@jest/globals";
import { parse, type OperationDefinitionNode } from "graphql";
import { countSelections } from "../../../gateway/http/count-selections.js";

const count = (source: string) => {
  const document = parse(source);
  return countSelections(document, document.definitions[0] as OperationDefinitionNode);
};

test.each<[string, number, number]>([
  ["{ a }", 1, 1],
  ["{ a { b c } d }", 4, 2],
  ["{ a { ... on T { b } ...F ...F } } fragment F on T { c { d } }", 6, 3],
])("%s", (source, fields, depth) => {
  expect(count(source)).toMatchObject({ fields, depth });
});

test("fragments that double at each level are counted in as many steps as the document has nodes", () => {
  const levels = 300;
  const fragments = Array.from({ length: levels }, (_, i) => `fragment f${i} on T { a { ...f${i + 1} } b { ...f${i + 1} } }`);
  const { fields, visited } = count(`{ ...f0 } ${fragments.join(" ")} fragment f${levels} on T { a }`);
  expect(fields).toBeGreaterThanOrEqual(1e9);
  expect(visited).toBe(4 * levels + 2);
});
