import { randomBytes } from "node:crypto";
import type { Sealer } from "../crypto/seal.js";
import { digest, matchesDigest } from "../crypto/secret.js";
import type { Session, Sessions } from "../callers/sessions.js";
import type { TokenStore } from "../store/store.js";

/** Milliseconds that a sign-in may take. */
const LIFE = 600_000;
/** Sign-ins that a browser may have open: each has a cookie, and many would make the request header too long. */
const MAX_OPEN = 5;

/** A sign-in that has begun. */
export interface Transaction {
  readonly state: string;
  readonly verifier: string;
  readonly returnTo: string;
  /** The scopes in the request; without them Actionstep decides. */
  readonly scopes?: readonly string[];
  /** The key and name of the session in which the sign-in was begun. The key changes with the session's id, the name does not. */
  readonly sessionKey?: string;
  readonly sessionName?: string;
}

/** A sign-in as stored, under the digest of its state. */
interface TransactionRecord {
  readonly sealed: string;
  readonly browser: string;
  readonly returnTo: string;
  readonly scopes?: readonly string[];
  readonly sessionKey?: string;
  readonly sessionName?: string;
  readonly createdAt: number;
}

/** The cookie by which a browser proves that it began a sign-in. */
export interface BrowserProof {
  readonly name: string;
  readonly value: string;
  readonly seconds: number;
  /** Names of the browser's oldest such cookies, which are cleared to make room. */
  readonly evicted: readonly string[];
}

/** What a callback's state belongs to. `unknown`: no sign-in, or a used one. `foreign`: one of another browser or session. */
export type Claim =
  | { readonly found: "unknown" | "foreign" | "expired"; readonly returnTo?: string; readonly name: string }
  | { readonly found: "transaction"; readonly transaction: Transaction; readonly name: string };

/** The sign-ins under way. Each can be finished once, by the browser that began it. */
export interface Transactions {
  begin(transaction: Transaction, open: ReadonlyMap<string, string>): Promise<BrowserProof>;
  /** Removes and returns the sign-in of a state, if this browser and session began it. */
  claim(state: string, open: ReadonlyMap<string, string>, session: Session | null): Promise<Claim>;
}

/** What sign-ins need. */
export interface TransactionParts {
  readonly tokens: TokenStore;
  readonly sealer: Sealer;
  readonly sessions: Sessions;
  readonly clock: () => number;
}

/** Keeps sign-ins in a token store. */
export function createTransactions({ tokens, sealer, sessions, clock }: TransactionParts): Transactions {
  const keyOf = (state: string): string => `tx:${digest(state)}`;
  const nameOf = (state: string): string => digest(state).slice(0, 8);
  return {
    async begin({ state, verifier, ...rest }, open) {
      const secret = randomBytes(32).toString("base64url");
      const createdAt = clock();
      const record: TransactionRecord = {
        ...rest,
        sealed: await sealer.seal("transaction", keyOf(state), { verifier }),
        browser: digest(secret),
        createdAt,
      };
      await tokens.cas(keyOf(state), null, JSON.stringify(record));
      const oldestFirst = [...open].sort(([, a], [, b]) => begunAt(a) - begunAt(b)).map(([name]) => name);
      return {
        name: nameOf(state),
        value: `${secret}.${createdAt}`,
        seconds: LIFE / 1_000,
        evicted: oldestFirst.slice(0, Math.max(0, open.size - MAX_OPEN + 1)),
      };
    },

    async claim(state, open, session) {
      const name = nameOf(state);
      const seen = parse(await tokens.read(keyOf(state)));
      if (!seen) return { found: "unknown", name };
      const { returnTo } = seen;
      // The browser is checked before the sign-in is removed, so that another browser cannot use it up.
      const secret = open.get(name)?.split(".")[0] ?? "";
      if (!matchesDigest(secret, seen.browser)) return { found: "foreign", name };
      if (!(await sameSession(seen, session))) return { found: "foreign", name };
      const taken = parse(await tokens.take(keyOf(state)));
      if (!taken) return { found: "unknown", name, returnTo };
      if (clock() - taken.createdAt > LIFE) return { found: "expired", name, returnTo };
      const { verifier } = (await sealer.open("transaction", keyOf(state), taken.sealed)) as { verifier: string };
      const { scopes, sessionKey, sessionName } = taken;
      const transaction = {
        state,
        verifier,
        returnTo,
        ...(scopes && { scopes }),
        ...(sessionKey !== undefined && { sessionKey }),
        ...(sessionName !== undefined && { sessionName }),
      };
      return { found: "transaction", name, transaction };
    },
  };

  // A browser does not send a `strict` cookie when it comes from another site: a missing session is accepted, unless the one
  // in which the sign-in was begun has ended.
  async function sameSession({ sessionKey, sessionName }: TransactionRecord, session: Session | null): Promise<boolean> {
    if (sessionKey === undefined) return true;
    if (session) return session.name === sessionName;
    return sessionName === undefined || !(await sessions.hasEnded(sessionName));
  }
}

function parse(raw: string | null): TransactionRecord | null {
  return raw === null ? null : (JSON.parse(raw) as TransactionRecord);
}

function begunAt(value: string): number {
  const at = Number(value.split(".")[1]);
  return Number.isFinite(at) ? at : 0;
}
