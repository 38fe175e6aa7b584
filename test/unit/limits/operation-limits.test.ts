import { describe, expect, test } from "@jest/globals";
import { parse, type OperationDefinitionNode } from "graphql";
import { createLimitsCheck } from "../../../gateway/http/operation-limits.js";
import { createSchema } from "../../../resolvers/index.js";
import { resources } from "../../../schema/resources/index.js";
import { QueryTooExpensive } from "../../../schema/errors.js";

const document = parse(
  `query Matters($first: Int!, $name: String!, $deep: Boolean!, $ids: [ID!]!) {
     matters(first: $first, filter: { name: { eq: $name } }) {
       nodes { name tasks(first: 200) @include(if: $deep) { nodes { matter { tasks(first: 200) { nodes { name } } } } } }
     }
     nodes(ids: $ids) { ... on Matter { tasks(first: 200) { nodes { matter { name } } } } }
   }`,
);

describe("an operation that was found affordable", () => {
  const check = createLimitsCheck(createSchema(resources));
  const checked = (variables: Record<string, unknown>): void =>
    check({ document, operation: document.definitions[0] as OperationDefinitionNode, request: { variables } } as never);
  const small = { first: 1, name: "a", deep: false, ids: ["Matter:1"] };

  test("is affordable with other texts", () => {
    checked(small);
    expect(() => checked({ ...small, name: "b", ids: ["Matter:2"] })).not.toThrow();
  });

  test.each([
    ["more rows", { first: 200, deep: true }],
    ["more ids", { ids: Array.from({ length: 6_000 }, (_, index) => `Matter:${index}`) }],
  ])("is counted anew with %s", (_, more) => {
    checked(small);
    expect(() => checked({ ...small, ...more })).toThrow(QueryTooExpensive);
  });
});
