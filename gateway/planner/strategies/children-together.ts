import { BadUserInput, NotFound, RequestRefused, RequestTooLong, UpstreamAnswerTooLong } from "../../../schema/errors.js";
import { chunkIds, listKey, matchesNothing, ofParents } from "../../rest/query.js";
import { idFields } from "../../rest/read.js";
import { inParts, mayBeOneRecordsFault } from "../bisect.js";
import { childrenIn, sliceOf, type Children } from "../children.js";
import type { Knowledge, Observation } from "../knowledge.js";
import { short, type ChildrenSeen } from "../list-sizes.js";
import { pageCount, pagesFrom } from "../pages.js";
import { grouped, ofKind, type Settled, type Step, type Strategy, type Verdict } from "../step.js";
import { childrenKey, type ChildrenWant, type Want } from "../want.js";
import { readOf, together } from "./list-steps.js";
import { stepsAlone } from "./one-by-one.js";

/** What the step carries: whose children are read, and the keys under which their list is remembered. */
export interface TogetherDetail {
  /** The parents' ids, and the wire name of the link that leads to them. */
  readonly ids: readonly string[];
  readonly link: string;
  /** The key of the list, and that of the list without its parents. */
  readonly key: string;
  readonly kind: string;
  /** The key under which the endpoint's refusal of such lists is remembered. */
  readonly feature: string;
  /** How many pages sufficed last time, where not all rows were wanted. */
  readonly enough?: number;
}

type TogetherStep = Step<ChildrenWant, TogetherDetail>;

/** With sizes unknown: most pages asked for at once, and most rows wanted of one parent for which more than one page is. */
const MAX_GUESSED_PAGES = 3;
const MAX_GUESSED_ROWS = 20;

/**
 * Reads the children of several parents as one list; the link of each row names its parent. Used only while that takes no more
 * requests than one list for each parent, and the endpoint supports it.
 */
export const childrenTogether: Strategy<ChildrenWant, TogetherDetail> = {
  name: "children-together",

  plan(wants, knowledge) {
    const { own, left } = ofKind(wants, "children");
    if (!knowledge.combines.children) return { steps: [], left: wants };
    const leftOver: Want[] = [];
    const steps: TogetherStep[] = [];
    for (const group of grouped(own, childrenKey)) {
      const ids = [...new Set(group.map(({ parentId }) => parentId))];
      for (const chunk of ids.length < 2 ? [] : chunkIds(ids)) {
        const members = new Set(chunk);
        const chunkWants = chunk.length === ids.length ? group : group.filter(({ parentId }) => members.has(parentId));
        const step = stepFor(chunkWants, chunk, knowledge);
        if (step) steps.push(step);
        else leftOver.push(...chunkWants);
      }
      if (ids.length < 2) leftOver.push(...group);
    }
    return { steps, left: [...left, ...leftOver] };
  },

  next(step, pages, knowledge): Verdict {
    const { ids, link, key, kind, enough } = step.detail;
    if (pages.length === 0) return { found: childrenIn([], ids, link, true)! };
    const { sent, recordCount = sent, pageSize = knowledge.pageSize } = pages[0]!;
    // This API keeps to smaller pages than it documents: count in those from now on.
    if (pageSize < knowledge.pageSize && sent === pageSize)
      return { again: true, observed: [{ kind: "page size", rows: pageSize }] };
    // Decide only when all pages of the first batch are there.
    if (pages.length < step.pages.length) return { pages: step.pages };
    const seen = { parents: ids.length, rows: recordCount, ...(enough !== undefined && { enough }) };
    const last = pageCount(recordCount, pageSize);
    const isWhole = pages.length >= last;
    const found = childrenIn(pages, ids, link, isWhole);
    // A row does not name one of the parents: read each parent's list.
    if (!found) return { observed: [noted(key, kind, seen)], steps: stepsAlone(step.wants, knowledge) };
    if (isWhole) return { observed: [noted(key, kind, seen)], found };
    const isEnough = pages.length === step.pages.length && step.wants.every((want) => isFull(found.get(want.parentId)!, want));
    if (isEnough) return { observed: [noted(key, kind, { ...seen, enough: pages.length })], found };
    // More pages left than parents: one list each is cheaper.
    if (last - pages.length > ids.length) return { observed: [noted(key, kind, seen)], steps: stepsAlone(step.wants, knowledge) };
    return { observed: [noted(key, kind, seen)], pages: pagesFrom(1, last) };
  },

  failed(step, failure, knowledge): Settled | undefined {
    const { ids } = step.detail;
    const isAboutList = failure instanceof BadUserInput || failure instanceof RequestRefused;
    // A too-long address is split below: fewer parents fit.
    if (isAboutList && !(failure instanceof RequestTooLong)) {
      // Is it the list of parents that is refused, or what the caller asked for? One parent alone will tell.
      return { trial: stepsAlone(step.wants.slice(0, 1), knowledge)[0]! };
    }
    const isOfSome = mayBeOneRecordsFault(failure) && !(failure instanceof NotFound || failure instanceof UpstreamAnswerTooLong);
    return isAboutList || isOfSome ? { split: { groups: inParts(ids), failure } } : undefined;
  },

  tried({ wants, read, detail: { ids, feature } }, failure, knowledge): Settled {
    // One parent alone is refused too: try smaller groups.
    if (failure instanceof RequestRefused) return { split: { groups: inParts(ids), failure } };
    if (failure) throw failure;
    const collection = read.resource.path;
    return {
      observed: [{ kind: "unsupported", collection, features: [feature], isShared: !read.hasConditions }],
      steps: stepsAlone(wants.slice(1), knowledge),
    };
  },

  stepsForParts: ({ wants }, ids, knowledge) => {
    const members = new Set(ids);
    return stepsFor(
      wants.filter(({ parentId }) => members.has(parentId)),
      ids,
      knowledge,
    );
  },

  partOf: ({ parentId }) => parentId,
  answer: (want, children) => sliceOf(children as Children, want),
};

