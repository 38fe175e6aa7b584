import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { ConnectionRecord } from "../../../auth/connections/connection-record.js";
import { LIMITS } from "../../../auth/http/limits.js";
import { createRacer, race, type Order, type Racer } from "../../support/auth/gate.js";
import { createJar, type Jar } from "../../support/auth/jar.js";
import { forEachSeed } from "../../support/seeds.js";
import { createRig, type Machine, type Rig } from "../../support/auth/rig.js";

/**
 * What is promised: once a logout, a disconnect, an ending of other sessions or a revocation has answered 200, no request
 * that begins later is served by what it ended, by any of its ids, in any process. Two processes over one store run the
 * ending act and another one; every call to the store is held, and let through in every order of the form "so many calls of
 * the one, then the other as a whole, then the rest", and in random orders.
 */
const ORG = "examplelaw";
/** Random orders of each race, by default and in CI. */
const RANDOM_ORDERS = { memory: { few: 2, many: 10 }, lmdb: { few: 1, many: 2 } };
const HOUR = 3_600_000;

/** What an act of a browser came to. */
interface Outcome {
  readonly status: number;
  /** The text of a gateway token it made. */
  readonly token?: string;
}

interface Scene {
  /** The browser whose session it is about, before the process that ends, and before the other. */
  readonly ending: Jar;
  readonly other: Jar;
  /** Another browser of the same person, before the process that ends. */
  readonly elsewhere: Jar;
  readonly token: string;
  readonly tokenId: string;
  readonly state: string;
}

interface Race {
  readonly name: string;
  readonly end: (scene: Scene) => Promise<Response>;
  readonly other: (scene: Scene) => Promise<Response>;
  /** Which of what there was, and came of it, must not be served any more. */
  readonly ended: { readonly sessions?: boolean; readonly tokens?: boolean; readonly connection?: boolean };
  readonly before?: (scene: Scene) => Promise<unknown>;
}

const makeToken = (jar: Jar): Promise<Response> => jar.act("POST", "/auth/tokens", { label: "x" });
const finishSignIn = ({ other, state }: Scene): Promise<Response> =>
  other.get(`/auth/callback?${new URLSearchParams({ code: `12@${ORG}`, state }).toString()}`);
const later = (): void => rig.clock.advance(6 * 60_000);

const RACES: readonly Race[] = [
  {
    name: "logging out while a gateway token is made, which changes the session's id",
    end: ({ ending }) => ending.act("POST", "/auth/logout"),
    other: ({ other }) => makeToken(other),
    ended: { sessions: true },
  },
  {
    name: "logging out by the id before last while the last one is changed again",
    before: ({ other }) => makeToken(other),
    end: ({ ending }) => ending.act("POST", "/auth/logout"),
    other: ({ other }) => makeToken(other),
    ended: { sessions: true },
  },
  {
    name: "logging out while a sign-in begun in the session is finished",
    end: ({ ending }) => ending.act("POST", "/auth/logout"),
    other: finishSignIn,
    ended: { sessions: true },
  },
  {
    name: "logging out while use of the session is noted",
    before: async () => later(),
    end: ({ ending }) => ending.act("POST", "/auth/logout"),
    other: ({ other }) => other.get("/auth/session"),
    ended: { sessions: true },
  },
  {
    name: "logging out twice",
    end: ({ ending }) => ending.act("POST", "/auth/logout"),
    other: ({ other }) => other.act("POST", "/auth/logout"),
    ended: { sessions: true },
  },
  {
    name: "disconnecting while a gateway token is made",
    end: ({ ending }) => ending.act("POST", "/auth/disconnect"),
    other: ({ other }) => makeToken(other),
    ended: { sessions: true, tokens: true, connection: true },
  },
  {
    name: "disconnecting while a sign-in begun in the session is finished",
    end: ({ ending }) => ending.act("POST", "/auth/disconnect"),
    other: finishSignIn,
    ended: { sessions: true, tokens: true, connection: true },
  },
  {
    name: "disconnecting while the access token is refreshed",
    before: async () => rig.clock.advance(HOUR),
    end: ({ ending }) => ending.act("POST", "/auth/disconnect"),
    other: async ({ other }) => {
      const viewer = await machines.other.viewer(other.header()).catch(() => null);
      await viewer?.accessToken().catch(() => undefined);
      return new Response();
    },
    ended: { sessions: true, tokens: true, connection: true },
  },
  {
    name: "ending all other sessions while one of them makes a gateway token",
    end: ({ elsewhere }) => elsewhere.act("DELETE", "/auth/sessions"),
    other: ({ other }) => makeToken(other),
    ended: { sessions: true },
  },
  {
    name: "ending all other sessions while one of them finishes a sign-in",
    end: ({ elsewhere }) => elsewhere.act("DELETE", "/auth/sessions"),
    other: finishSignIn,
    ended: { sessions: true },
  },
  {
    name: "revoking a gateway token while its use is noted",
    before: async () => later(),
    end: ({ ending, tokenId }) => ending.act("DELETE", `/auth/tokens/${tokenId}`),
    other: ({ other, token }) => other.get("/auth/session", { authorization: `Bearer ${token}` }),
    ended: { tokens: true },
  },
];

