import { createHash } from "node:crypto";
import { GraphQLInt, GraphQLString } from "graphql";
import type { DerivedResource } from "../schema/derive/index.js";
import { BadUserInput } from "../schema/errors.js";
import type { ListQuery, Page, RestRecord } from "./context.js";
import type { ArgumentDefinition, Call } from "./define.js";
import { conditionsOf, orderOf, type FilterInput, type OrderInput } from "./filter.js";
import { selectedFields } from "./selection.js";
import { DEFAULT_ROWS, MAX_PAGE_SIZE, placed, type Window } from "./window.js";

/** The arguments of every connection. */
export interface ConnectionArguments {
  readonly first?: number | null;
  readonly after?: string | null;
  readonly last?: number | null;
  readonly before?: string | null;
  readonly page?: number | null;
  readonly filter?: FilterInput | null;
  readonly orderBy?: OrderInput | null;
}

const MAX_ROWS = 1000;

/** The argument list of a connection to a resource. */
export function connectionArguments(resource: DerivedResource): ArgumentDefinition[] {
  const optional = (name: string, type: object | [object], description: string): ArgumentDefinition => ({
    name,
    type,
    nullable: true,
    description,
  });
  return [
    optional(
      "first",
      GraphQLInt,
      `How many rows, from the start or from \`after\`; ${DEFAULT_ROWS} if nothing is said, at most ${MAX_ROWS}.`,
    ),
    optional("after", GraphQLString, "The cursor after which the rows begin."),
    optional("last", GraphQLInt, `How many rows, counted back from the end or from \`before\`; at most ${MAX_ROWS}.`),
    optional("before", GraphQLString, "The cursor before which the rows end."),
    optional(
      "page",
      GraphQLInt,
      `Jumps to a page of \`first\` rows, counted from 1; \`first\` is then at most ${MAX_PAGE_SIZE}. Instead of \`after\`.`,
    ),
    optional("filter", resource.filterType, "Which rows."),
    ...(resource.orderType
      ? [optional("orderBy", [resource.orderType], "In which order. Later fields decide between rows equal in earlier ones.")]
      : []),
  ];
}

/** What a connection was asked for, checked and in terms of the REST side. */
export interface ConnectionRequest {
  readonly query: ListQuery;
  readonly window: Window;
  /** Rows of one page, to count pages by. */
  readonly pageSize: number;
  /** Makes the cursor of the row at an offset of this very list. */
  readonly cursorAt: (offset: number) => string;
}

/** Reads the arguments of a connection. `list` tells it from other lists of the type. Throws `BAD_USER_INPUT`. */
export function connectionRequest(resource: DerivedResource, list: string, args: ConnectionArguments): ConnectionRequest {
  const query: ListQuery = { conditions: conditionsOf(resource, args.filter), order: orderOf(resource, args.orderBy) };
  const cursors = cursorsFor(JSON.stringify([resource.type, list, query]));
  const { first, after, last, before, page } = args;
  const asked = (window: Window, pageSize: number): ConnectionRequest => ({ query, window, pageSize, cursorAt: cursors.write });
  const isGiven = (value: unknown): boolean => value !== null && value !== undefined;
  const exclude = (name: string, other: string): never => {
    throw new BadUserInput(name, `cannot be combined with ${other}.`);
  };
  const count = (name: string, value: number, max: number, because = ""): number => {
    if (value < 0 || value > max) throw new BadUserInput(name, `${value} was given; expected 0 to ${max}${because}.`);
    return value;
  };

  if (isGiven(last)) {
    for (const [name, value] of Object.entries({ first, after, page })) if (isGiven(value)) exclude("last", name);
    const rows = count("last", last!, MAX_ROWS);
    if (!isGiven(before)) return asked({ last: rows }, rows);
    const end = cursors.read("before", before!);
    const offset = Math.max(0, end - rows);
    return asked({ offset, limit: end - offset }, rows);
  }

  const rows = isGiven(first) ? count("first", first!, MAX_ROWS) : DEFAULT_ROWS;
  if (isGiven(page)) {
    if (isGiven(after)) exclude("page", "after");
    if (isGiven(before)) exclude("page", "before");
    if (page! < 1) throw new BadUserInput("page", `${page} was given; pages are counted from 1.`);
    count("first", rows, MAX_PAGE_SIZE, " together with page");
    return asked({ offset: (page! - 1) * rows, limit: rows }, rows);
  }
  const offset = isGiven(after) ? cursors.read("after", after!) + 1 : 0;
  const end = isGiven(before) ? cursors.read("before", before!) : Infinity;
  return asked({ offset, limit: Math.max(0, Math.min(rows, end - offset)) }, rows);
}

