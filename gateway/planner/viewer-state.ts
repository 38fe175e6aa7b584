import { LRUCache } from "lru-cache";
import type { SessionStore } from "../../auth/store/store.js";
import type { Log } from "../../resolvers/context.js";
import { MAX_PAGE_SIZE } from "../../resolvers/row-range.js";
import type { RestClient } from "../rest/client.js";
import type { EnvelopeReader } from "../rest/envelope.js";
import type { Knowledge, Observation } from "./knowledge.js";
import { createListSizes, unchanged, type ListSizes } from "./list-sizes.js";
import { createPlanner, type Planner } from "./planner.js";
import type { PlannerOptions } from "./planner-options.js";
import { createReferenceCache, type ReferenceCache } from "./reference-cache.js";
import { createSharedUnsupported, createUnsupported, type SharedUnsupported, type Unsupported } from "./unsupported.js";

/** Who a viewer is to the planner. */
export interface ViewerKey {
  /** Stands for the connection and what was granted: whoever differs in either sees other things. Empty for nobody. */
  readonly owner: string;
  readonly organisation: string;
  /** The host, with port, that has the viewer's data. */
  readonly host: string;
}

/** What the operations of one viewer share. Nothing of it is another viewer's. */
export interface ViewerState {
  /** Plans what the viewer's operations want, and sends it. */
  readonly planner: Planner;
  /** What was learned, and records that move slowly, unless none are kept. */
  readonly knowledge: Knowledge;
  readonly observe: (observation: Observation) => void;
  readonly references: ReferenceCache | undefined;
  /** A planner whose requests another client answers: it knows the same and learns nothing. */
  dryRun(client: RestClient): Planner;
  /** About how many bytes of what was learned it keeps. */
  readonly size: number;
}

/** What viewer states are made of, the same for all viewers. */
export interface ViewerStateParts {
  readonly client: RestClient;
  readonly envelopes: EnvelopeReader;
  readonly options: PlannerOptions;
  /** Where slow-moving records are kept. */
  readonly references: SessionStore;
  readonly log: Log;
  readonly clock: () => number;
}

/** The states of all viewers that were here lately. */
export interface ViewerStates {
  of(viewer: ViewerKey): ViewerState;
}

/** Bytes that all that is kept of all viewers takes at most, by estimate; whoever was here longest ago is forgotten. */
export const MAX_VIEWER_STATES = 64 * 1024 * 1024;
/** Bytes of it that one viewer may take: of how long lists were, of what is not supported, of which records were stored lately. */
const MAX_LIST_SIZES = 128 * 1024;
const MAX_OWN_UNSUPPORTED = 32 * 1024;
const MAX_REFERENCE_NOTES = 96 * 1024;
/** Bytes that a viewer takes of whom nothing was learned yet. */
const EMPTY_STATE = 15 * 1024;
/** Bytes of what endpoints support for nobody. */
const MAX_SHARED_UNSUPPORTED = 2 * 1024 * 1024;
/** Milliseconds a state is kept without being used. */
const IDLE = 30 * 60_000;
/** Milliseconds after a request was refused in which nothing is sent on a guess: when they are over, the rate is back. */
const CAUTION = 3_000;
/** Milliseconds for which pages are taken to be as small as they were found to be. */
const SMALL_PAGES = 60 * 60_000;

/** A state as it is kept: what it had learned when it was last asked for decides how much room it takes. */
interface Kept {
  readonly state: ViewerState;
  readonly size: number;
}

/** Makes the states of one process, which keep at most so many bytes together. */
export function createViewerStates(parts: ViewerStateParts, maxSize = MAX_VIEWER_STATES): ViewerStates {
  const { clock } = parts;
  const shared = createSharedUnsupported(clock, MAX_SHARED_UNSUPPORTED);
  const kept = new LRUCache<string, Kept>({
    maxSize,
    sizeCalculation: ({ size }) => size,
    ttl: IDLE,
    updateAgeOnGet: true,
    ttlResolution: 0,
    perf: { now: clock },
  });
  return {
    of(viewer) {
      // A connection whose data moves to another region begins anew.
      const key = `${viewer.host} ${viewer.owner}`;
      const before = kept.get(key);
      const state = before?.state ?? createViewerState(parts, shared, viewer);
      const size = EMPTY_STATE + key.length + state.size;
      // Set anew where what it keeps has grown or shrunk.
      if (before?.size !== size) kept.set(key, { state, size });
      return state;
    },
  };
}

function createViewerState(parts: ViewerStateParts, shared: SharedUnsupported, viewer: ViewerKey): ViewerState {
  const { client, envelopes, options, clock, log } = parts;
  const sizes = createListSizes(clock, MAX_LIST_SIZES);
  const unsupported = createUnsupported({ clock, maxSize: MAX_OWN_UNSUPPORTED, shared, ...viewer });
  const references = options.remembers
    ? createReferenceCache({ store: parts.references, owner: viewer.owner, log, clock, maxSize: MAX_REFERENCE_NOTES })
    : undefined;
  const learned = createLearned(options.remembers ? sizes : unchanged(sizes), unsupported, options, clock);
  const planned = { envelopes, options, unsupported };
  return {
    ...learned,
    references,
    planner: createPlanner({ ...planned, ...learned, client, references }),
    dryRun(other) {
      const knowledge = { ...frozen(learned.knowledge), isDryRun: true };
      const kept = references && {
        ...references,
        keep: () => undefined,
        keepList: () => undefined,
        forget: async () => undefined,
      };
      return createPlanner({ ...planned, knowledge, observe: () => undefined, client: other, references: kept });
    },
    get size() {
      return sizes.size + unsupported.size + (references?.size ?? 0);
    },
  };
}

/** The knowledge as it is now, with functions that go on to tell. */
const frozen = (knowledge: Knowledge): Knowledge => ({
  ...knowledge,
  pageSize: knowledge.pageSize,
  maySpeculate: knowledge.maySpeculate,
});

/** What one viewer's answers taught, and the one place where it is learned. */
function createLearned(
  sizes: ListSizes,
  unsupported: Unsupported,
  { speculates, ids, lists }: PlannerOptions,
  clock: () => number,
): Pick<ViewerState, "knowledge" | "observe"> {
  let limitedAt = -Infinity;
  let pageSize = MAX_PAGE_SIZE;
  let pageSizeFoundAt = -Infinity;
  return {
    knowledge: {
      combines: { ids, children: lists },
      isDryRun: false,
      get maySpeculate() {
        return speculates && clock() - limitedAt >= CAUTION;
      },
      get pageSize() {
        return clock() - pageSizeFoundAt < SMALL_PAGES ? pageSize : MAX_PAGE_SIZE;
      },
      rowCount: (list) => sizes.total(list),
      children: (list) => sizes.children(list),
      childrenOfOthers: (kind) => sizes.childrenOfOthers(kind),
      isUnsupported: (collection, features) => unsupported.omitted(collection, features).size > 0,
    },
    observe(observation) {
      switch (observation.kind) {
        case "rows":
          return sizes.noteTotal(observation.list, observation.rows);
        case "children":
          return sizes.noteChildren(observation.list, observation.of, observation.seen);
        case "unsupported":
          return unsupported.refused(observation.collection, observation.features, observation.isShared);
        case "supported":
          return unsupported.accepted(observation.collection, observation.features);
        case "clear":
          return unsupported.clear(observation.collection, observation.feature);
        case "page size":
          [pageSize, pageSizeFoundAt] = [observation.rows, clock()];
          return undefined;
        case "limited":
          limitedAt = clock();
      }
    },
  };
}