let rig: Rig;
let racers: { readonly ending: Racer; readonly other: Racer };
let machines: { readonly ending: Machine; readonly other: Machine };

async function setUp(storeUrl: string): Promise<void> {
  const limits = Object.fromEntries(Object.keys(LIMITS).map((limit) => [limit, 1e9]));
  rig = await createRig({ limits }, storeUrl);
  racers = { ending: createRacer(), other: createRacer() };
  const start = (racer: Racer): Promise<Machine> =>
    rig.another({}, { tokens: racer.tokens(rig.stores.tokens), sessions: racer.sessions(rig.stores.sessions) });
  machines = { ending: await start(racers.ending), other: await start(racers.other) };
}

const copyOf = (jar: Jar, url: string): Jar => {
  const copy = createJar(url);
  for (const [name, value] of jar.cookies) copy.cookies.set(name, value);
  return copy;
};
const outcomeOf = async (response: Response): Promise<Outcome> => {
  const body = (await response.json().catch(() => ({}))) as { token?: string };
  return { status: response.status, ...(body.token !== undefined && { token: body.token }) };
};

async function setScene(): Promise<Scene> {
  const browser = createJar(rig.url);
  await rig.connect(`12@${ORG}`, browser);
  const elsewhere = createJar(machines.ending.url);
  await rig.connect(`12@${ORG}`, elsewhere);
  const made = (await (await makeToken(browser)).json()) as { token: string; id: string };
  const begun = await browser.get("/auth/connect");
  const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
  return {
    ending: copyOf(browser, machines.ending.url),
    other: copyOf(browser, machines.other.url),
    elsewhere,
    token: made.token,
    tokenId: made.id,
    state,
  };
}

const isServed = async (headers: Record<string, string>): Promise<boolean> => {
  const found: boolean[] = [];
  // The process that answered, and one that took no part: the calls of the other are still held.
  for (const { auth } of [machines.ending, rig])
    found.push((await auth.authenticate({ headers } as never).catch(() => null)) !== null);
  return found.some(Boolean);
};

async function run({ end, other, ended, before }: Race, order: Order): Promise<boolean> {
  const scene = await setScene();
  await before?.(scene);
  const cookies = new Set([scene.ending.header(), scene.other.header()]);
  const tokens = new Set([scene.token]);
  let status = 0;
  const check = async (when: string): Promise<void> => {
    if (status !== 200) return;
    for (const cookie of ended.sessions ? cookies : [])
      expect({ when, order, served: await isServed({ cookie }) }).toEqual({ when, order, served: false });
    for (const token of ended.tokens ? tokens : [])
      expect({ when, order, served: await isServed({ authorization: `Bearer ${token}` }) }).toEqual({
        when,
        order,
        served: false,
      });
  };
  racers.ending.begin(async () => {
    status = (await outcomeOf(await end(scene))).status;
  });
  racers.other.begin(async () => {
    const { token } = await outcomeOf(await other(scene));
    if (token !== undefined) tokens.add(token);
    cookies.add(scene.other.header());
  });
  // As soon as it is said, and once more when the other act has come to its end.
  const had = await race(racers.ending, racers.other, order, () => check("at once"));
  await check("afterwards");
  if (status === 200 && ended.connection) {
    const { keys } = await rig.stores.tokens.scan("conn:");
    const records = await Promise.all(
      keys.map(async (key) => JSON.parse((await rig.stores.tokens.read(key))!) as ConnectionRecord),
    );
    expect({ order, sealed: records.map(({ sealed }) => sealed) }).toEqual({ order, sealed: records.map(() => "") });
  }
  // Either it was done, or it was said that it was not: the session was given another id, or ended, before it was looked at.
  expect([200, 401, 404, 409]).toContain(status);
  return had;
}

/** A generator of numbers from 0 to 1, the same ones for the same seed. */
function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe.each(["memory", "lmdb"] as const)("Two processes over one store in %s: what is said to have ended has ended", (kind) => {
  const folder = mkdtempSync(join(tmpdir(), "asgw-races-"));
  beforeAll(() => setUp(kind === "memory" ? "memory:" : `lmdb:${folder}`));
  afterAll(async () => {
    await rig.close();
    rmSync(folder, { recursive: true, force: true });
  });

  // Every order in one kind of store: what an order comes to does not depend on where the values are.
  if (kind === "memory")
    test.each(RACES)("$name", async (each) => {
      let orders = 0;
      for (const leads of ["ending", "other"] as const) for (let steps = 0; await run(each, { leads, steps }); steps++) orders++;
      expect(orders).toBeGreaterThan(4);
    });

  test("all of them in random orders", () =>
    forEachSeed({ fixed: [20_261_128], runs: RANDOM_ORDERS[kind] }, async (seed, runs) => {
      const random = numbersFrom(seed);
      for (let n = 0; n < runs; n++) for (const each of RACES) await run(each, { random });
    }));
});
