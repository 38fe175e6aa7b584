import { randomUUID } from "node:crypto";
import { UpstreamUnavailable } from "../../schema/errors.js";
import { connectionId, without, type ConnectionRecord } from "./connection-record.js";
import type { RefreshTrigger } from "../events.js";
import type { Identity } from "../sign-in/identity.js";
import type { RequestSource } from "../events.js";
import { createAccessTokens, type AccessTokenRequest } from "./access-tokens.js";
import { createRefreshCommit } from "./commit-refresh.js";
import { errorOf } from "./refresh-failures.js";
import type { RefreshParts } from "./refresh-parts.js";
import { SealFailure } from "../crypto/seal.js";
import { Secret } from "../crypto/secret.js";
import { StoreUnavailable } from "../store/store-failure.js";
import { REFRESH_TOKEN_LIFE } from "./timing.js";
import type { Person } from "./sealed-tokens.js";

/** An access token, good for the API endpoint it comes with. */
export interface AccessToken {
  readonly value: Secret;
  /** Which of the connection's tokens this is; say it back when Actionstep refuses the token. */
  readonly version: number;
  readonly expiresAt: number;
  readonly apiEndpoint: URL;
}

/** What a completed authorization gives. */
export interface Grant {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly lifeMs: number;
  readonly obtainedAt: number;
  readonly orgkey: string;
  readonly apiEndpoint: string;
  readonly requestedScopes: readonly string[];
  readonly grantedScopes: readonly string[];
}

/** A connection as it was saved. */
export interface SavedConnection {
  readonly id: string;
  readonly record: ConnectionRecord;
  /** Whether there was none before. */
  readonly isNew: boolean;
}

/** The connections of everybody, and the only way to their tokens. */
export interface Connections {
  /** The record as stored now, or null when there is none or it was disconnected. */
  find(id: string): Promise<ConnectionRecord | null>;
  /** Who a connection belongs to; null when it cannot be used as things are. */
  person(id: string, record: ConnectionRecord): Promise<Person | null>;
  /**
   * Makes a grant the connection of that person in that organisation: the one they had is replaced in the same moment.
   * A new one becomes `principalId`'s, or that of a new principal.
   */
  save(grant: Grant, identity: Identity, principalId?: string, by?: RequestSource): Promise<SavedConnection>;
  /** A usable access token. Rejects with ReconnectRequired, UpstreamUnavailable or Unauthenticated. */
  accessToken(id: string, request?: AccessTokenRequest): Promise<AccessToken>;
  /** Refreshes a connection although nobody asks for its token. */
  refresh(id: string, trigger: RefreshTrigger): Promise<unknown>;
  /** Forgets the tokens of a connection; with `version`, only while they are still those of that version. */
  disconnect(id: string, by?: RequestSource, version?: number): Promise<void>;
  /** How many connections have tokens the store has not taken yet. */
  readonly unsaved: number;
  /** Finishes what is under way and takes on nothing new. */
  close(): Promise<void>;
}

/** What connections need besides refreshing. */
export interface ConnectionParts extends RefreshParts {
  readonly env: string;
  /** Sees to it that `clock` is the store's. */
  readonly compareClocks: () => Promise<void>;
}

/** Makes the connections of one environment. */
export function createConnections(parts: ConnectionParts): Connections {
  const { records, sealedTokens, clock, emit, env, meter } = parts;
  const refreshCommit = createRefreshCommit(parts);
  const live = createAccessTokens(parts, refreshCommit);
  return {
    async find(id) {
      const record = (await records.read(id))?.record;
      return record && record.status !== "disconnected" && record.env === env ? record : null;
    },
    async person(id, record) {
      if (record.clientId !== parts.clientId) return null;
      try {
        return (await sealedTokens.open(id, record)).tokens.person;
      } catch (error) {
        if (error instanceof SealFailure) return null;
        throw error;
      }
    },
    async save(grant, identity, principalId = `p_${randomUUID()}`, by) {
      const id = connectionId(env, grant.orgkey, identity.userId);
      const { name, email } = identity;
      const sealed = await sealedTokens.seal(id, {
        accessToken: grant.accessToken,
        refreshToken: grant.refreshToken,
        person: { ...(name !== undefined && { name }), ...(email !== undefined && { email }) },
      });
      let known: ConnectionRecord | null = null;
      const record = await records.change(id, (old) => {
        // What was disconnected stays so for the sessions and programs that used it: this is another connection.
        known = old?.status === "disconnected" ? null : old;
        return {
          ...sealed,
          v: (old?.v ?? 0) + 1,
          env,
          clientId: parts.clientId,
          orgkey: grant.orgkey,
          userId: identity.userId,
          principalId: old?.principalId ?? principalId,
          apiEndpoint: grant.apiEndpoint,
          requestedScopes: grant.requestedScopes,
          grantedScopes: grant.grantedScopes,
          atIssuedAt: grant.obtainedAt,
          atExpiresAt: grant.obtainedAt + grant.lifeMs,
          rtObtainedAt: grant.obtainedAt,
          rtExpiresAt: grant.obtainedAt + REFRESH_TOKEN_LIFE,
          status: "active",
          failures: 0,
          lastUsedAt: clock(),
          // Never the moment at which an earlier one was made: whoever could use that one cannot use this one.
          createdAt: known?.createdAt ?? Math.max(clock(), (old?.createdAt ?? 0) + 1),
          updatedAt: clock(),
        };
      });
      live.forget(id);
      emit({
        name: known ? "connection.reconnected" : "connection.created",
        connectionId: id,
        version: record!.v,
        rtFp: record!.rtFp,
        ...(by && { by: { actor: record!.principalId, ...by } }),
      });
      return { id, record: record!, isNew: known === null };
    },
    async accessToken(id, request = {}) {
      const { rejected } = request;
      try {
        await parts.compareClocks();
        const { record, tokens } = await live.current(id, request);
        if (tokens.accessToken === "") throw errorOf(record, parts);
        if (rejected) meter.refusedToken("renewed");
        return {
          value: new Secret(tokens.accessToken),
          version: record.v,
          expiresAt: record.atExpiresAt,
          apiEndpoint: new URL(record.apiEndpoint),
        };
      } catch (error) {
        if (rejected) meter.refusedToken("failed");
        if (error instanceof StoreUnavailable) throw new UpstreamUnavailable(5);
        throw error;
      }
    },
    refresh: live.refresh,
    async disconnect(id, by, version) {
      let changed = false;
      const after = await records.change(id, (record) => {
        changed = record !== null && record.status !== "disconnected" && (version === undefined || record.v === version);
        return changed && record
          ? {
              ...without(record, "intent", "pending", "backoffUntil", "deadAt"),
              v: record.v + 1,
              sealed: "",
              rtFp: "",
              status: "disconnected",
              reason: "by_user",
              updatedAt: clock(),
            }
          : undefined;
      });
      live.forget(id);
      if (!changed && version !== undefined) return;
      emit({
        name: "connection.disconnected",
        connectionId: id,
        reason: "by_user",
        ...(after && { version: after.v }),
        ...(by && { by }),
      });
    },
    get unsaved() {
      return refreshCommit.writeBehind.count;
    },
    async close() {
      const until = parts.time.now() + parts.timing.closeWait;
      await live.close();
      await refreshCommit.writeBehind.close(Math.max(0, until - parts.time.now()));
    },
  };
}
