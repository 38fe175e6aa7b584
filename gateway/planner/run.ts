import type { RestRecord } from "../../resolvers/context.js";
import type { Envelope } from "../rest/envelope.js";
import type { Read } from "../rest/read.js";
import { Answers, type Settle } from "./answers.js";
import { bisect, type FoundById } from "./bisect.js";
import { knowing, type Knowledge, type Observation } from "./knowledge.js";
import type { Operation } from "./operation.js";
import { plan } from "./plan.js";
import { prefetch, withPushdowns } from "./prefetch.js";
import { firstReads, merged, operationsOf, readOfPage } from "./reads.js";
import { grouped, type Settled, type Step } from "./step.js";
import { strategies, type AnyStrategy } from "./strategies/index.js";
import type { RowsOfParent } from "./strategies/pushdown.js";
import { childrenBelow, type PushdownWant, type Want } from "./want.js";

/** What `run` needs from the viewer's planner. */
export interface RunParts {
  readonly knowledge: Knowledge;
  readonly observe: (observation: Observation) => void;
  /** Sends a read, or joins an equal one on its way, and gives the answer to the operations to count and keep. */
  readonly send: (read: Read, operations: readonly Operation[]) => Promise<Envelope>;
  /** The error if these answers exceed the operation's budget; else undefined. */
  readonly budgetErrorOf: (operation: Operation, envelopes: readonly Envelope[]) => Error | undefined;
  /** What the reference cache has as the answer to a want; undefined if the cache is not asked for this want. */
  readonly lookUp: (want: Want) => Promise<unknown> | undefined;
  /** Queues a want that came up later for the next batch. */
  readonly load: (want: Want) => Promise<unknown>;
}

/** The pages of a step that were asked for, by their number. */
type Pages = Map<number, Promise<Envelope>>;

const byName: ReadonlyMap<string, AnyStrategy> = new Map(strategies.map((strategy) => [strategy.name, strategy as AnyStrategy]));
const strategyOf = ({ strategy }: Step): AnyStrategy => byName.get(strategy)!;

/**
 * Plans some wants, runs the steps, and settles each want as soon as its answer is there. Steps are awaited here alone; what
 * their answers and failures mean is decided by the strategies.
 */
export function run(wants: readonly Want[], runParts: RunParts): readonly Promise<unknown>[] {
  const answers = new Answers();
  const promised = wants.map((want) => answers.promise(want));
  const prefetched = wants.flatMap((want) => prefetch(want, runParts.knowledge));
  for (const want of prefetched) want.operation.expect(want, answers.promise(want));
  const runner = new Runner(runParts);
  const lookedUp: Promise<Want | undefined>[] = [];
  const others: Want[] = [];
  for (const want of prefetched.length > 0 ? [...wants, ...prefetched] : wants) {
    const kept = runParts.lookUp(want);
    if (!kept) others.push(want);
    else lookedUp.push(kept.then((answer) => (answer ? void answers.settle(want, answer) : want)));
  }
  void runner.start(others, answers.settle);
  if (lookedUp.length > 0)
    void Promise.all(lookedUp).then((missing) =>
      runner.start(
        missing.filter((want) => want !== undefined),
        answers.settle,
      ),
    );
  return promised;
}

/** Runs the steps of one viewer's wants. */
class Runner {
  constructor(private readonly runParts: RunParts) {}

  /** Plans wants and runs the steps. Every want is settled by the time it resolves. */
  async start(wants: readonly Want[], settle: Settle, knowledge = this.runParts.knowledge): Promise<void> {
    if (wants.length === 0) return;
    try {
      await this.#runAll(plan(wants, knowledge), settle);
    } catch (error) {
      for (const want of wants) settle(want, error);
    }
  }

