import type { FastifyReply, FastifyRequest } from "fastify";

/** How the browser's cookies are named and marked. */
export interface CookieRules {
  /** Whether they are bound to https; only a loopback address does without. */
  readonly secure: boolean;
  readonly sameSite: "lax" | "strict" | "none";
}

/** Reads and writes the cookies of the auth routes. */
export interface Cookies {
  session(request: FastifyRequest): string | undefined;
  setSession(reply: FastifyReply, id: string, seconds: number): void;
  clearSession(reply: FastifyReply): void;
  /** The sign-ins this browser has begun, by their short name. */
  transactions(request: FastifyRequest): ReadonlyMap<string, string>;
  setTransaction(reply: FastifyReply, name: string, value: string, seconds: number): void;
  clearTransaction(reply: FastifyReply, name: string): void;
}

const SAME_SITE = { lax: "Lax", strict: "Strict", none: "None" } as const;

/** Makes the cookies of one gateway. The `__Host-` prefix makes browsers refuse them from anywhere but this host, over https. */
export function createCookies({ secure, sameSite }: CookieRules): Cookies {
  const session = secure ? "__Host-asgw" : "asgw";
  const transaction = `${session}-tx-`;
  // Names and values are ours and need no escaping: base64url, digits and a full stop.
  const write = (reply: FastifyReply, name: string, value: string, maxAge: number, site: CookieRules["sameSite"]): void => {
    const marks = ["Path=/", ...(secure ? ["Secure"] : []), "HttpOnly", `SameSite=${SAME_SITE[site]}`, `Max-Age=${maxAge}`];
    void reply.header("set-cookie", [`${name}=${value}`, ...marks].join("; "));
  };
  return {
    session: (request) => readCookies(request).get(session),
    setSession: (reply, id, seconds) => write(reply, session, id, seconds, sameSite),
    clearSession: (reply) => write(reply, session, "", 0, sameSite),
    transactions: (request) =>
      new Map(
        [...readCookies(request)]
          .filter(([name]) => name.startsWith(transaction))
          .map(([name, value]) => [name.slice(transaction.length), value]),
      ),
    // Lax whatever the session's is: the browser comes back from another site, and must bring this one along.
    setTransaction: (reply, name, value, seconds) => write(reply, transaction + name, value, seconds, "lax"),
    clearTransaction: (reply, name) => write(reply, transaction + name, "", 0, "lax"),
  };
}

function readCookies(request: FastifyRequest): Map<string, string> {
  const cookies = new Map<string, string>();
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (equals < 1) continue;
    const name = pair.slice(0, equals).trim();
    // Browsers send the most specific of several first.
    if (!cookies.has(name)) cookies.set(name, pair.slice(equals + 1).trim());
  }
  return cookies;
}
