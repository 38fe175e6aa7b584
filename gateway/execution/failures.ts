import { isNonNullType, locatedError, type FieldNode, type GraphQLError, type GraphQLOutputType } from "graphql";

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

/** The errors of one execution, in the order in which they came to be known. */
export class Failures {
  readonly errors: GraphQLError[] = [];
  readonly #nulled = new Set<Path | undefined>();

  /** Settles a failed field or item: null with an error where null may stand; thrown on to what holds it where not. */
  settle(error: unknown, nodes: readonly FieldNode[], type: GraphQLOutputType, path: Path): null {
    const located = locatedError(error, nodes, keysOf(path));
    if (isNonNullType(type)) throw located;
    this.add(located, path);
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
