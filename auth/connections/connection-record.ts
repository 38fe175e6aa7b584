import { createHash } from "node:crypto";
import type { ReconnectReason } from "../../schema/errors.js";
import type { Outcome } from "./token-outcome.js";
import { StoreUnavailable } from "../store/store-failure.js";
import type { Raw, TokenStore } from "../store/store.js";

/** Whether a connection can be used. `degraded`: the grant is dead, but the access token has not expired. */
export type ConnectionStatus = "active" | "degraded" | "reconnect_required" | "disconnected";

/** One person's grant in one organisation: a single stored value, changed only by compare-and-set. Times are in milliseconds. */
export interface ConnectionRecord {
  /** The version: one more with each change of the tokens. */
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
  /** The refresh token's fingerprint, by which two tokens can be told apart without opening the seal. */
  readonly rtFp: string;
  readonly atIssuedAt: number;
  readonly atExpiresAt: number;
  readonly rtObtainedAt: number;
  readonly rtExpiresAt: number;
  readonly status: ConnectionStatus;
  readonly reason?: ReconnectReason;
  /** Written before a refresh token is spent and removed with the result. One that is left over tells of a crash in between. */
  readonly intent?: Intent;
  /** An answer that was saved as it arrived and is not committed yet. */
  readonly pending?: Pending;
  readonly failures: number;
  readonly backoffUntil?: number;
  readonly lastOutcome?: Outcome;
  readonly lastRefreshAt?: number;
  /** When a refresh was last made because a viewer needed the connection. */
  readonly lastUsedAt?: number;
  /** When `connection.expiring` was emitted for this refresh token. */
  readonly expiringToldAt?: number;
  /** When all refreshes after a 401 may be made again (see `forcedWait`). All processes count here. */
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
  /** The result of an earlier attempt with this token is unknown. */
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

/** The id of a person's connection in an organisation. It is always the same, so that connecting again updates the connection. */
export function connectionId(env: string, orgkey: string, userId: string): string {
  return `c_${createHash("sha256").update([env, orgkey, userId].join("\0")).digest("base64url").slice(0, 22)}`;
}

/** A record without some of its members. */
export function without<K extends keyof ConnectionRecord>(record: ConnectionRecord, ...members: K[]): Omit<ConnectionRecord, K> {
  const rest: Partial<ConnectionRecord> = { ...record };
  for (const member of members) delete rest[member];
  return rest as Omit<ConnectionRecord, K>;
}

/** A record with the text it was read from, which compare-and-set expects to find unchanged. */
export interface StoredRecord {
  readonly raw: Raw;
  readonly record: ConnectionRecord;
}

/** The stored connections. */
export interface ConnectionRecords {
  read(id: string): Promise<StoredRecord | null>;
  /** Replaces the record that was read. Resolves to false when it has changed since. */
  replace(id: string, stored: StoredRecord, next: ConnectionRecord): Promise<boolean>;
  /** Removes the record that was read. Resolves to false when it has changed since. */
  remove(id: string, stored: StoredRecord): Promise<boolean>;
  /**
   * Applies a change to the stored record, and again if it was changed meanwhile. `change` returns undefined to leave it as it
   * is. Resolves to the record as stored then.
   */
  change(id: string, change: (record: ConnectionRecord | null) => ConnectionRecord | undefined): Promise<ConnectionRecord | null>;
}

/** Keeps connections in a token store. Calls `rebased` for each change that had to be applied again. */
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

// Only the gateway writes records: one that does not parse was damaged in the store.
function parseRecord(raw: Raw): ConnectionRecord {
  try {
    const record = JSON.parse(raw) as ConnectionRecord;
    if (typeof record.v === "number" && typeof record.sealed === "string") return record;
  } catch {
    // The parser's message would quote the record.
  }
  throw new StoreUnavailable("read", "UNREADABLE_RECORD");
}
