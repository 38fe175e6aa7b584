import type { Viewer } from "../../auth/index.js";
import { createCostMeter, type CostMeter } from "../../gateway/rest/cost.js";
import { ALL_OPTIONS, type PlannerOptions } from "../../gateway/planner/planner-options.js";
import { createRecords } from "../../gateway/planner/records.js";
import { createViewerStates } from "../../gateway/planner/viewer-state.js";
import type { RestClient } from "../../gateway/rest/client.js";
import { createEnvelopeReader } from "../../gateway/rest/envelope.js";
import type { Records } from "../../resolvers/context.js";
import { resources } from "../../schema/resources/index.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";
import { memoryLog } from "./memory-log.js";

/** Begins operations of one viewer whose requests a function answers, by the target of each: `tasks?pageSize=2`. */
export function recordsOver(answer: (target: string) => unknown, options: Partial<PlannerOptions> = {}) {
  const definitions = resources.map(resourceOf);
  const log = memoryLog();
  const client: RestClient = {
    async get({ target }, _, onBytes) {
      onBytes?.(1234);
      return answer(target);
    },
  };
  const store = { get: async () => undefined, set: async () => undefined, delete: async () => undefined };
  const { planner } = createViewerStates({
    client,
    envelopes: createEnvelopeReader(definitions, log),
    options: { ...ALL_OPTIONS, ...options },
    references: store,
    log,
    clock: Date.now,
  }).of({ owner: "ana", organisation: "firm", host: "api.example" });
  return (cost: CostMeter = createCostMeter()): Records =>
    createRecords({
      context: { viewer: () => ({}) as Viewer, connectUrl: () => () => "", cost, log, deadline: Infinity },
      writer: { send: () => Promise.reject(new Error("nothing is written")) },
      planner,
      resources: {
        byType: new Map(definitions.map((each) => [each.type, each])),
        byPath: new Map(definitions.map((each) => [each.path, each])),
      },
      grants: () => true,
      fresh: false,
    });
}
