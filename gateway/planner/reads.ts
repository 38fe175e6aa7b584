import type { Read } from "../rest/read.js";
import { mergedFields, mergedIncludes } from "../rest/read.js";
import type { Operation } from "./operation.js";
import { grouped, type Step } from "./step.js";

/** A page of a step, as a read. */
export interface StepRead {
  readonly step: Step;
  readonly page: number;
  readonly read: Read;
}

/** What is read of one page of a step. */
export function readOfPage(step: Step, page: number): Read {
  const { read, pageSize, expects, strategy, reason, isSpeculative } = step;
  const paging = [...(pageSize === undefined ? [] : [`pageSize=${pageSize}`]), ...(page > 1 ? [`page=${page}`] : [])];
  return {
    ...read,
    parameters: paging.length > 0 ? [...read.parameters, ...paging] : read.parameters,
    expects: { ...expects, page },
    plan: { strategy, reason, isSpeculative },
  };
}

/** The operations that a step works for. */
export const operationsOf = ({ wants }: Step): readonly Operation[] =>
  wants.length === 1 ? [wants[0]!.operation] : [...new Set(wants.map(({ operation }) => operation))];

/** The pages that some steps, and the steps begun with them, ask for at once. */
const firstPages = (steps: readonly Step[]): StepRead[] =>
  steps.flatMap((step) => [
    ...step.pages.map((page) => ({ step, page, read: readOfPage(step, page) })),
    ...(step.pushdowns.length > 0 ? firstPages(step.pushdowns) : []),
  ]);

/** The first pages of some steps, those together that are for the same rows, whatever is wanted of these. */
export function firstReads(steps: readonly Step[]): readonly (readonly [StepRead, ...StepRead[]])[] {
  const pages = firstPages(steps);
  return pages.length === 1 ? [[pages[0]!]] : grouped(pages, ({ read }) => keyOf(read));
}

const keyOf = ({ resource, items, parameters, parts }: Read): string => JSON.stringify([resource.path, items, parameters, parts]);

/** One read for the same rows that has all of what each wants. */
export const merged = (reads: readonly [StepRead, ...StepRead[]]): Read =>
  reads
    .map(({ read }) => read)
    .reduce((one, other) => ({
      ...one,
      hasConditions: one.hasConditions || other.hasConditions,
      includes: mergedIncludes(one.includes, other.includes),
      fields: mergedFields(one.fields, other.fields),
    }));