/** Cursors hold a row's place and a fingerprint of its list, so that one list's cursor is refused by another. */
function cursorsFor(list: string): { write(offset: number): string; read(argument: string, cursor: string): number } {
  const fingerprint = createHash("sha256").update(list).digest("base64url").slice(0, 8);
  return {
    write: (offset) => Buffer.from(`${offset}:${fingerprint}`).toString("base64url"),
    read: (argument, cursor) => {
      const [, offset, list] = /^(\d{1,9}):([\w-]{8})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
      if (offset === undefined)
        throw new BadUserInput(argument, "this is not a cursor; expected the cursor of an edge, startCursor or endCursor.");
      if (list !== fingerprint)
        throw new BadUserInput(
          argument,
          "this cursor is of another list; filter and orderBy must be the same as where it was given.",
        );
      return Number(offset);
    },
  };
}

/** A connection as the graph shows it; each member is worked out only when asked for. */
export interface Connection {
  nodes(): Promise<readonly RestRecord[]>;
  edges(): Promise<readonly { node: RestRecord; cursor: string }[]>;
  totalCount(): Promise<number>;
  pageInfo(): Promise<PageInfoValue>;
}

interface PageInfoValue {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
  readonly page: number | null;
  readonly pageCount: number | null;
}

/** Where a connection gets its rows and its count. */
export interface ConnectionSource {
  page(query: ListQuery, window: Window): Promise<Page>;
  count(query: ListQuery): Promise<number>;
}

const once = <T>(work: () => T): (() => T) => {
  let result: { value: T } | undefined;
  return () => (result ??= { value: work() }).value;
};

/**
 * The connection a field call asks for, which reads lazily. A failure, be it of an argument, belongs to `nodes`,
 * `edges` or `totalCount`, which may be null, and so leaves the rest of the operation alone. `list` tells this
 * list from others of the same type, for its cursors.
 */
export function connectionOf(
  resource: DerivedResource,
  list: string,
  call: Call<ConnectionArguments>,
  source: ConnectionSource,
): Connection {
  const selected = selectedFields(call.info);
  const request = once(() => {
    const checked = connectionRequest(resource, list, call.args);
    call.context.viewer.requireScope(resource);
    return checked;
  });
  const wantsRows = selected.has("nodes") || selected.has("edges");
  const page = once(async () => source.page(request().query, request().window));
  const count = once(async () => (wantsRows ? (await page()).total : source.count(request().query)));
  return {
    nodes: async () => (await page()).rows,
    edges: async () => {
      const { rows, offset } = await page();
      const { cursorAt } = request();
      return rows.map((node, index) => ({ node, cursor: cursorAt(offset + index) }));
    },
    totalCount: count,
    pageInfo: async () => {
      try {
        return pageInfo(request(), await count(), wantsRows ? await page() : undefined);
      } catch (error) {
        // The promise never to be null is kept; nodes, edges or totalCount tell what happened.
        if (wantsRows || selected.has("totalCount"))
          return { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null, page: null, pageCount: null };
        throw error;
      }
    },
  };
}

function pageInfo({ window, pageSize, cursorAt }: ConnectionRequest, total: number, page?: Page): PageInfoValue {
  const place = placed(window, total);
  const offset = page?.offset ?? place.offset;
  const rows = page?.rows.length ?? Math.max(0, Math.min(total, offset + place.limit) - offset);
  const end = offset + rows;
  return {
    hasNextPage: end < total,
    hasPreviousPage: offset > 0 && total > 0,
    startCursor: rows > 0 ? cursorAt(offset) : null,
    endCursor: rows > 0 ? cursorAt(end - 1) : null,
    page: pageSize > 0 && offset % pageSize === 0 ? offset / pageSize + 1 : null,
    pageCount: pageSize > 0 ? Math.ceil(total / pageSize) : null,
  };
}
