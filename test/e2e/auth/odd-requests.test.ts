import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { createJar, type Jar } from "../../support/auth/jar.js";
import { assertProperty } from "../../support/seeds.js";
import { createRig, type Rig } from "../../support/auth/rig.js";

/** How many characters of what was sent an answer may repeat. */
const MAX_REPEATED = 100;
/** Milliseconds within which any of these requests is answered, on a busy machine; they take about one. */
const SOON = 1_000;

let rig: Rig;
let jar: Jar;
beforeAll(async () => {
  const lots = 1e9;
  const limits = { connectsByAddress: lots, connectsBySession: lots, connectsByNetwork: lots, connectsByAnybody: lots };
  rig = await createRig({ limits: { ...limits, failuresByAddress: lots, tokensByAddress: lots, tokensBySession: lots } });
  jar = createJar(rig.url);
  await rig.connect("12@examplelaw", jar);
});
afterAll(() => rig.close());

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}
interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cookies: readonly string[];
  readonly milliseconds: number;
}

/** Sends a request as it is: `fetch` would not send many of these headers. */
const send = ({ method, path, headers, body }: Sent): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const since = performance.now();
    const { hostname, port } = new URL(rig.url);
    const sent = request({ hostname, port, method, path, headers, agent: false, insecureHTTPParser: true }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () =>
        resolve({
          status: response.statusCode!,
          text,
          cookies: response.headers["set-cookie"] ?? [],
          milliseconds: performance.now() - since,
        }),
      );
    });
    sent.on("error", (error: NodeJS.ErrnoException) =>
      // It may be refused while it is still being sent, or by Node itself, which answers HEAD with a body.
      ["ECONNRESET", "EPIPE"].includes(error.code ?? "") || (method === "HEAD" && error.code?.startsWith("HPE_"))
        ? resolve({ status: 431, text: "", cookies: [], milliseconds: 0 })
        : reject(error),
    );
    sent.end(body);
  });

