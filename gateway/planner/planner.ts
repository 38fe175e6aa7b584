import DataLoader from "dataloader";
import type { Page, RestRecord } from "../../resolvers/context.js";
import { meansSeveral } from "../../resolvers/ids.js";
import { UpstreamInvalidResponse } from "../../schema/errors.js";
import type { RestClient } from "../rest/client.js";
import type { Envelope, EnvelopeReader } from "../rest/envelope.js";
import { listKey } from "../rest/query.js";
import { createCoalesce, type Coalesce } from "./coalesce.js";
import type { Knowledge, Observation } from "./knowledge.js";
import type { Operation } from "./operation.js";
import type { PlannerOptions } from "./planner-options.js";
import type { ReferenceCache } from "./reference-cache.js";
import { grouped } from "./step.js";
import { run, type RunParts } from "./run.js";
import type { Unsupported } from "./unsupported.js";
import type { ListWant, RecordWant, Want } from "./want.js";

/** Turns what the operations of one viewer want into requests, and these into answers. */
export interface Planner {
  /**
   * Resolves with the answer to a want, whose kind says what that is. What is wanted at one time, be it by several
   * operations, is planned together. Rejects with one of schema/errors.
   */
  load(want: Want): Promise<unknown>;
  /** Whether nothing is sent, and answers are made up. */
  readonly isDryRun: boolean;
  /** Whether requests may be sent whose use is not certain. */
  readonly maySpeculate: boolean;
  readonly coalesce: Coalesce;
  readonly envelopes: EnvelopeReader;
  readonly unsupported: Unsupported;
  readonly observe: (observation: Observation) => void;
  readonly references: ReferenceCache | undefined;
  readonly options: PlannerOptions;
}

/** What a planner is made of. */
export interface PlannerParts {
  readonly client: RestClient;
  readonly envelopes: EnvelopeReader;
  readonly options: PlannerOptions;
  readonly unsupported: Unsupported;
  readonly knowledge: Knowledge;
  readonly observe: (observation: Observation) => void;
  readonly references: ReferenceCache | undefined;
}

/** A page that may come from what was kept. */
interface KeptPage extends Page {
  readonly isKept?: true;
}

/** After this turn of the event loop, and what has arrived by the end of it. */
const soon = (flush: () => void): void => void setImmediate(() => setImmediate(flush));

/** Makes the planner of one viewer. */
export function createPlanner(parts: PlannerParts): Planner {
  const { knowledge, observe, references, options } = parts;
  const coalesce = createCoalesce({ ...parts, shares: options.shares });
  const budgetErrors = new WeakMap<Envelope, Map<Operation, Error>>();

  const send: RunParts["send"] = async (read, operations) => {
    const before = operations.map(({ writes }) => writes);
    const { writes } = coalesce;
    const envelope = await coalesce.send(
      read,
      operations,
      operations.some(({ fresh }) => fresh),
    );
    operations.forEach((operation, index) => {
      try {
        operation.received(read, envelope, { writes: before[index]!, isCurrent: writes === coalesce.writes });
      } catch (error) {
        const known = budgetErrors.get(envelope) ?? new Map<Operation, Error>();
        budgetErrors.set(envelope, known.set(operation, error as Error));
      }
    });
    return envelope;
  };

  const budgetErrorOf: RunParts["budgetErrorOf"] = (operation, envelopes) => {
    for (const envelope of envelopes) {
      const budgetError = budgetErrors.get(envelope)?.get(operation);
      if (budgetError) return budgetError;
    }
    return undefined;
  };

  const lookUp: RunParts["lookUp"] = (want) => {
    if (!references || want.resource.maxAge === undefined || want.operation.fresh) return undefined;
    if (want.kind === "record") return kept(references, want);
    return want.kind === "list" && want.isReference ? keptList(references, want) : undefined;
  };

  // Whatever this turn of the event loop brings, be it one operation's or several's, is planned together, once there is
  // nothing left to run. No timer is waited for. Each has its answer as soon as that is there.
  const loader = new DataLoader<Want, { readonly answer: Promise<unknown> }>(
    async (wants) => {
      const answers = new Map<Want, Promise<unknown>>();
      for (const group of options.shares ? [wants] : grouped(wants, ({ operation }) => operation))
        run(group, runParts).forEach((answer, index) => answers.set(group[index]!, answer));
      return wants.map((want) => ({ answer: answers.get(want)! }));
    },
    { cache: false, batchScheduleFn: soon },
  );
  const load = async (want: Want): Promise<unknown> => {
    // As one of several ids in an address it would be several.
    if (want.kind === "record" && meansSeveral(want.restId))
      throw new UpstreamInvalidResponse("Actionstep sent a link to what cannot be an id.");
    const { answer } = await loader.load(want);
    if (references && want.kind === "list" && want.isReference) return keepList(references, want, answer as Promise<KeptPage>);
    return answer;
  };
  /** Keeps a list that is whole, unless this viewer wrote since it was asked for. */
  const keepList = async (cache: ReferenceCache, want: ListWant, answer: Promise<KeptPage>): Promise<Page> => {
    const { writes } = coalesce;
    const page = await answer;
    const isWhole = page.offset === 0 && page.rows.length === page.total && !page.isKept;
    const { resource, query, fields } = want;
    if (isWhole && writes === coalesce.writes)
      cache.keepList(resource, listKey(resource, query), page.rows, fields.get(resource.path));
    return page;
  };
  const runParts: RunParts = { knowledge, observe, send, budgetErrorOf, lookUp, load };

  return {
    load,
    isDryRun: knowledge.isDryRun,
    get maySpeculate() {
      return knowledge.maySpeculate;
    },
    coalesce,
    envelopes: parts.envelopes,
    unsupported: parts.unsupported,
    observe,
    references,
    options,
  };
}

/** A record kept from before that has all that is wanted of it. */
async function kept(
  references: ReferenceCache,
  { operation, resource, restId, fields }: RecordWant,
): Promise<RestRecord | undefined> {
  const record = await references.find(resource, restId, fields.get(resource.path));
  if (!record) return undefined;
  operation.cost.hit();
  operation.keep(record);
  return record;
}

/** A list kept from before whose rows have all that is wanted of them. */
async function keptList(
  references: ReferenceCache,
  { operation, resource, query, fields }: ListWant,
): Promise<KeptPage | undefined> {
  const rows = await references.findList(resource, listKey(resource, query), fields.get(resource.path));
  if (!rows) return undefined;
  operation.cost.hit();
  for (const row of rows) operation.keep(row);
  return { rows, offset: 0, total: rows.length, isKept: true };
}
