import { expect, test } from "@jest/globals";
import { useGateway } from "../support/use-gateway.js";

/* Whoever uses the gateway as it is meant to be used meets none of its limits. */

const { ana } = useGateway();

test("a list of a thousand rows with twelve fields is answered whole", async () => {
  const { data, errors, requests } = await ana.query(`{
    timeEntries(first: 1000) {
      totalCount
      nodes {
        id description timestampDate startTime actualHours billableHours isBillable billableAmount billReference createdTimestamp rateUnitPrice rateSource
      }
    }
  }`);
  expect(errors).toBeUndefined();
  expect(data.timeEntries.nodes).toHaveLength(Math.min(1000, data.timeEntries.totalCount));
  expect(data.timeEntries.nodes.length).toBeGreaterThan(500);
  expect(requests).toHaveLength(Math.ceil(data.timeEntries.nodes.length / 200));
});

test("variables as large as a bulk write needs are taken", async () => {
  const ids = Array.from({ length: 200 }, (_, index) => `Task:${index + 1}`);
  const { errors } = await ana.query(`query ($ids: [ID!]!) { nodes(ids: $ids) { id } }`, { ids });
  expect(errors).toBeUndefined();
  const input = Array.from({ length: 40 }, (_, index) => ({ id: ids[index], name: "x", dueTimestamp: "2026-12-01T10:00:00Z" }));
  const mutation = await ana.query(`query ($filter: TaskFilter) { tasks(filter: $filter) { totalCount } }`, {
    filter: { id: { in: ids }, name: { notIn: input.map(({ name }) => name) } },
  });
  expect(mutation.errors).toBeUndefined();
});