const ROUTES = [
  ...["connect", "callback", "session", "sessions", "sessions/x", "logout", "disconnect", "switch", "tokens", "tokens/x"],
].map((each) => `/auth/${each}`);
const deep = (depth: number): string => `${'{"label":'.repeat(depth)}1${"}".repeat(depth)}`;
const odd = fc.oneof(
  fc.string({ unit: "binary-ascii", maxLength: 40 }).map((each) => each.replace(/[^\x20-\x7e]/g, "~")),
  fc.constantFrom(
    "a".repeat(8_000),
    "=".repeat(8_000),
    ";".repeat(8_000),
    "%".repeat(4_000),
    "%41%".repeat(2_000),
    "((((".repeat(1_500),
  ),
  fc.constantFrom(
    "Mozilla/5.0 (".repeat(600),
    "Version/".repeat(800),
    " ".repeat(7_000) + "x",
    "\t".repeat(3_000),
    "1.".repeat(3_000),
  ),
  fc.constantFrom("__proto__=1", "constructor", "toString=x; __proto__=y", "%00", "%c0%af", "\u00ff".repeat(500)),
);
const cookieHeader = fc.oneof(
  odd,
  fc.constantFrom(
    Array.from({ length: 700 }, (_, n) => `__Host-asgw-tx-${String(n).padStart(8, "0")}=`).join(";"),
    Array.from({ length: 3_000 }, (_, n) => `c${n}=`)
      .join(";")
      .slice(0, 12_000),
    `__Host-asgw-tx-${"y".repeat(9_000)}=1`,
    `__Host-asgw=${"z".repeat(9_000)}`,
    "__Host-asgw=%E0%A4%A",
  ),
);
const json = fc.oneof(
  fc.json({ maxDepth: 4 }),
  fc.constantFrom(
    deep(1_700),
    "[".repeat(16_000),
    "x".repeat(1_000_000),
    '{"label":"a","label":"b","label":1}',
    '{"__proto__":{"label":"x"}}',
    '{"constructor":{"prototype":{"a":1}},"label":"x"}',
    `{"label":"${"l".repeat(9_000)}"}`,
    `{"${"m".repeat(9_000)}":1}`,
    `{"org":"${"o".repeat(9_000)}"}`,
    `{"connection":"${"c".repeat(9_000)}"}`,
    '{"org":["examplelaw"]}',
    '{"org":{"toString":1}}',
    '{"label":"x","expiresInDays":1e400}',
    '{"label":"x","expiresInDays":-0}',
    `{"label":"x","organisations":[${'"q",'.repeat(3_000)}"q"]}`,
    `{"label":"x","access":"${"w".repeat(9_000)}"}`,
    '"\\ud800"',
    "\u0000",
    "",
  ),
);
const queryString = fc.oneof(
  fc.constant(""),
  odd.map((each) => `?${each.replace(/ |\t/g, "+")}`),
  fc
    .tuple(fc.constantFrom("return_to", "scope", "state", "code", "error", "iss", "error_description"), odd)
    .map(([name, value]) => `?${name}=${encodeURIComponent(value).slice(0, 9_000)}`),
  fc.constantFrom(
    "?state=x&state=y",
    "?code&state&error",
    "?scope=" + "a+".repeat(4_000),
    "?return_to=/" + "%2e%2e/".repeat(1_000),
  ),
);
const requests: fc.Arbitrary<Sent> = fc.record(
  {
    method: fc.constantFrom("GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "OPTIONS", "TRACE", "QUERY"),
    path: fc
      .tuple(fc.constantFrom(...ROUTES, `/auth/tokens/${"t".repeat(3_000)}`, "/auth/sessions/%ff", "/auth/%2e%2e/x"), queryString)
      .map((each) => each.join("")),
    headers: fc
      .record(
        {
          cookie: cookieHeader,
          "user-agent": odd,
          origin: odd,
          authorization: odd.map((each) => `Bearer ${each}`),
          accept: odd,
          "x-actionstep-org": odd,
          "content-type": fc.oneof(odd, fc.constant("application/json")),
          "x-forwarded-for": odd,
          "sec-fetch-site": fc.constantFrom("none", "same-origin", "cross-site", "x"),
          "x-csrf": fc.constantFrom("1", "1, 1", ""),
        },
        { requiredKeys: [] },
      )
      // More than Node takes is refused before anything of ours sees it.
      .map((headers) => Object.fromEntries(Object.entries(headers).filter((_, index) => index < 4)) as Record<string, string>),
    body: json,
  },
  { requiredKeys: ["method", "path", "headers"] },
);

/** Whether a text holds more than so many characters in a row of another. */
function repeats(text: string, sent: string): boolean {
  for (let at = 0; at + MAX_REPEATED < sent.length; at += MAX_REPEATED / 2)
    if (text.includes(sent.slice(at, at + MAX_REPEATED + 1))) return true;
  return false;
}

const isMistake = (status: number): boolean => status < 500 || status === 501;

describe("Whatever is sent to the auth routes", () => {
  test.each(["nobody", "somebody signed in"])(
    "by %s is answered soon, is never our fault, and is hardly repeated",
    async (who) => {
      const session = `__Host-asgw=${jar.cookies.get("__Host-asgw")}`;
      await assertProperty(
        fc.asyncProperty(requests, async (sent) => {
          // Those that end the session would leave nobody signed in.
          if (who !== "nobody" && (/logout|disconnect/.test(sent.path) || (sent.method === "POST" && /tokens/.test(sent.path))))
            return;
          const headers =
            who === "nobody" ? sent.headers : { ...sent.headers, cookie: `${session}; ${sent.headers["cookie"] ?? ""}` };
          const answer = await send({ ...sent, headers });
          expect({ sent, status: answer.status, fine: isMistake(answer.status) }).toMatchObject({ fine: true });
          expect(answer.milliseconds).toBeLessThan(SOON);
          // The link to start again holds the address to come back to, which is what it is for.
          const text = answer.text.replace(/return_to=[^"&]*/g, "");
          for (const each of [sent.body ?? "", sent.path, ...Object.values(sent.headers)])
            expect(repeats(text, each)).toBe(false);
          expect(answer.cookies.length).toBeLessThanOrEqual(60);
          expect(answer.cookies.join().length).toBeLessThan(8_000);
        }),
        { fixed: [20_261_129], runs: { few: 150, many: 400 } },
      );
      expect(rig.log.lines.filter(({ level }) => level === "error")).toEqual([]);
    },
  );
});
