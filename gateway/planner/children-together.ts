import { LINKS, type RestRecord } from "../../resolvers/context.js";
import { BadUserInput, NotFound, RequestRefused, RequestTooLong, UpstreamAnswerTooLong } from "../../schema/errors.js";
import { grouped } from "./batch.js";
import { childrenKey, listedFor, readAlone, type Asks, type Children, type ChildrenAsk } from "./children-ask.js";
import { isOfOne, split } from "./bisect.js";
import type { Envelope } from "../rest/envelope.js";
import type { Paging } from "./lists.js";
import { short } from "./list-sizes.js";
import { pageCount, pagesFrom } from "./pages.js";
import { listKey, matchesNothing, ofParents } from "../rest/query.js";
import { idFields } from "../rest/read.js";
import type { Workspace } from "./viewer-state.js";

/** The children of each parent, and for those whose children could not be read why. */
export type ChildrenById = ReadonlyMap<string, Children | Error>;

const NOBODY: ChildrenById = new Map();

/**
 * The children of several parents, read as one list and dealt out by id. Nobody's where that would take more requests
 * than asking for each parent alone, as when one of them has most of the rows, and where the API will not have it.
 */
export async function readUnion(workspace: Workspace, asks: Asks, ids: readonly string[]): Promise<ChildrenById> {
  const [{ operation, back, query }] = asks;
  const { memory, refusals, pageLimit } = workspace;
  const list = ofParents(query, back.link, ids);
  if (matchesNothing(list)) return deal(ids, back.link.wire, [], true)!;
  const host = await operation.host();
  const hasConditions = query.order.length > 0 || query.conditions.length > 0;
  // What was found to be refused with conditions of the caller's says nothing of lists with others, or none.
  const together = `union ${hasConditions ? short(childrenKey(asks[0])) : back.link.wire}`;
  if (refusals.omitted(host, back.source.path, [`union ${back.link.wire}`, together]).size > 0) return NOBODY;

  const key = listKey(back.source, list);
  const { pages, ...expected } = expectedPages(workspace, asks, key, ids.length);
  // As it turned out the last time: each parent by itself is less.
  if (pages > ids.length) return NOBODY;
  const fetchPage = pageReader(asks, ids, { pageSize: pageLimit.current, ...expected });
  try {
    const wave = await Promise.all(pagesFrom(1, pages).map(fetchPage));
    const { sent, recordCount = sent, pageSize = pageLimit.current } = wave[0]!;
    if (pageSize < pageLimit.current && sent === pageSize) {
      // This API keeps to smaller pages than it documents: count in those from now on.
      pageLimit.current = pageSize;
      return await readUnion(workspace, asks, ids);
    }
    const enough = memory.children(key)?.enough;
    const seen = { parents: ids.length, rows: recordCount, ...(enough !== undefined && { enough }) };
    memory.noteChildren(key, childrenKey(asks[0]), seen);
    const last = pageCount(recordCount, pageSize);
    const dealt = deal(ids, back.link.wire, wave, wave.length >= last);
    if (!dealt) return NOBODY;
    if (wave.length >= last) return dealt;
    if (asks.every((ask) => isFull(dealt.get(ask.parentId)!.rows, ask))) {
      memory.noteChildren(key, childrenKey(asks[0]), { ...seen, enough: wave.length });
      return dealt;
    }
    if (last - wave.length > ids.length) return NOBODY;
    const rest = pagesFrom(wave.length + 1, last);
    return deal(ids, back.link.wire, [...wave, ...(await Promise.all(rest.map(fetchPage)))], true) ?? NOBODY;
  } catch (error) {
    if (!(error instanceof BadUserInput || error instanceof RequestRefused)) {
      if (!isOfOne(error) || error instanceof NotFound || error instanceof UpstreamAnswerTooLong) throw error;
      return readApart(workspace, asks, ids, error);
    }
    // Fewer parents make a shorter address.
    if (error instanceof RequestTooLong) return readApart(workspace, asks, ids, error);
    // Is it the list of parents that is refused, or what the caller asked for? One parent alone will tell.
    const alone = await readAlone(asks[0]).catch((failure: unknown) => failure);
    if (alone instanceof RequestRefused) return readApart(workspace, asks, ids, alone);
    if (alone instanceof Error) throw alone;
    refusals.refused(host, back.source.path, [together], !hasConditions);
    return NOBODY;
  }
}

