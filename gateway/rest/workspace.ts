import { LRUCache } from "lru-cache";
import type { Log } from "../../resolvers/context.js";
import { MAX_PAGE_SIZE } from "../../resolvers/window.js";
import type { SessionStore } from "../../auth/store.js";
import { createChildLoader, type ChildLoader } from "./children.js";
import type { RestClient } from "./client.js";
import type { EnvelopeReader } from "./envelope.js";
import { createExchange, type Exchange } from "./exchange.js";
import { createListMemory, recalled, type ListMemory } from "./memory.js";
import type { Planning } from "./planning.js";
import { createRecordLoader, type RecordLoader } from "./records-by-id.js";
import { createReferences, type References } from "./references.js";
import { createRefusals, type Refusals } from "./refusals.js";

/**
 * What the operations of one viewer share: batches, requests under way, and what was learned of their lists. Nothing of
 * it is another viewer's.
 */
export interface Workspace {
  readonly planning: Planning;
  /** Whether nothing is behind it. */
  readonly isImagined: boolean;
  readonly memory: ListMemory;
  /** What endpoints refuse, whoever asks. */
  readonly refusals: Refusals;
  readonly references: References | undefined;
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
}

/** What workspaces are made of, the same for all viewers. */
export interface WorkspaceParts {
  readonly client: RestClient;
  readonly envelopes: EnvelopeReader;
  readonly planning: Planning;
  /** Where slow-moving records are kept. */
  readonly references: SessionStore;
  readonly log: Log;
  readonly clock: () => number;
}

/** The workspaces of all viewers that were here lately. */
export interface Workspaces {
  /** That of a viewer, by what stands for them and what they granted. */
  of(owner: string): Workspace;
}

const MOST_VIEWERS = 2_000;
const MOST_REFUSALS = 10_000;
const MOST_OWN_REFUSALS = 200;
/** Milliseconds a workspace is kept without being used. */
const IDLE = 30 * 60_000;
/** Milliseconds after a request was refused in which nothing is sent on a guess: when they are over, the rate is back. */
const CAUTION = 3_000;

/** Makes the workspaces of one process. */
export function createWorkspaces(parts: WorkspaceParts): Workspaces {
  const { clock } = parts;
  const refusals = createRefusals(clock, MOST_REFUSALS);
  const workspaces = new LRUCache<string, Workspace>({
    max: MOST_VIEWERS,
    ttl: IDLE,
    updateAgeOnGet: true,
    ttlResolution: 0,
    perf: { now: clock },
  });
  return {
    of(owner) {
      let workspace = workspaces.get(owner);
      if (!workspace) workspaces.set(owner, (workspace = createWorkspace(parts, refusals, owner)));
      return workspace;
    },
  };
}

function createWorkspace(parts: WorkspaceParts, refusals: Refusals, owner: string): Workspace {
  const { client, envelopes, planning, clock } = parts;
  const memory = createListMemory(clock);
  const ownRefusals = createRefusals(clock, MOST_OWN_REFUSALS);
  let limitedAt = -Infinity;
  const limited = (): void => {
    limitedAt = clock();
  };
  const shared = {
    planning,
    envelopes,
    isImagined: false,
    memory: planning.remembers ? memory : recalled(memory),
    refusals,
    references: planning.remembers ? createReferences(parts.references, owner, parts.log, clock) : undefined,
    pageLimit: { current: MAX_PAGE_SIZE },
    mayGuess: () => planning.speculates && clock() - limitedAt >= CAUTION,
    limited,
  };
  const complete = (base: Omit<Workspace, "exchange" | "records" | "children" | "imagined">, by: RestClient): Workspace => {
    const workspace: Workspace = {
      ...base,
      exchange: createExchange({ client: by, envelopes, refusals, ownRefusals, onLimited: limited, shares: planning.shares }),
      get records() {
        return records;
      },
      get children() {
        return children;
      },
      imagined: (other) => {
        const references = base.references && { ...base.references, keep: () => undefined };
        return complete(
          { ...base, isImagined: true, memory: recalled(base.memory), references, pageLimit: { ...base.pageLimit } },
          other,
        );
      },
    };
    const records = createRecordLoader(workspace);
    const children = createChildLoader(workspace);
    return workspace;
  };
  return complete(shared, client);
}
