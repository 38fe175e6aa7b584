import { LRUCache } from "lru-cache";
import type { DocumentNode } from "graphql";

/** Estimated bytes of a parsed document: of itself, of each of its tokens, and of what the checks remember of it. */
const DOCUMENT_BYTES = 4_000;
const TOKEN_BYTES = 320;

/** What Apollo Server keeps by a key, in the form it asks for, and how many estimated bytes all of it takes. */
export interface SizedCache<Value> {
  readonly size: number;
  get(key: string): Promise<Value | undefined>;
  set(key: string, value: Value): Promise<void>;
  delete(key: string): Promise<boolean>;
}

function sizedCache<Value extends NonNullable<unknown>>(
  maxBytes: number,
  sizeOf: (value: Value, key: string) => number,
): SizedCache<Value> {
  const kept = new LRUCache<string, Value>({ maxSize: maxBytes, sizeCalculation: sizeOf });
  return {
    get size() {
      return kept.calculatedSize;
    },
    get: async (key) => kept.get(key),
    set: async (key, value) => void kept.set(key, value),
    delete: async (key) => kept.delete(key),
  };
}

/** A document holds on to all of its tokens, each by the one before. */
function tokensOf({ loc }: DocumentNode): number {
  let tokens = 0;
  for (let token = loc?.startToken; token; token = token.next ?? undefined) tokens += 1;
  return tokens;
}

/** Parsed and validated documents, by the hash of their text. The least recently used go first. */
export const createDocumentStore = (maxBytes: number): SizedCache<DocumentNode> =>
  sizedCache(
    maxBytes,
    (document, key) =>
      DOCUMENT_BYTES + key.length + tokensOf(document) * TOKEN_BYTES + 2 * (document.loc?.source.body.length ?? 0),
  );

/** Texts of persisted queries, by their hash. */
export const createQueryStore = (maxBytes: number): SizedCache<string> =>
  sizedCache(maxBytes, (text, key) => 200 + 2 * (key.length + text.length));
