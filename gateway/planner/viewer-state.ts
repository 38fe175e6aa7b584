import { LRUCache } from "lru-cache";
import type { Log } from "../../resolvers/context.js";
import { MAX_PAGE_SIZE } from "../../resolvers/row-range.js";
import type { SessionStore } from "../../auth/store/store.js";
import { createChildLoader, type ChildLoader } from "./children.js";
import type { RestClient } from "../rest/client.js";
import type { EnvelopeReader } from "../rest/envelope.js";
import { createExchange, type Exchange } from "./coalesce.js";
import { createListSizes, recalled, type ListSizes } from "./list-sizes.js";
import type { PlannerOptions } from "./planner-options.js";
import { createRecordLoader, type RecordLoader } from "./records-by-id.js";
import { createReferenceCache, type ReferenceCache } from "./reference-cache.js";
import { createUnsupported, createSharedUnsupported, readOnlyRefusals, type Unsupported, type SharedUnsupported } from "./unsupported.js";

/**
 * What the operations of one viewer share: batches, requests under way, and what was learned of their lists. Nothing of
 * it is another viewer's.
 */
export interface Workspace {
  readonly planning: PlannerOptions;
  /** Whether nothing is behind it. */
  readonly isImagined: boolean;
  readonly memory: ListSizes;
  /** What endpoints refuse to this viewer, and to everybody. */
  readonly refusals: Unsupported;
  readonly references: ReferenceCache | undefined;
  readonly exchange: Exchange;
  readonly envelopes: EnvelopeReader;
  readonly records: RecordLoader;
  readonly children: ChildLoader;
  /** The largest page this viewer's API was found to give. */
  readonly pageLimit: { current: number };
  /** Whether requests may be sent whose use is not certain: only while Actionstep has not lately asked for a pause. */
  mayGuess(): boolean;
  /** Actionstep has asked for a pause. */
  limited(): void;
  /** The same workspace as it would be if another client answered: it learns nothing and keeps nothing. */
  imagined(client: RestClient): Workspace;
  /** About how many bytes of what was learned it keeps. */
  readonly size: number;
}

/** What workspaces are made of, the same for all viewers. */
export interface WorkspaceParts {
  readonly client: RestClient;
  readonly envelopes: EnvelopeReader;
  readonly planning: PlannerOptions;
  /** Where slow-moving records are kept. */
  readonly references: SessionStore;
  readonly log: Log;
  readonly clock: () => number;
}

/** The workspaces of all viewers that were here lately. */
export interface Workspaces {
  /** That of a viewer of an organisation, by what stands for them and what they granted. */
  of(owner: string, organisation: string): Workspace;
}

/** Bytes that all that is kept of all viewers takes at most, by estimate; whoever was here longest ago is forgotten. */
export const MAX_VIEWER_STATES = 64 * 1024 * 1024;
/** Bytes of it that one viewer may take: of how long lists were, of what is refused, of which records were stored lately. */
const MAX_LIST_SIZES = 128 * 1024;
const MAX_OWN_REFUSALS = 32 * 1024;
const MAX_REFERENCE_NOTES = 96 * 1024;
/** Bytes that a viewer takes of whom nothing was learned yet. */
const EMPTY_STATE = 15 * 1024;
/** Bytes of what endpoints refuse to everybody. */
const MAX_SHARED_REFUSALS = 2 * 1024 * 1024;
/** Milliseconds a workspace is kept without being used. */
const IDLE = 30 * 60_000;
/** Milliseconds after a request was refused in which nothing is sent on a guess: when they are over, the rate is back. */
const CAUTION = 3_000;
/** Milliseconds for which pages are taken to be as small as they were found to be. */
const SMALL_PAGES = 60 * 60_000;

/** A workspace as it is kept: what it had learned when it was last asked for decides how much room it takes. */
interface Kept {
  readonly workspace: Workspace;
  readonly size: number;
}

/** Makes the workspaces of one process, which keep at most so many bytes together. */
export function createWorkspaces(parts: WorkspaceParts, maxSize = MAX_VIEWER_STATES): Workspaces {
  const { clock } = parts;
  const shared = createSharedUnsupported(clock, MAX_SHARED_REFUSALS);
  const kept = new LRUCache<string, Kept>({
    maxSize,
    sizeCalculation: ({ size }) => size,
    ttl: IDLE,
    ttlResolution: 0,
    perf: { now: clock },
  });
  return {
    of(owner, organisation) {
      const workspace = kept.get(owner)?.workspace ?? createWorkspace(parts, { shared, owner, organisation });
      // Set anew, since what it keeps has grown or shrunk.
      kept.set(owner, { workspace, size: EMPTY_STATE + owner.length + workspace.size });
      return workspace;
    },
  };
}

/** The largest page that this viewer's API gives; one that was found to be smaller is tried again after a while. */
function createPageLimit(clock: () => number): { current: number } {
  let found = MAX_PAGE_SIZE;
  let foundAt = -Infinity;
  return {
    get current() {
      return clock() - foundAt < SMALL_PAGES ? found : MAX_PAGE_SIZE;
    },
    set current(size) {
      found = size;
      foundAt = clock();
    },
  };
}

/** Whose workspace it is, and what it has in common with others. */
interface Whose {
  readonly shared: SharedUnsupported;
  readonly owner: string;
  readonly organisation: string;
}

function createWorkspace(parts: WorkspaceParts, { shared: sharedRefusals, owner, organisation }: Whose): Workspace {
  const { client, envelopes, planning, clock, log } = parts;
  const memory = createListSizes(clock, MAX_LIST_SIZES);
  const refusals = createUnsupported({ clock, maxSize: MAX_OWN_REFUSALS, shared: sharedRefusals, organisation });
  const references = planning.remembers
    ? createReferenceCache({ store: parts.references, owner, log, clock, maxSize: MAX_REFERENCE_NOTES })
    : undefined;
  let limitedAt = -Infinity;
  const shared = {
    planning,
    envelopes,
    isImagined: false,
    memory: planning.remembers ? memory : recalled(memory),
    refusals,
    references,
    pageLimit: createPageLimit(clock),
    mayGuess: () => planning.speculates && clock() - limitedAt >= CAUTION,
    limited: () => {
      limitedAt = clock();
    },
  };
  type Base = Omit<Workspace, "exchange" | "records" | "children" | "imagined" | "size">;
  const complete = (base: Base, by: RestClient): Workspace => {
    const { limited: onLimited } = base;
    const workspace: Workspace = {
      ...base,
      get size() {
        return memory.size + refusals.size + (references?.size ?? 0);
      },
      exchange: createExchange({ client: by, envelopes, refusals: base.refusals, onLimited, shares: planning.shares }),
      get records() {
        return records;
      },
      get children() {
        return children;
      },
      imagined: (other) => complete(dry(base), other),
    };
    const records = createRecordLoader(workspace);
    const children = createChildLoader(workspace);
    return workspace;
  };
  return complete(shared, client);
}

/** The same, for a dry run: all that was learned is there to be read, and nothing is added to it. */
function dry<Base extends Pick<Workspace, "memory" | "refusals" | "references" | "pageLimit">>(base: Base) {
  return {
    ...base,
    isImagined: true,
    memory: recalled(base.memory),
    refusals: readOnlyRefusals(base.refusals),
    references: base.references && { ...base.references, keep: () => undefined, forget: async () => undefined },
    pageLimit: { current: base.pageLimit.current },
    limited: () => undefined,
  };
}
