import { ofParents } from "../../rest/query.js";
import type { Knowledge } from "../knowledge.js";
import { ofKind, type Step, type Strategy } from "../step.js";
import type { ChildrenWant, ListWant, Want } from "../want.js";
import { count } from "./count.js";
import { list } from "./list.js";
import { noRows } from "./no-rows.js";

/** Reads the children of each parent as a list of their own, which the strategies of lists see to. */
export const oneByOne: Pick<Strategy, "name" | "plan"> = {
  name: "one-by-one",
  plan(wants) {
    const { own, left } = ofKind(wants, "children");
    return { steps: [], left: own.length > 0 ? [...left, ...own.map(asList)] : wants };
  },
};

/** A parent's children as a list of their own. */
const asList = (want: ChildrenWant): ListWant => {
  const { kind: _, back, parentId, ...common } = want;
  return {
    ...common,
    kind: "list",
    query: ofParents(want.query, back.link, [parentId]),
    parents: { link: back.link, ids: [parentId] },
    answers: want,
  };
};

/** The steps that read children one parent after the other. */
export function stepsAlone(wants: readonly ChildrenWant[], knowledge: Knowledge): readonly Step[] {
  let left: readonly Want[] = wants.map(asList);
  return [noRows, list, count].flatMap((strategy) => {
    const planned = strategy.plan(left, knowledge);
    left = planned.left;
    return planned.steps;
  });
}