const noted = (list: string, of: string, seen: ChildrenSeen): Observation => ({ kind: "children", list, of, seen });

/** The step that reads some parents' children together; undefined if it saves nothing, or is not supported. */
function stepFor(wants: readonly ChildrenWant[], ids: readonly string[], knowledge: Knowledge): TogetherStep | undefined {
  const { back, query } = wants[0]!;
  const { link, source } = back;
  const kind = childrenKey(wants[0]!);
  const hasConditions = query.order.length > 0 || query.conditions.length > 0;
  // A refusal with caller-chosen conditions is remembered for those only.
  const feature = `together ${hasConditions ? short(kind) : link.wire}`;
  if (knowledge.isUnsupported(source.path, [`together ${link.wire}`, feature])) return undefined;
  const list = ofParents(query, link, ids);
  const key = listKey(source, list);
  const { pages, reason, ...expected } = matchesNothing(list) ? NOTHING : expectedPages(wants, key, ids.length, knowledge);
  // By what is known, one list per parent takes fewer requests.
  if (pages > ids.length) return undefined;
  // If only numbers are wanted, each row's id and its link to the parent are enough.
  const countIdentity = wants.every(({ range }) => !range) && source.identity;
  const enough = knowledge.children(key)?.enough;
  return {
    strategy: "children-together",
    reason,
    isSpeculative: false,
    wants,
    read: {
      ...readOf({ resource: source, query: list, ...together(wants) }),
      ...(countIdentity && { parts: [...idFields(countIdentity), link.wire] }),
    },
    pageSize: knowledge.pageSize,
    pages: pagesFrom(1, pages),
    expects: {
      ...expected,
      pageSize: knowledge.pageSize,
      parents: { link, ids },
      hasReadsBelow: wants.some(({ hasReadsBelow }) => hasReadsBelow),
    },
    detail: { ids, link: link.wire, key, kind, feature, ...(enough !== undefined && { enough }) },
    pushdowns: [],
  };
}

/** The steps for some parents of a step: one for all where that can save requests, else one for each. */
function stepsFor(wants: readonly ChildrenWant[], ids: readonly string[], knowledge: Knowledge): readonly Step[] {
  const step = stepFor(wants, ids, knowledge);
  return step ? [step] : stepsAlone(wants, knowledge);
}

/** Whether a parent has all rows that this want needs, whatever pages follow. */
const isFull = ({ rows }: Children, want: ChildrenWant): boolean => rows.length >= wantedRows(want);

/** How many rows of a parent are enough; infinite where all must be read. */
function wantedRows({ range, wantsTotal }: ChildrenWant): number {
  if (!range || wantsTotal || "last" in range) return Infinity;
  return range.offset + range.limit;
}

interface ExpectedPages {
  /** How many rows may come, and whether that is how many there were last time. */
  readonly total: number;
  readonly counted: boolean;
  /** How many pages to ask for at once. */
  readonly pages: number;
  readonly reason: string;
}

const NOTHING: ExpectedPages = { total: 0, counted: true, pages: 0, reason: "there can be no rows" };

/** How many rows and pages to expect: as last time, else as of other parents, else as many as are wanted. */
function expectedPages(wants: readonly ChildrenWant[], list: string, parents: number, knowledge: Knowledge): ExpectedPages {
  const { maySpeculate, isDryRun, pageSize } = knowledge;
  const pagesOf = (rows: number): number => Math.max(1, pageCount(rows, pageSize));
  const others = knowledge.childrenOfOthers(childrenKey(wants[0]!));
  // The parents of a dry run are made up, so that nothing is known of them: equally many real ones stand for them.
  const seen = knowledge.children(list) ?? (isDryRun && others?.parents === parents ? others : undefined);
  if (seen) {
    const canStop = wants.every((want) => wantedRows(want) < Infinity);
    const pages = (canStop ? seen.enough : undefined) ?? pagesOf(seen.rows);
    return { total: seen.rows, counted: true, pages, reason: "the children of several parents, as many as there were" };
  }
  if (others) {
    const total = Math.round((others.rows / others.parents) * parents);
    const pages = maySpeculate && pagesOf(total) <= parents ? pagesOf(total) : 1;
    return { total, counted: false, pages, reason: "the children of several parents, as many each as others have" };
  }
  const wanted = Math.max(...wants.map(({ range }) => (range && "limit" in range ? range.limit : 0)));
  const total = parents * wanted;
  const isModest = wanted <= MAX_GUESSED_ROWS && pagesOf(total) <= Math.min(MAX_GUESSED_PAGES, parents);
  const pages = maySpeculate && isModest ? pagesOf(total) : 1;
  return { total, counted: false, pages, reason: "the children of several parents, as many each as are wanted" };
}
