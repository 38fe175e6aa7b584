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
  /** The version of the connection's tokens. A caller passes it as `rejected` when Actionstep refuses the token. */
  readonly version: number;
  readonly expiresAt: number;
  readonly apiEndpoint: URL;
}

/** The tokens and facts that a completed authorization brings. */
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

/** The result of saving a grant. */
export interface SavedConnection {
  readonly id: string;
  readonly record: ConnectionRecord;
  /** Whether the person had no connection in this organisation, or a disconnected one. */
  readonly isNew: boolean;
}

/** All connections of one environment. Only through these are tokens reached. */
export interface Connections {
  /** The record as stored now, or null when there is none or it was disconnected. */
  find(id: string): Promise<ConnectionRecord | null>;
  /** The person a connection belongs to; null for another client's connection, or one that no configured key opens. */
  person(id: string, record: ConnectionRecord): Promise<Person | null>;
  /**
   * Stores a grant as the person's connection in the organisation, in place of the one they had. A new connection belongs to
   * `principalId`, or to a new principal.
   */
  save(grant: Grant, identity: Identity, principalId?: string, by?: RequestSource): Promise<SavedConnection>;
  /** A usable access token. Rejects with ReconnectRequired, UpstreamUnavailable or Unauthenticated. */
  accessToken(id: string, request?: AccessTokenRequest): Promise<AccessToken>;
  /** Refreshes a connection without need of its token. */
  refresh(id: string, trigger: RefreshTrigger): Promise<unknown>;
  /** Forgets the tokens of a connection; with `version`, only while they are still those of that version. */
  disconnect(id: string, by?: RequestSource, version?: number): Promise<void>;
  /** How many connections have tokens that are not saved yet. */
  readonly unsaved: number;
  /** Waits, within `closeWait`, for refreshes and saves under way. No further ones begin. */
  close(): Promise<void>;
}

/** What connections need besides the parts of refreshing. */
export interface ConnectionParts extends RefreshParts {
  readonly env: string;
  /** Sets `clock` by the store's clock, if that was not done lately. */
  readonly compareClocks: () => Promise<void>;
}

/** Makes the connections of one environment. */
export function createConnections(parts: ConnectionParts): Connections {
  const { records, sealedTokens, clock, emit, env, meter } = parts;
  const refreshCommit = createRefreshCommit(parts);
  const accessTokens = createAccessTokens(parts, refreshCommit);
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
        // Sessions and gateway tokens that used a disconnected connection must not be able to use this new one.
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
          // Sessions and tokens name a connection by id and `createdAt`: a new one needs a later `createdAt` than the last.
          createdAt: known?.createdAt ?? Math.max(clock(), (old?.createdAt ?? 0) + 1),
          updatedAt: clock(),
        };
      });
      accessTokens.forget(id);
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
        const { record, tokens } = await accessTokens.current(id, request);
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
    refresh: accessTokens.refresh,
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
      accessTokens.forget(id);
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
      await accessTokens.close();
      await refreshCommit.writeBehind.close(Math.max(0, until - parts.time.now()));
    },
  };
}