/** The same in a few parts, since it may be for one of the parents that it failed. Where every part fails, all have. */
async function readApart(workspace: Workspace, asks: Asks, ids: readonly string[], failure: Error): Promise<ChildrenById> {
  const parts = split(ids).filter((part) => part.length > 1);
  const read = parts.map(async (part): Promise<ChildrenById | Error> => {
    const own = asks.filter(({ parentId }) => part.includes(parentId)) as unknown as Asks;
    return readUnion(workspace, own, part).catch((error: unknown) => error as Error);
  });
  const found = await Promise.all(read);
  // Whoever is in a part of one is asked about alone, and hears then of what is wrong.
  if (found.length > 0 && found.every((each) => each instanceof Error) && parts.flat().length === ids.length) throw failure;
  const known = new Map<string, Children | Error>();
  found.forEach((each, index) => {
    if (each instanceof Error) for (const id of parts[index]!) known.set(id, each);
    else for (const [id, children] of each) known.set(id, children);
  });
  return known;
}

/** Reads one page for every operation that waits for it; it is sent once. */
function pageReader(asks: Asks, ids: readonly string[], paging: Omit<Paging, "page">): (page: number) => Promise<Envelope> {
  const [{ back }] = asks;
  const readers = grouped(asks, ({ operation }) => operation).map((own) => ({
    lists: own[0].operation.lists,
    listed: listedFor(own, ids),
  }));
  const counts = asks.every(({ request }) => !request) && back.source.identity;
  const parts = counts ? [...idFields(counts), back.link.wire] : undefined;
  return async (page) => {
    const answers = await Promise.all(readers.map(({ lists, listed }) => lists.fetch(listed, { page, ...paging }, parts)));
    return answers[0]!;
  };
}

/** Gives each row to its parent; undefined when one does not say whose child it is. */
function deal(
  ids: readonly string[],
  link: string,
  pages: readonly Envelope[],
  isWhole: boolean,
): Map<string, Children> | undefined {
  const dealt = new Map<string, Children>(ids.map((id) => [id, { rows: [], isWhole }]));
  for (const { rows } of pages) {
    for (const row of rows) {
      const siblings = dealt.get(String(row[LINKS][link]));
      if (!siblings) return undefined;
      siblings.rows.push(row);
    }
  }
  return dealt;
}

/** Whether a parent has all the rows that are wanted of it already, whatever pages follow. */
const isFull = (rows: readonly RestRecord[], ask: ChildrenAsk): boolean => rows.length >= wantedRows(ask);

/** The fewest rows that will do; infinite where all must be known. */
function wantedRows({ request }: ChildrenAsk): number {
  if (!request || request.selection.wantsTotal || "last" in request.range) return Infinity;
  return request.range.offset + request.range.limit;
}

/** Most pages asked for on no more than the wish for so many rows, and the most rows of one parent that one may wish for. */
const MAX_GUESS = 3;
const MAX_GUESSED_ROWS = 20;

/** How many rows may come, and how many pages to ask for at once. */
function expectedPages(
  { memory, mayGuess, pageLimit, isImagined }: Workspace,
  asks: Asks,
  list: string,
  parents: number,
): { readonly total: number; readonly counted: boolean; readonly pages: number } {
  const pagesOf = (rows: number): number => Math.max(1, pageCount(rows, pageLimit.current));
  const others = memory.childrenOfOthers(childrenKey(asks[0]));
  // Imagined parents have ids that nobody has seen; those that are as many stand for them.
  const seen = memory.children(list) ?? (isImagined && others?.parents === parents ? others : undefined);
  if (seen) {
    const canStop = asks.every((ask) => wantedRows(ask) < Infinity);
    return { total: seen.rows, counted: true, pages: (canStop ? seen.enough : undefined) ?? pagesOf(seen.rows) };
  }
  if (others) {
    const total = Math.round((others.rows / others.parents) * parents);
    return { total, counted: false, pages: mayGuess() && pagesOf(total) <= parents ? pagesOf(total) : 1 };
  }
  const wanted = Math.max(...asks.map(({ request }) => (request && "limit" in request.range ? request.range.limit : 0)));
  const total = parents * wanted;
  const isModest = wanted <= MAX_GUESSED_ROWS && pagesOf(total) <= Math.min(MAX_GUESS, parents);
  return { total, counted: false, pages: mayGuess() && isModest ? pagesOf(total) : 1 };
}
