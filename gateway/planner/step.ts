import type { Read } from "../rest/read.js";
import type { Knowledge, Observation } from "./knowledge.js";
import type { Envelope } from "../rest/envelope.js";
import type { Want } from "./want.js";

/**
 * One way to answer some wants, as data: what is read, which pages are requested in parallel, and why. What the pages mean is
 * concluded by its strategy.
 */
export interface Step<W extends Want = Want, Detail = unknown> {
  /** The `name` of its `Strategy`: `run` finds the strategy of a step by it. */
  readonly strategy: string;
  /** Why it is done in this way, in words for whoever has a query explained. */
  readonly reason: string;
  /** Whether it is sent before it is certain that anybody wants its answer. */
  readonly isSpeculative: boolean;
  readonly wants: readonly W[];
  /** The read that every page repeats; `readOfPage` adds the paging of each. */
  readonly read: Omit<Read, "expects" | "plan">;
  /** The page size sent as `pageSize=`; absent if none is sent. */
  readonly pageSize?: number;
  /** Numbers of the pages requested in parallel, counted from 1; empty if nothing has to be asked. */
  readonly pages: readonly number[];
  /** What the answer is likely to be. */
  readonly expects: Omit<Read["expects"], "page">;
  /** Data that only its strategy reads. */
  readonly detail: Detail;
  /** Speculative steps started together with this one, for lists below its rows. */
  readonly pushdowns: readonly Step[];
}

/** What a strategy concludes from the pages of a step that were read so far. */
export type Verdict =
  /** All pages that are needed, including those read already. */
  { readonly pages: readonly number[]; readonly observed?: readonly Observation[] } | Settled;

/**
 * How a step ends. `observed` always applies. Of `again`, `steps`, `trial` and `split` the first that is present, in this
 * order, takes over all wants. If none is, `found` answers those whose parts are not in `bisect`, which answers the others.
 */
export interface Settled {
  /** What was found for each part, keyed by `Strategy.partOf(want)`: a value, or the error of the wants of that part. */
  readonly found?: ReadonlyMap<string, unknown>;
  /** What the answers taught, whatever follows. */
  readonly observed?: readonly Observation[];
  /** Steps that answer the wants instead of this one. */
  readonly steps?: readonly Step[];
  /** Plans all its wants again, with what was observed. */
  readonly again?: true;
  /** The joint request failed because of some parts; smaller requests find out which. */
  readonly bisect?: { readonly parts: readonly string[]; readonly failure: Error };
  /** Observed after `found` and `bisect`, only if no part has an error. */
  readonly observedIfNoErrors?: readonly Observation[];
  /** Runs these groups of parts separately; if all fail, and none is of one part, all wants fail with `failure`. */
  readonly split?: { readonly groups: readonly (readonly string[])[]; readonly failure: Error };
  /** Runs this step first; from its success or failure `Strategy.tried` decides how the step ends. */
  readonly trial?: Step;
}

/** A way to turn wants into requests. All of it is pure: it gets what was answered and returns what to do. */
export interface Strategy<W extends Want = Want, Detail = unknown> {
  /** Every step of the strategy has it as `Step.strategy`. */
  readonly name: string;
  /** Makes steps for the wants that it takes, and returns those it leaves to the strategies after it. */
  plan(
    wants: readonly Want[],
    knowledge: Knowledge,
  ): { readonly steps: readonly Step<W, Detail>[]; readonly left: readonly Want[] };
  /** Decides from the pages read so far. What it throws is treated like the failure of a request. */
  next(step: Step<W, Detail>, pages: readonly Envelope[], knowledge: Knowledge): Verdict;
  /** Decides what follows the failure of a request; if undefined, all wants of the step fail with `failure`. */
  failed?(step: Step<W, Detail>, failure: Error, knowledge: Knowledge): Settled | undefined;
  /** Decides after the trial, whose error is `failure`, if it failed. What it throws becomes the error of all wants. */
  tried?(step: Step<W, Detail>, failure: Error | undefined, knowledge: Knowledge): Settled;
  /** The same work for only these parts; for `bisect`, as one step. */
  stepsForParts?(step: Step<W, Detail>, parts: readonly string[], knowledge: Knowledge): readonly Step[];
  /** The key of a want in `found`; for a key that is missing there, `answer` gets undefined. */
  partOf(want: W): string;
  /** Makes the answer to a want from what was found for its part. */
  answer(want: W, found: unknown, step: Step<W, Detail>): unknown;
}

/** Splits wants into those of one kind (`own`) and the rest (`left`). */
export function ofKind<Kind extends Want["kind"]>(
  wants: readonly Want[],
  kind: Kind,
): { readonly own: readonly Extract<Want, { kind: Kind }>[]; readonly left: readonly Want[] } {
  const own: Extract<Want, { kind: Kind }>[] = [];
  const left: Want[] = [];
  for (const want of wants) {
    if (want.kind === kind) own.push(want as Extract<Want, { kind: Kind }>);
    else left.push(want);
  }
  return { own, left };
}

/** Groups items by key. */
export function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): [Item, ...Item[]][] {
  const groups = new Map<unknown, [Item, ...Item[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return [...groups.values()];
}
