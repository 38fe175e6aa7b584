import { describe, expect, test } from "@jest/globals";
import { createCostMeter } from "../../../gateway/rest/cost.js";
import type { Selection } from "../../../resolvers/selection.js";
import { Matter } from "../../../schema/resources/matter.js";
import { resourceOf } from "../../../schema/vocabulary/resource.js";
import { recordsOver } from "../../support/records-over.js";

const matter = resourceOf(Matter);
const rows: Selection = { resource: matter, links: new Map(), lists: [], fields: new Map() };

/** Turns of the event loop in which what is asked for has to be sent and answered. */
const TURNS = 5;
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Answers with matters, whose names are their ids. */
const matters = (target: string): unknown => ({
  actions:
    /^actions\/([\d,]+)/
      .exec(target)?.[1]
      ?.split(",")
      .map((id) => ({ id: Number(id), name: `matter ${id}` })) ?? [],
});

describe("what operations of one viewer ask for at one time", () => {
  test("is sent as soon as nothing is left to run, and waits for no timer", async () => {
    const records = recordsOver(matters)();
    let name: unknown;
    void Promise.resolve(records.one("7", rows)).then((found) => (name = found!["name"]));
    for (let turns = 0; turns < TURNS; turns++) await turn();
    expect(name).toBe("matter 7");
  });

  test("is one request with what is asked for by whoever had to wait for something else first", async () => {
    const targets: string[] = [];
    const operation = recordsOver((target) => {
      targets.push(target);
      return matters(target);
    });
    const late = (async () => {
      for (let steps = 0; steps < 20; steps++) await Promise.resolve();
      return operation().one("3", rows);
    })();
    const later = turn().then(() => operation().one("4", rows));
    const found = await Promise.all([operation().one("2", rows), late, later]);
    expect(found.map((record) => record!["name"])).toEqual(["matter 2", "matter 3", "matter 4"]);
    expect(targets).toEqual(["actions/2,3,4"]);
  });

  test("is told once to each of them: how many rows and bytes the answer had, side-loaded rows among them", async () => {
    const received: [number, number][] = [];
    const cost = Object.assign(createCostMeter(), { received: (...size: [number, number]) => void received.push(size) });
    const operation = recordsOver(() => ({ actions: [{ id: 1 }, { id: 2 }], linked: { participants: [{ id: "7" }] } }));
    const query = { conditions: [], order: [] };
    const range = { offset: 0, limit: 2 };
    const request = () => ({ query, range, pageSize: 2, cursorAt: String });
    const selection = { wantsRows: true, wantsTotal: false, countsAloud: false, rows, request };
    // Two places of one operation, one request.
    const records = operation(cost);
    await Promise.all([records.page({ query, range, selection }), records.page({ query, range, selection })]);
    expect(received).toEqual([[3, 1234]]);
  });

  test("is an error and no request where an id would be several", async () => {
    const targets: string[] = [];
    const operation = recordsOver((target) => {
      targets.push(target);
      return matters(target);
    });
    for (const id of ["2,3", "*"])
      await expect(operation().one(id, rows)).rejects.toMatchObject({ code: "UPSTREAM_INVALID_RESPONSE" });
    expect(targets).toEqual([]);
  });

  test("ends for the operation alone that may not take the answer", async () => {
    const cost = Object.assign(createCostMeter(), {
      received: () => {
        throw new Error("too much for this one");
      },
    });
    const operation = recordsOver(matters);
    const [one, other] = await Promise.allSettled([operation(cost).one("2", rows), operation().one("3", rows)]);
    expect([one, other]).toMatchObject([{ reason: { message: "too much for this one" } }, { value: { name: "matter 3" } }]);
  });
});
