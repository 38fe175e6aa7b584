import type { Logger } from "pino";
import type { SessionStore } from "../../auth/index.js";
import type { ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { RestClient } from "../rest/client.js";
import { createEnvelopeReader } from "../rest/envelope.js";
import { ALL_OPTIONS, type PlannerOptions } from "./planner-options.js";
import type { ResourceIndex } from "./operation-records.js";
import { createViewerStates, type ViewerStates } from "./viewer-state.js";

/** What records are read with, the same for all requests. */
export interface OpenedPlanner {
  readonly viewerStates: ViewerStates;
  readonly resources: ResourceIndex;
}

/** What it is made of. */
export interface OpenPlannerParts {
  /** Sends the requests. */
  readonly client: RestClient;
  /** The resources of the graph, and those that are only read to fill in forms. */
  readonly resources: readonly ResourceDefinition[];
  readonly forms: readonly ResourceDefinition[];
  /** Means by which requests are saved; all there are unless given. */
  readonly options?: Partial<PlannerOptions> | undefined;
  /** Where slow-moving records are kept. */
  readonly references: SessionStore;
  readonly log: Logger;
  readonly clock: () => number;
}

/** Opens the planner: what viewers share, empty, and the resources by name. */
export function openPlanner({ client, resources, forms, options, references, log, clock }: OpenPlannerParts): OpenedPlanner {
  return {
    viewerStates: createViewerStates({
      client,
      envelopes: createEnvelopeReader([...resources, ...forms], log),
      options: { ...ALL_OPTIONS, ...options },
      references,
      log,
      clock,
    }),
    resources: {
      byType: new Map(resources.map((resource) => [resource.type, resource])),
      byPath: new Map(resources.map((resource) => [resource.path, resource])),
    },
  };
}
