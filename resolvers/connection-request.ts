import { createHash } from "node:crypto";
import { GraphQLInt, GraphQLString } from "graphql";
import type { DerivedResource } from "../schema/derive/index.js";
import type { ResourceDefinition } from "../schema/vocabulary/resource.js";
import { BadUserInput } from "../schema/errors.js";
import type { ListQuery } from "./context.js";
import type { ArgumentDefinition } from "./define.js";
import { conditionsOf, orderOf, type FilterInput, type OrderInput } from "./filter.js";
import { DEFAULT_ROWS, MAX_PAGE_SIZE, type RowRange } from "./row-range.js";

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

/** Rows that one connection returns at most. */
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

/** The checked arguments of a connection, in wire names. */
export interface ConnectionRequest {
  readonly query: ListQuery;
  readonly range: RowRange;
  /** Rows of one page, to count pages by. */
  readonly pageSize: number;
  /** Makes the cursor of the row at an offset of this very list. */
  readonly cursorAt: (offset: number) => string;
}

/**
 * Reads the arguments of a connection once for all lists with the same arguments; `list` identifies one of them in its
 * cursors. Throws `BAD_USER_INPUT`.
 */
export function connectionRequests(resource: ResourceDefinition, args: ConnectionArguments): (list: string) => ConnectionRequest {
  let query: ListQuery | undefined;
  return (list) => {
    query ??= { conditions: conditionsOf(resource, args.filter), order: orderOf(resource, args.orderBy) };
    const cursors = cursorsFor([resource.type, list, query]);
    return { query, ...rangeOf(args, cursors.read), cursorAt: cursors.write };
  };
}

type ReadCursor = (argument: string, cursor: string) => number;

/** Which rows the arguments ask for. */
function rangeOf(
  { first, after, last, before, page }: ConnectionArguments,
  placeOf: ReadCursor,
): Pick<ConnectionRequest, "range" | "pageSize"> {
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
    if (!isGiven(before)) return { range: { last: rows }, pageSize: rows };
    const end = placeOf("before", before!);
    const offset = Math.max(0, end - rows);
    return { range: { offset, limit: end - offset }, pageSize: rows };
  }

  const rows = isGiven(first) ? count("first", first!, MAX_ROWS) : DEFAULT_ROWS;
  if (isGiven(page)) {
    if (isGiven(after)) exclude("page", "after");
    if (isGiven(before)) exclude("page", "before");
    if (page! < 1) throw new BadUserInput("page", `${page} was given; pages are counted from 1.`);
    count("first", rows, MAX_PAGE_SIZE, " together with page");
    return { range: { offset: (page! - 1) * rows, limit: rows }, pageSize: rows };
  }
  const offset = isGiven(after) ? placeOf("after", after!) + 1 : 0;
  const end = isGiven(before) ? placeOf("before", before!) : Infinity;
  return { range: { offset, limit: Math.max(0, Math.min(rows, end - offset)) }, pageSize: rows };
}

/** Writes and reads cursors, which hold a row's index and a fingerprint of its list: a cursor of another list is refused. */
function cursorsFor(list: readonly unknown[]): { write: (offset: number) => string; read: ReadCursor } {
  let known: string | undefined;
  const fingerprint = (): string => (known ??= createHash("sha256").update(JSON.stringify(list)).digest("base64url").slice(0, 8));
  return {
    write: (offset) => Buffer.from(`${offset}:${fingerprint()}`).toString("base64url"),
    read: (argument, cursor) => {
      const [, offset, list] = /^(\d{1,9}):([\w-]{8})$/.exec(Buffer.from(cursor, "base64url").toString()) ?? [];
      if (offset === undefined)
        throw new BadUserInput(argument, "this is not a cursor; expected the cursor of an edge, startCursor or endCursor.");
      if (list !== fingerprint())
        throw new BadUserInput(
          argument,
          "this cursor is of another list; filter and orderBy must be the same as where it was given.",
        );
      return Number(offset);
    },
  };
}
