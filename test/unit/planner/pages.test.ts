import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { planPages } from "../../../gateway/planner/pages.js";
import { MAX_PAGE_SIZE } from "../../../resolvers/row-range.js";
import { assertProperty } from "../../support/seeds.js";

const cut = (rows: readonly number[], offset: number, limit: number): { got: number[]; requests: number } => {
  const { pageSize, pages, skip } = planPages(offset, limit);
  const read = pages.flatMap((page) => rows.slice((page - 1) * pageSize, page * pageSize));
  expect(pageSize).toBeLessThanOrEqual(MAX_PAGE_SIZE);
  return { got: read.slice(skip, skip + limit), requests: pages.length };
};

test("whatever stretch is asked for, its pages hold exactly it, in no more requests than one above the least", async () => {
  const rows = Array.from({ length: 3000 }, (_, index) => index);
  await assertProperty(
    fc.property(fc.nat(2500), fc.integer({ min: 1, max: 1000 }), (offset, limit) => {
      const { got, requests } = cut(rows, offset, limit);
      expect(got).toEqual(rows.slice(offset, offset + limit));
      expect(requests).toBeLessThanOrEqual(Math.ceil(limit / MAX_PAGE_SIZE) + 1);
    }),
    { fixed: [1], runs: { few: 100, many: 1_000 } },
  );
});

test.each([
  [0, 50, { pageSize: 50, pages: [1], skip: 0 }],
  [50, 50, { pageSize: 50, pages: [2], skip: 0 }],
  [10, 20, { pageSize: 30, pages: [1], skip: 10 }],
  [0, 1000, { pageSize: 200, pages: [1, 2, 3, 4, 5], skip: 0 }],
  [150, 200, { pageSize: 200, pages: [1, 2], skip: 150 }],
])("%i rows on, %i rows: %o", (offset, limit, plan) => {
  expect(planPages(offset, limit)).toEqual(plan);
});
