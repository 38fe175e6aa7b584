import type { Fields, Selection } from "../../resolvers/selection.js";
import { resourceOf, type Identity, type Link, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { encodeValue } from "./query.js";

/** Links whose records come along with those that are read, and the links of these. */
export type Includes = ReadonlyMap<Link, Includes>;

/** One read of the REST API. */
export interface Read {
  readonly resource: ResourceDefinition;
  /** What follows the collection in the path: ids, or `current`. Without it a list is read. */
  readonly items?: readonly string[];
  /** Conditions, order and paging, as they stand in the query string. */
  readonly parameters: readonly string[];
  readonly includes: Includes;
  /** What is wanted of the records of each collection; everything, where nothing is said of any. */
  readonly fields: Fields;
  /** The only members of the rows that are read; they are no whole records. */
  readonly parts?: readonly string[];
  /** Whether the caller chose conditions or an order, which Actionstep may not accept. */
  readonly hasConditions: boolean;
  /**
   * The conditions and order that the caller chose, wherever they came to stand. What is learned from the answer holds for
   * requests with the same, and for no others.
   */
  readonly chosen?: string;
  /** What this is likely to be answered with, as far as the reader knows. */
  readonly expects: Expectation;
  /** How it came to be planned, for whoever has a query explained. */
  readonly plan?: Reason;
}

/** How a read came to be planned. */
export interface Reason {
  readonly strategy: string;
  /** In words. */
  readonly reason: string;
  /** Whether it is not certain that anybody will want it. */
  readonly isSpeculative: boolean;
}

/** What a read is likely to be answered with. */
export interface Expectation {
  /** Rows in the whole list, where they were counted before; otherwise as many as could be wanted. */
  readonly total: number;
  readonly counted: boolean;
  /** Rows of one page, and which one this is, from 1. */
  readonly pageSize: number;
  readonly page: number;
  /** For records by id: the ids. */
  readonly ids?: readonly string[];
  /** For the children of some parents: the parents' ids and the link that leads to them. */
  readonly parents?: { readonly link: Link; readonly ids: readonly string[] };
  /** Whether what is read next depends on which rows there are, and not only on how many. */
  readonly hasReadsBelow?: boolean;
}

export const NO_INCLUDES: Includes = new Map();

/** The members of an answer that make a record's id. */
export const idFields = ({ from = [] }: Identity): string[] => ["id", ...from];

/** The first two are joined into one that has all of both. */
export function mergedIncludes(one: Includes, other: Includes): Includes {
  if (one === other || other.size === 0) return one;
  if (one.size === 0) return other;
  const merged = new Map(one);
  for (const [link, below] of other) merged.set(link, mergedIncludes(merged.get(link) ?? NO_INCLUDES, below));
  return merged;
}

/** The fields of either. */
export function mergedFields(one: Fields, other: Fields): Fields {
  if (one === other) return one;
  const merged = new Map(one);
  for (const [path, names] of other) merged.set(path, new Set([...(merged.get(path) ?? []), ...names]));
  return merged;
}

/**
 * The links to side-load for a selection: all that are followed and whose records have ids, as far as the viewer
 * granted them. `back` leads to a parent that is on hand already, unless more than that is wanted of it.
 */
export function includesOf(selection: Selection, grants: (resource: ResourceDefinition) => boolean, back?: Link): Includes {
  const includes = new Map<Link, Includes>();
  for (const [link, below] of selection.links) {
    const target = resourceOf(link.target());
    const isOnHand = link === back && below.links.size === 0;
    if (target.identity && !isOnHand && grants(target)) includes.set(link, includesOf(below, grants));
  }
  return includes;
}

/**
 * Whether rows of a selection lead to further reads: links that are not side-loaded, or lists below them. `back` leads to a
 * parent that is on hand already.
 */
export const hasReadsBelow = ({ links, lists, readsMore }: Selection, includes: Includes, back?: Link): boolean =>
  lists.length > 0 ||
  readsMore === true ||
  [...links].some(([link, below]) => {
    const beside = includes.get(link);
    return beside ? hasReadsBelow(below, beside) : link !== back || hasReadsBelow(below, NO_INCLUDES);
  });

/** A part of a request that an endpoint may refuse: a side-loaded link, or a choice of fields. */
export type Feature = string;

/** Longest address that every server on the way is sure to take. */
const MAX_ADDRESS = 7_800;

interface Named {
  readonly part: Feature;
  readonly text: string;
}

/** The side-loaded links by their paths, each before those behind it, and the collections they reach. */
export function reach(read: Read, omitted: ReadonlySet<Feature> = new Set()): { paths: Named[]; reached: ResourceDefinition[] } {
  const paths: Named[] = [];
  const reached = new Set([read.resource]);
  const walk = (includes: Includes, prefix: string): void => {
    for (const [link, below] of includes) {
      const text = prefix + link.wire;
      if (omitted.has(`include ${text}`)) continue;
      paths.push({ part: `include ${text}`, text });
      reached.add(resourceOf(link.target()));
      walk(below, `${text}.`);
    }
  };
  walk(read.includes, "");
  return { paths, reached: [...reached] };
}

/** What stands for the choice of fields of a collection. */
export const fieldsPart = ({ path }: ResourceDefinition): Feature => `fields ${path}`;

function fieldsOf({ fields }: Read, resource: ResourceDefinition): Named {
  const { path, identity } = resource;
  const ids = identity ? idFields(identity) : [];
  const others = [...(fields.get(path) ?? [])].filter((name) => !ids.includes(name)).sort();
  return { part: fieldsPart(resource), text: `fields[${path}]=${[...ids, ...others].join(",")}` };
}

/** A read as it is sent, and the parts of it that could be refused. */
export interface Address {
  readonly target: string;
  readonly parts: readonly Feature[];
}

/** The address of a read, without the parts left out. */
export function addressOf(read: Read, omitted: ReadonlySet<Feature> = new Set()): Address {
  const { resource, items, parameters, parts } = read;
  const path = items ? `${resource.path}/${items.map(encodeValue).join(",")}` : resource.path;
  if (parts) {
    const choice = fieldsPart(resource);
    if (omitted.has(choice)) return { target: joined(path, parameters), parts: [] };
    return { target: joined(path, [...parameters, `fields=${parts.join(",")}`]), parts: [choice] };
  }
  const { paths, reached } = reach(read, omitted);
  const include = paths.length > 0 ? [`include=${paths.map(({ text }) => text).join(",")}`] : [];
  const choices = (read.fields.size > 0 ? reached : [])
    .map((each) => fieldsOf(read, each))
    .filter(({ part, text }) => !omitted.has(part) && !text.endsWith("="));
  const target = (chosen: readonly Named[]): string =>
    joined(path, [...parameters, ...include, ...chosen.map(({ text }) => text)]);
  // Too long a choice is better not made: the answer is only larger.
  const byLength = [...choices].sort((a, b) => b.text.length - a.text.length);
  let chosen = choices;
  while (byLength.length > 0 && target(chosen).length > MAX_ADDRESS) {
    const longest = byLength.shift();
    chosen = chosen.filter((each) => each !== longest);
  }
  return { target: target(chosen), parts: [...paths, ...chosen].map(({ part }) => part) };
}

const joined = (path: string, parameters: readonly string[]): string =>
  parameters.length > 0 ? `${path}?${parameters.join("&")}` : path;
