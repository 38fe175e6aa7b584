import { expect, test } from "@jest/globals";
import type { Viewer } from "../../../auth/index.js";
import type { RestClient } from "../../../gateway/rest/client.js";
import { createCostMeter } from "../../../gateway/planner/cost.js";
import { createEnvelopeReader } from "../../../gateway/rest/envelope.js";
import { ALL_OPTIONS } from "../../../gateway/planner/planner-options.js";
import { createRecords } from "../../../gateway/planner/records.js";
import { createWorkspaces } from "../../../gateway/planner/viewer-state.js";
import { openStores } from "../../../gateway/stores/index.js";
import type { Selection } from "../../../resolvers/selection.js";
import { Matter } from "../../../schema/resources/matter.js";
import { resources } from "../../../schema/resources/index.js";
import { resourceOf } from "../../../schema/vocabulary/resource.js";
import { memoryLog } from "../../support/memory-log.js";

const definitions = resources.map(resourceOf);
const matter = resourceOf(Matter);

test("whoever reads is told once of each answer how many rows and bytes it had, side-loaded rows among them", async () => {
  const log = memoryLog();
  const stores = await openStores("memory:");
  const client: RestClient = {
    host: async () => "api.example",
    async get(_, __, onBytes) {
      onBytes?.(1234);
      return { actions: [{ id: 1 }, { id: 2 }], linked: { participants: [{ id: "7" }] } };
    },
  };
  const workspace = createWorkspaces({
    client,
    envelopes: createEnvelopeReader(definitions, log),
    planning: ALL_OPTIONS,
    references: stores.namespace("references"),
    log,
    clock: Date.now,
  }).of("ana", "firm");
  const received: [number, number][] = [];
  const records = createRecords({
    asker: {
      viewer: () => ({}) as Viewer,
      connectUrl: () => () => "",
      cost: Object.assign(createCostMeter(), { received: (rows: number, bytes: number) => void received.push([rows, bytes]) }),
      log,
      deadline: Infinity,
    },
    client,
    writer: { send: () => Promise.reject(new Error("nothing is written")) },
    workspace,
    resources: {
      byType: new Map(definitions.map((each) => [each.type, each])),
      byPath: new Map(definitions.map((each) => [each.path, each])),
    },
    grants: () => true,
    fresh: false,
  });
  const rows: Selection = { resource: matter, links: new Map(), lists: [], fields: new Map() };
  const selection = {
    wantsRows: true,
    wantsTotal: false,
    countsAloud: false,
    rows,
    request: () => ({ query, range, pageSize: 2, cursorAt: String }),
  };
  const query = { conditions: [], order: [] };
  const range = { offset: 0, limit: 2 };
  // Two places of one operation, one request.
  await Promise.all([records.page({ query, range, selection }), records.page({ query, range, selection })]);
  expect(received).toEqual([[3, 1234]]);
  await stores.close();
});
