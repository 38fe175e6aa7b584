import { parse, serialize } from "cookie";
import type { FastifyReply, FastifyRequest } from "fastify";

/** The attributes of the cookies, on which their names depend. */
export interface CookieRules {
  /** Whether browsers may send the cookies only over https; false only for a gateway on loopback. */
  readonly secure: boolean;
  readonly sameSite: "lax" | "strict" | "none";
}

/** Reads and writes the cookies of the auth routes. */
export interface Cookies {
  session(request: FastifyRequest): string | undefined;
  setSession(reply: FastifyReply, id: string, milliseconds: number): void;
  clearSession(reply: FastifyReply): void;
  /** The values of the sign-in cookies in a request, by the sign-in's short name. */
  transactions(request: FastifyRequest): ReadonlyMap<string, string>;
  setTransaction(reply: FastifyReply, name: string, value: string, seconds: number): void;
  clearTransaction(reply: FastifyReply, name: string): void;
}

/** Sign-in cookies of one request that are read. The gateway gives a browser at most five. */
const MAX_TRANSACTION_COOKIES = 50;

/** Makes the cookies of one gateway. The `__Host-` prefix makes browsers refuse them from anywhere but this host, over https. */
export function createCookies({ secure, sameSite }: CookieRules): Cookies {
  const session = secure ? "__Host-asgw" : "asgw";
  const transaction = `${session}-tx-`;
  // Cookies of other programs may begin in the same way, with names that are not valid in a `set-cookie`.
  const isTransaction = (name: string): boolean =>
    name.startsWith(transaction) && /^[\w-]{8}$/.test(name.slice(transaction.length));
  const write = (reply: FastifyReply, name: string, value: string, maxAge: number, site: CookieRules["sameSite"]): void =>
    void reply.header("set-cookie", serialize(name, value, { path: "/", secure, httpOnly: true, sameSite: site, maxAge }));
  return {
    session: (request) => readCookies(request)[session],
    setSession: (reply, id, milliseconds) => write(reply, session, id, Math.round(milliseconds / 1_000), sameSite),
    clearSession: (reply) => write(reply, session, "", 0, sameSite),
    transactions: (request) =>
      new Map(
        Object.entries(readCookies(request))
          .flatMap(([name, value]) =>
            isTransaction(name) && value !== undefined ? [[name.slice(transaction.length), value] as const] : [],
          )
          .slice(0, MAX_TRANSACTION_COOKIES),
      ),
    // Always lax: the browser must send this cookie when it returns from Actionstep, which is another site.
    setTransaction: (reply, name, value, seconds) => write(reply, transaction + name, value, seconds, "lax"),
    clearTransaction: (reply, name) => write(reply, transaction + name, "", 0, "lax"),
  };
}

const readCookies = ({ headers }: FastifyRequest): Readonly<Record<string, string | undefined>> => parse(headers.cookie ?? "");
