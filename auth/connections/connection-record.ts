import { createHash } from "node:crypto";
import type { ReconnectReason } from "../../schema/errors.js";
import type { Outcome } from "./token-outcome.js";
import { StoreUnavailable } from "../store/store-failure.js";
import type { Raw, TokenStore } from "../store/store.js";

/** How usable a connection is. `degraded`: the grant is dead but the access token still lives. */
export type ConnectionStatus = "active" | "degraded" | "reconnect_required" | "disconnected";

/** One person's grant in one organisation: a single stored value, changed only by compare-and-set. Times are in milliseconds. */
export interface ConnectionRecord {
  /** One more with every token published. */
  readonly v: number;
  readonly env: string;
  /** The OAuth client these tokens were issued to; no other may spend them. */
  readonly clientId: string;
  readonly orgkey: string;
  readonly userId: string;
  readonly principalId: string;
  readonly apiEndpoint: string;
  readonly requestedScopes: readonly string[];
  readonly grantedScopes: readonly string[];
  /** The tokens and the person, sealed for this record; empty once disconnected. */
  readonly sealed: string;
  /** The refresh token's fingerprint: tells one from another without opening the seal. */
  readonly rtFp: string;
  readonly atIssuedAt: number;
  readonly atExpiresAt: number;
  readonly rtObtainedAt: number;
  readonly rtExpiresAt: number;
  readonly status: ConnectionStatus;
  readonly reason?: ReconnectReason;
  /** Written before a refresh token is spent, gone when the result is saved: what remains after a crash tells of it. */
  readonly intent?: Intent;
  /** An answer saved as it arrived, not yet published. */
  readonly pending?: Pending;
  readonly failures: number;
  readonly backoffUntil?: number;
  readonly lastOutcome?: Outcome;
  readonly lastRefreshAt?: number;
  /** When somebody last needed it, told by a refresh that was not made only to keep it alive. */
  readonly lastUsedAt?: number;
  /** When it was told that the refresh token ends soon. */
  readonly expiringToldAt?: number;
  /** When all the refreshes that refused access tokens asked for are given back; every process of the connection counts here. */
  readonly forcedUntil?: number;
  /** When the grant was found dead, and whether it has been tried again since. */
  readonly deadAt?: number;
  readonly probed?: boolean;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** An attempt to spend a refresh token. */
export interface Intent {
  readonly attemptId: string;
  /** The process that makes the attempt. */
  readonly owner: string;
  readonly at: number;
  readonly rtFp: string;
  /** How often this refresh token has been tried. */
  readonly n: number;
  /** An earlier attempt with this token ended in a way nobody knows. */
  readonly ambiguous?: boolean;
}

/** A token answer, sealed as it came. */
export interface Pending {
  readonly attemptId: string;
  /** The refresh token that was spent for it. */
  readonly rtFp: string;
  readonly sealedRaw: string;
  /** When the request began. */
  readonly at: number;
}

/** The same person in the same organisation always has the same connection, so connecting again updates it. */
export function connectionId(env: string, orgkey: string, userId: string): string {
  return `c_${createHash("sha256").update([env, orgkey, userId].join("\0")).digest("base64url").slice(0, 22)}`;
}

/** Without one of its members: in a record, no member is the same as undefined, and is what gets stored. */
export function without<K extends keyof ConnectionRecord>(record: ConnectionRecord, ...members: K[]): Omit<ConnectionRecord, K> {
  const rest: Partial<ConnectionRecord> = { ...record };
  for (const member of members) delete rest[member];
  return rest as Omit<ConnectionRecord, K>;
}

/** A record with the exact text it was read from, which is what a change is compared against. */
export interface StoredRecord {
  readonly raw: Raw;
  readonly record: ConnectionRecord;
}

/** The stored connections. */
export interface ConnectionRecords {
  read(id: string): Promise<StoredRecord | null>;
  /** Replaces exactly what was read, or says that somebody was faster. */
  replace(id: string, stored: StoredRecord, next: ConnectionRecord): Promise<boolean>;
  /** Removes exactly what was read, or says that somebody was faster. */
  remove(id: string, stored: StoredRecord): Promise<boolean>;
  /**
   * Applies a change to whatever is there, again and again until nobody interferes. `change` answers undefined to leave it.
   * Resolves to the record as it then is.
   */
  change(id: string, change: (record: ConnectionRecord | null) => ConnectionRecord | undefined): Promise<ConnectionRecord | null>;
}

/** Keeps connections in a token store; `rebased` is told of each change that had to be made again. */
export function createConnectionRecords(tokens: TokenStore, rebased: () => void = () => undefined): ConnectionRecords {
  const key = (id: string): string => `conn:${id}`;
  const read = async (id: string): Promise<StoredRecord | null> => {
    const raw = await tokens.read(key(id));
    return raw === null ? null : { raw, record: parseRecord(raw) };
  };
  return {
    read,
    replace: (id, stored, next) => tokens.cas(key(id), stored.raw, JSON.stringify(next)),
    remove: (id, stored) => tokens.cas(key(id), stored.raw, null),
    async change(id, change) {
      for (;;) {
        const stored = await read(id);
        const next = change(stored?.record ?? null);
        if (!next) return stored?.record ?? null;
        if (await tokens.cas(key(id), stored?.raw ?? null, JSON.stringify(next))) return next;
        rebased();
      }
    },
  };
}

// We are the only writer: what does not parse was damaged in the store.
function parseRecord(raw: Raw): ConnectionRecord {
  try {
    const record = JSON.parse(raw) as ConnectionRecord;
    if (typeof record.v === "number" && typeof record.sealed === "string") return record;
  } catch {
    // The parser's message would quote the record.
  }
  throw new StoreUnavailable("read", "UNREADABLE_RECORD");
}
