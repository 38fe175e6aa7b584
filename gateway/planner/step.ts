import type { Read } from "../rest/read.js";
import type { Knowledge, Observation } from "./knowledge.js";
import type { Envelope } from "../rest/envelope.js";
import type { Want } from "./want.js";

/**
 * One way to answer some wants, as data: what is read, which pages of it are asked for at once, and for what reason. What
 * the pages come to is for its strategy to say.
 */
export interface Step<W extends Want = Want, Detail = unknown> {
  readonly strategy: string;
  /** Why it is done in this way, in words for whoever has a query explained. */
  readonly reason: string;
  /** Whether it is not certain that anybody will want it. */
  readonly isSpeculative: boolean;
  readonly wants: readonly W[];
  /** What is read of each page. */
  readonly read: Omit<Read, "expects" | "plan">;
  /** Rows of a page, where that is said in the address. */
  readonly pageSize?: number;
  /** The pages that are asked for at once, from 1. None where nothing has to be asked. */
  readonly pages: readonly number[];
  /** What it is likely to be answered with. */
  readonly expects: Omit<Read["expects"], "page">;
  /** What its strategy needs to remember. */
  readonly detail: Detail;
  /** Steps that are begun with it, for what is selected below its rows. */
  readonly pushdowns: readonly Step[];
}

/** What the pages of a step that were read so far come to. */
export type Verdict =
  /** These pages are needed, those read so far among them. */
  { readonly pages: readonly number[]; readonly observed?: readonly Observation[] } | Settled;

/** How a step ends. Wants that it does not answer are answered by its `steps`, or planned again. */
export interface Settled {
  /** What was found, by `Strategy.partOf` of the wants: a value, or the error of those wants. */
  readonly found?: ReadonlyMap<string, unknown>;
  readonly observed?: readonly Observation[];
  /** How it goes on. */
  readonly steps?: readonly Step[];
  /** All its wants are planned again, with what was observed. */
  readonly again?: true;
  /** Some of its parts made the request for all of them fail: they are to be told from the others. */
  readonly bisect?: { readonly parts: readonly string[]; readonly failure: Error };
  /** Observed only if no part turns out to have an error of its own. */
  readonly observedIfNoErrors?: readonly Observation[];
  /** The same in groups; where all of them fail, all have failed for this reason. */
  readonly split?: { readonly groups: readonly (readonly string[])[]; readonly failure: Error };
  /** Whether this step is answered says, by `Strategy.tried`, how the other ends. */
  readonly trial?: Step;
}

/** A way to turn wants into requests. All of it is pure: it is told what came, and says what to do. */
export interface Strategy<W extends Want = Want, Detail = unknown> {
  readonly name: string;
  /** The steps for those of the wants that are to be answered in this way, and the wants that are left for others. */
  plan(
    wants: readonly Want[],
    knowledge: Knowledge,
  ): { readonly steps: readonly Step<W, Detail>[]; readonly left: readonly Want[] };
  /** What the first pages come to. Throws what all wants of the step fail with. */
  next(step: Step<W, Detail>, pages: readonly Envelope[], knowledge: Knowledge): Verdict;
  /** What to do where a request failed; undefined where that is the end of all wants of the step. */
  failed?(step: Step<W, Detail>, failure: Error, knowledge: Knowledge): Settled | undefined;
  /** How a step ends of which a trial was answered, or failed. */
  tried?(step: Step<W, Detail>, failure: Error | undefined, knowledge: Knowledge): Settled;
  /** The steps for some of the parts of a step. */
  stepsForParts?(step: Step<W, Detail>, parts: readonly string[], knowledge: Knowledge): readonly Step[];
  /** Which part of what is found answers a want; what is not found is `undefined` to `answer`. */
  partOf(want: W): string;
  /** The answer to a want, made of what was found for its part. */
  answer(want: W, found: unknown, step: Step<W, Detail>): unknown;
}

/** Wants of one kind, and all others. */
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

/** Items that have something in common, by that. */
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
