import { randomBytes, randomInt } from "node:crypto";
import type { ConnectionUsers } from "./connection-users.js";
import { isSameConnection, type ConnectionRef } from "./connection-ref.js";
import { digest, matchesDigest, Secret } from "../crypto/secret.js";
import type { TokenStore } from "../store/store.js";

/** Whether a caller may only read, or also write. */
export type Access = "read" | "write";

/** A gateway token as stored: without its text, of which only a digest is kept. Times are in milliseconds. */
export interface GatewayToken {
  readonly id: string;
  /** The name its owner gave it. */
  readonly label: string;
  readonly access: Access;
  readonly principalId?: string;
  /** The connections it may use. */
  readonly connections: readonly ConnectionRef[];
  readonly createdAt: number;
  readonly expiresAt: number;
  /** Updated at most every five minutes. */
  readonly lastUsedAt?: number;
}

interface TokenRecord extends Omit<GatewayToken, "id"> {
  readonly digest: string;
}

/** The gateway tokens. */
export interface GatewayTokens {
  /** Makes a token and its text, which cannot be had later. Null when a connection has `MAX_TOKENS_PER_CONNECTION` already. */
  create(token: Omit<GatewayToken, "id" | "createdAt" | "lastUsedAt">): Promise<{ token: GatewayToken; text: Secret } | null>;
  /** The token with this text, or null when it is unknown, has ended or was revoked. Counts as use. */
  find(text: string): Promise<GatewayToken | null>;
  /** The live tokens that can use one of these connections, the newest first. */
  of(connections: readonly ConnectionRef[]): Promise<GatewayToken[]>;
  /** Ends a token that can use one of these connections. Resolves to false when there is no such token. */
  revoke(id: string, connections: readonly ConnectionRef[]): Promise<boolean>;
}

/** Milliseconds between two updates of `lastUsedAt`, at least. */
const TOUCH_INTERVAL = 300_000;
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Keeps gateway tokens in a token store. */
export function createGatewayTokens(store: TokenStore, users: ConnectionUsers, clock: () => number): GatewayTokens {
  const keyOf = (id: string): string => `pat:${id}`;
  const parse = (raw: string | null): TokenRecord | null => (raw === null ? null : (JSON.parse(raw) as TokenRecord));
  const shown = (id: string, { digest: _digest, ...record }: TokenRecord): GatewayToken => ({ id, ...record });
  const drop = async (id: string, { connections }: Pick<GatewayToken, "connections">): Promise<void> => {
    // Removing the record ends the token. The lists of its connections only serve to find it.
    await store.take(keyOf(id));
    for (const connection of connections) await users.remove(connection.id, { kind: "token", name: id });
  };

  const live = async (id: string): Promise<GatewayToken | null> => {
    const record = parse(await store.read(keyOf(id)));
    return record && clock() < record.expiresAt ? shown(id, record) : null;
  };

  const of: GatewayTokens["of"] = async (connections) => {
    const lists = await Promise.all(connections.map(({ id }) => users.of(id)));
    const ids = new Set(lists.flat().flatMap(({ kind, name }) => (kind === "token" ? name : [])));
    const tokens = await Promise.all([...ids].map(live));
    return tokens
      .filter((token) => token !== null)
      .filter((token) => token.connections.some((one) => connections.some((ref) => isSameConnection(one, ref))))
      .sort((one, other) => other.createdAt - one.createdAt);
  };

  return {
    of,
    async create(wish) {
      for (;;) {
        const id = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
        const text = `asgw_${id}_${randomBytes(32).toString("base64url")}`;
        const record = { ...wish, createdAt: clock(), digest: digest(text) };
        if (!(await store.cas(keyOf(id), null, JSON.stringify(record)))) continue;
        for (const { id: connection, since } of wish.connections) {
          const user = { kind: "token", name: id, until: wish.expiresAt, ...(since !== undefined && { since }) } as const;
          if ((await users.put(connection, user)).added) continue;
          await drop(id, wish);
          return null;
        }
        return { token: shown(id, record), text: new Secret(text) };
      }
    },
    async find(text) {
      const [, id] = /^asgw_([A-Za-z0-9]{8})_[\w-]{43}$/.exec(text) ?? [];
      const raw = id === undefined ? null : await store.read(keyOf(id));
      const record = parse(raw);
      if (id === undefined || !record || !matchesDigest(text, record.digest)) return null;
      const now = clock();
      if (now >= record.expiresAt) {
        await drop(id, record);
        return null;
      }
      // If this fails, the token was revoked meanwhile or another process has updated it.
      if (now - (record.lastUsedAt ?? 0) >= TOUCH_INTERVAL)
        await store.cas(keyOf(id), raw, JSON.stringify({ ...record, lastUsedAt: now }));
      return shown(id, record);
    },
    async revoke(id, connections) {
      const token = (await of(connections)).find((each) => each.id === id);
      if (!token) return false;
      await drop(id, token);
      return true;
    },
  };
}
