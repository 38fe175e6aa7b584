import type { ConnectionRecord, Pending } from "./connection-record.js";
import type { Sealer } from "../crypto/seal.js";

/** The person a connection belongs to, as a page shows them. */
export interface Person {
  readonly name?: string;
  readonly email?: string;
}

/** What is sealed in a connection's record. */
export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly person: Person;
}

/** A connection with its seal opened. */
export interface OpenConnection {
  readonly id: string;
  readonly record: ConnectionRecord;
  readonly tokens: Tokens;
}

/** Seals and opens the secrets in connection records. What is sealed for one connection cannot be opened as another's. */
export interface SealedTokens {
  seal(id: string, tokens: Tokens): Promise<Pick<ConnectionRecord, "sealed" | "rtFp">>;
  open(id: string, record: ConnectionRecord): Promise<OpenConnection>;
  sealAnswer(id: string, json: Readonly<Record<string, unknown>>): Promise<string>;
  openAnswer(id: string, pending: Pending): Promise<Record<string, unknown>>;
}

/** Makes the sealing of tokens with one sealer. */
export function createSealedTokens(sealer: Sealer): SealedTokens {
  const place = (id: string): string => `conn:${id}:v1`;
  const answerPlace = (id: string): string => `conn:${id}:pending`;
  return {
    seal: async (id, tokens) => ({
      sealed: await sealer.seal("token", place(id), tokens),
      rtFp: sealer.fingerprint(tokens.refreshToken),
    }),
    open: async (id, record) => ({ id, record, tokens: (await sealer.open("token", place(id), record.sealed)) as Tokens }),
    sealAnswer: (id, json) => sealer.seal("token", answerPlace(id), json),
    openAnswer: async (id, pending) =>
      (await sealer.open("token", answerPlace(id), pending.sealedRaw)) as Record<string, unknown>,
  };
}
