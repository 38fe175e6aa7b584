import { GraphQLError, isNonNullType, locatedError, type FieldNode, type GraphQLOutputType } from "graphql";

/** Where in an answer something stands, from the field or item up to the root. */
export interface Path {
  readonly prev: Path | undefined;
  readonly key: string | number;
  /** The type whose field it is; undefined for an item of a list. */
  readonly typename: string | undefined;
}

/** The path of a field or an item. */
export const pathBelow = (prev: Path | undefined, key: string | number, typename: string | undefined): Path => ({
  prev,
  key,
  typename,
});

function keysOf(path: Path): (string | number)[] {
  const keys: (string | number)[] = [];
  for (let place: Path | undefined = path; place; place = place.prev) keys.push(place.key);
  return keys.reverse();
}

/** Thrown by `Failures` to end an operation that had as many errors as it may have. */
export class EnoughErrors extends Error {
  override readonly name = "EnoughErrors";
}

/** How many errors of fields one execution keeps, and when it ends for them. */
export interface FailureLimits {
  /** Errors that are kept; of others only the code is counted. */
  readonly maxErrors: number;
  /** Errors after which the operation ends; it goes on where there is no number. */
  readonly endAfter?: number | undefined;
  /** Whether an error ends the operation whatever may be null. */
  readonly isFinal: (error: unknown) => boolean;
}

/** The errors of one execution, in the order in which they came to be known. */
export class Failures {
  readonly errors: GraphQLError[] = [];
  /** Errors that are not kept, by their code. */
  readonly omitted = new Map<string, number>();
  readonly #nulled = new Set<Path | undefined>();

  constructor(private readonly limits: FailureLimits = { maxErrors: Infinity, isFinal: () => false }) {}

  /**
   * Settles a failed field or item: null with an error where null may stand; thrown on to what holds it where not, and
   * where it ends the operation.
   */
  settle(error: unknown, nodes: readonly FieldNode[], type: GraphQLOutputType, path: Path): null {
    const { endAfter = Infinity, maxErrors } = this.limits;
    if (error instanceof EnoughErrors || this.limits.isFinal(error)) throw error;
    if (this.errors.length >= endAfter) throw new EnoughErrors();
    const isFull = this.errors.length >= maxErrors;
    if (isFull && !isNonNullType(type)) {
      const code = codeOf(error);
      this.omitted.set(code, (this.omitted.get(code) ?? 0) + 1);
      return null;
    }
    const located = locatedError(error, nodes, keysOf(path));
    if (isNonNullType(type)) throw located;
    this.add(located, path);
    if (this.errors.length >= endAfter) throw new EnoughErrors();
    return null;
  }

  /** Notes an error, but where the answer is null already. Without a path it is the whole answer's. */
  add(error: GraphQLError, path: Path | undefined): void {
    if (this.#isNulled(path)) return;
    this.#nulled.add(path);
    this.errors.push(error);
  }

  #isNulled(path: Path | undefined): boolean {
    if (this.#nulled.size === 0) return false;
    for (let place = path; place; place = place.prev) if (this.#nulled.has(place)) return true;
    return this.#nulled.has(undefined);
  }
}

/** The code that clients see of an error. */
function codeOf(error: unknown): string {
  const code = error instanceof GraphQLError ? error.extensions["code"] : undefined;
  return typeof code === "string" ? code : "INTERNAL_SERVER_ERROR";
}
