import type { Knowledge } from "./knowledge.js";
import { withPushdowns } from "./prefetch.js";
import type { Step } from "./step.js";
import { strategies, type AnyStrategy } from "./strategies/index.js";
import type { Want } from "./want.js";

/**
 * Makes the steps that answer some wants with the fewest requests, as far as is known. It is pure: it asks nothing and keeps
 * nothing. Every want gets a step, except a pushdown that cannot be done.
 */
export function plan(
  wants: readonly Want[],
  knowledge: Knowledge,
  candidates: readonly Pick<AnyStrategy, "name" | "plan">[] = strategies,
): readonly Step[] {
  const steps: Step[] = [];
  let left = wants;
  for (const strategy of candidates) {
    if (left.length === 0) break;
    const planned = strategy.plan(left, knowledge);
    steps.push(...(planned.steps as readonly Step[]).map((step) => withPushdowns(step, knowledge)));
    left = planned.left;
  }
  return steps;
}