  /** Runs steps in parallel; their first reads for the same rows become one request. */
  async #runAll(steps: readonly Step[], settle: Settle): Promise<void> {
    const asked = new Map<Step, Pages>();
    for (const readsOfSameRows of firstReads(steps)) {
      const operations =
        readsOfSameRows.length === 1
          ? operationsOf(readsOfSameRows[0].step)
          : [...new Set(readsOfSameRows.flatMap(({ step }) => operationsOf(step)))];
      const answer = this.#send(readsOfSameRows.length === 1 ? readsOfSameRows[0].read : merged(readsOfSameRows), operations);
      for (const { step, page } of readsOfSameRows) pagesOf(asked, step).set(page, answer);
    }
    await Promise.all(steps.map((step) => this.#runStep(step, asked, settle)));
  }

  async #runStep(step: Step, asked: Map<Step, Pages>, settle: Settle): Promise<void> {
    const settleOwn = step.pushdowns.length > 0 ? this.#settlingParents(step, asked, settle) : settle;
    try {
      await this.#conclude(step, await this.#outcome(step, pagesOf(asked, step), settleOwn), settleOwn);
    } catch (error) {
      // Any error settles all wants, so that no caller waits forever.
      for (const want of step.wants) settleOwn(want, error);
    }
  }

  /** Reads a step until its strategy settles it; if a request fails, `failed` of the strategy does. */
  async #outcome(step: Step, pages: Pages, settle: Settle): Promise<Settled> {
    try {
      return await this.#read(step, pages, settle);
    } catch (error) {
      const failure = error as Error;
      const settled = strategyOf(step).failed?.(step, failure, this.runParts.knowledge) ?? failedWith(step, failure);
      this.#observe(settled.observed);
      return settled;
    }
  }

  #observe(observed: readonly Observation[] | undefined): void {
    for (const observation of observed ?? []) this.runParts.observe(observation);
  }

  /** Reads pages until the strategy needs no more. Rejects if a request fails. */
  async #read(step: Step, pages: Pages, settle?: Settle): Promise<Settled> {
    const { knowledge, budgetErrorOf } = this.runParts;
    const strategy = strategyOf(step);
    // Judge page 1 first; it decides whether the others matter.
    for (let needed: readonly number[] = step.pages.slice(0, 1); ;) {
      for (const page of needed) if (!pages.has(page)) pages.set(page, this.#send(readOfPage(step, page), operationsOf(step)));
      const envelopes: Envelope[] = [];
      for (const page of needed) envelopes.push(await pages.get(page)!);
      for (const operation of operationsOf(step)) {
        const budgetError = budgetErrorOf(operation, envelopes);
        if (budgetError) for (const want of step.wants) if (want.operation === operation) settle?.(want, budgetError);
      }
      const verdict = strategy.next(step, envelopes, knowledge);
      this.#observe(verdict.observed);
      if (!("pages" in verdict)) return verdict;
      needed = verdict.pages;
    }
  }

  #send(read: Read, operations: readonly Operation[]): Promise<Envelope> {
    const answer = this.runParts.send(read, operations);
    answer.catch(() => undefined);
    return answer;
  }

  /** Settles the wants of a step, or does what `settled` says comes next. */
  async #conclude(step: Step, settled: Settled, settle: Settle): Promise<void> {
    const { knowledge } = this.runParts;
    const { found, observed = [], steps, again, trial, split } = settled;
    if (again) return this.start(step.wants, settle, knowing(knowledge, observed));
    if (steps)
      return this.#runAll(
        steps.map((each) => withPushdowns(each, knowledge)),
        settle,
      );
    if (trial) return this.#try(step, trial, settle);
    if (split) return this.#split(step, split, settle);
    if (found) answer(step, found, new Set(settled.bisect?.parts), settle);
    const separated = settled.bisect && (await this.#bisect(step, settled.bisect));
    if (separated) answer(step, separated, undefined, settle, settled.bisect.parts);
    const errors = [...(found?.values() ?? []), ...(separated?.values() ?? [])].some((each) => each instanceof Error);
    if (!errors) this.#observe(settled.observedIfNoErrors);
  }

  /** Finds by smaller requests which parts made the joint request fail. */
  #bisect(step: Step, { parts, failure }: NonNullable<Settled["bisect"]>): Promise<FoundById> {
    return bisect({ ids: parts, failure }, async (some) => {
      const [smaller] = strategyOf(step).stepsForParts!(step, some, this.runParts.knowledge);
      const { found } = await this.#read(smaller as Step, new Map());
      return found as FoundById;
    });
  }

  /** Runs groups of parts separately. If every group fails, and none is of one part, all wants get the step's original error. */
  async #split(step: Step, { groups, failure }: NonNullable<Settled["split"]>, settle: Settle): Promise<void> {
    const strategy = strategyOf(step);
    const answers = new Map<Want, unknown>();
    const steps = groups
      .filter((group) => group.length > 1)
      .flatMap((group) => strategy.stepsForParts!(step, group, this.runParts.knowledge));
    // A group of one part is planned again by itself, and its wants keep their own error.
    const alone = new Set(groups.filter((group) => group.length === 1).flat());
    const singles = grouped(
      step.wants.filter((want) => alone.has(strategy.partOf(want))),
      (want) => strategy.partOf(want),
    );
    await Promise.all([
      ...singles.map((wants) => this.start(wants, settle)),
      this.#runAll(steps, (want, found) => void answers.set(want, found)),
    ]);
    const hasFailed = singles.length === 0 && [...answers.values()].every((found) => found instanceof Error);
    for (const [want, found] of answers) settle(want, hasFailed ? failure : found);
  }

  /** Runs a trial step whose outcome explains the first step's failure. */
  async #try(step: Step, trial: Step, settle: Settle): Promise<void> {
    const outcomes = new Map<Want, unknown>();
    await this.#runAll([trial], (want, found) => void outcomes.set(want, found));
    const failure = [...outcomes.values()].find((found) => found instanceof Error);
    let settled: Settled;
    try {
      settled = strategyOf(step).tried!(step, failure, this.runParts.knowledge);
    } catch (error) {
      settled = failedWith(step, error as Error);
    }
    this.#observe(settled.observed);
    if (!failure) for (const [want, found] of outcomes) settle(want, found);
    await this.#conclude(step, settled, settle);
  }

  /** Starts the pushdowns of a step. The result settles parents, and registers their children's answers with each operation. */
  #settlingParents(step: Step, asked: Map<Step, Pages>, settle: Settle): Settle {
    const started = (step.pushdowns as readonly Step<PushdownWant>[]).map((pushdown) => {
      const rowsOfParent = new Promise<RowsOfParent | undefined>((resolve, reject) => {
        void this.#runStep(pushdown, asked, (_, found) =>
          found instanceof Error ? reject(found) : resolve(found as RowsOfParent | undefined),
        );
      });
      rowsOfParent.catch(() => undefined);
      return { want: pushdown.wants[0]!, rowsOfParent };
    });
    return (want, found) => {
      const rows = found instanceof Error ? [] : (found as { readonly rows: readonly RestRecord[] }).rows;
      for (const { want: pushed, rowsOfParent } of started) {
        if (pushed.parents !== want) continue;
        for (const { restId } of rows) {
          const child = childrenBelow(pushed.operation, pushed.list, restId!);
          if (child)
            child.operation.expect(
              child,
              // Where the pushdown found nothing, read the children the usual way.
              rowsOfParent.then((rowsOf) => rowsOf?.(child) ?? this.runParts.load(child)),
            );
        }
      }
      settle(want, found);
    };
  }
}

/** The pages asked for a step, kept until it ends. */
function pagesOf(asked: Map<Step, Pages>, step: Step): Pages {
  let pages = asked.get(step);
  if (!pages) asked.set(step, (pages = new Map<number, Promise<Envelope>>()));
  return pages;
}

/** All wants of a step fail with one error. */
const failedWith = (step: Step, failure: Error): Settled => ({
  found: new Map(step.wants.map((want) => [strategyOf(step).partOf(want), failure])),
});

/** Settles the wants of a step from `found`, skipping parts in `except`, limited to parts in `among` if given. */
function answer(
  step: Step,
  found: ReadonlyMap<string, unknown>,
  except: ReadonlySet<string> | undefined,
  settle: Settle,
  among?: readonly string[],
): void {
  const strategy = strategyOf(step);
  const members = among && new Set(among);
  for (const want of step.wants) {
    const part = strategy.partOf(want);
    if (except?.has(part) || (members && !members.has(part))) continue;
    const value = found.get(part);
    settle(want, value instanceof Error ? value : strategy.answer(want, value, step));
  }
}
