import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator, type Simulator } from "../../../simulator/index.js";
import { createBrowser } from "../browser.js";
import { freePort } from "../free-port.js";
import { startFront, type Front } from "./front.js";
import { startGatewayChild, type GatewayChild } from "./gateway-child.js";
import { complaintsAbout, outcomesOf } from "./judge.js";
import { makeViewers } from "./viewers.js";
import { startProber, type Prober } from "./prober.js";
import { send, sendRaw, type WireAnswer, type WireRequest } from "./wire.js";

/** A text that attacks have people type: no log may hold it. */
export const TYPED = "zqTypedBySomebody";

/** Whoever sends an attack. */
export interface Sender {
  /** Sends GraphQL, or any other JSON, to `/graphql`. */
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<WireAnswer>;
  /** Sends any request; the session goes with it. */
  send(request: WireRequest): Promise<WireAnswer>;
  /** Sends bytes as they are; `COOKIE` in them becomes the header of the session. */
  raw(bytes: string | Buffer, timeout?: number): Promise<WireAnswer>;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly front: Front;
}

/** One attack: a row of a table. */
export interface Attack {
  /** What a caller sees, as the name of a test. */
  readonly name: string;
  readonly who: "anonymous" | "signed in";
  readonly send: (by: Sender) => Promise<WireAnswer | readonly WireAnswer[]>;
  /** Codes of errors; `DATA` for an answer without any, `HTTP 413` and the like for others, `CUT` for none. */
  readonly sees: readonly string[];
  /** What else is wrong with what came, if anything. */
  readonly objects?: (answers: readonly WireAnswer[]) => readonly string[];
  /** Whether Actionstep is kept from the one who attacks for some time, by its own wish. */
  readonly pauses?: true;
}

/** A gateway in a heap of 512 MB, before an Actionstep that may misbehave. */
export interface Rig {
  readonly simulator: Simulator;
  readonly front: Front;
  readonly url: string;
  readonly child: () => GatewayChild;
  /** Sends an attack and rejects with all that is wrong with how the gateway bore it. */
  endure(attack: Attack): Promise<void>;
  sender(who: Attack["who"]): Sender;
  /** What is wrong with some answers, and with the process and its log since it was last looked at. */
  objections(who: Attack["who"], answers: readonly WireAnswer[]): string[];
  /** What is wrong with the gateway now: whether it answers usual queries, and how long anybody waited meanwhile. */
  ills(): Promise<string[]>;
  /** Another process, with nothing remembered. */
  restart(): Promise<void>;
  /** Signs somebody in and resolves to the cookie. */
  signIn(username: string): Promise<string>;
  /** Signs so many people in at once, by way of the store, and resolves to their cookies; for `sharesStore`. */
  viewers(count: number): Promise<string[]>;
  close(): Promise<void>;
}

/** Milliseconds that nobody's `/health/live` may take. */
const MAX_WAIT = 1_000;
/** Milliseconds after which an attack has frozen the gateway. */
const FROZEN = 60_000;
/** Milliseconds in which whoever attacked is to be answered as before. */
const MAX_RECOVERY = 10_000;

const WAITED = "/health/live took";
/** How often an attack is looked at after which somebody waited, and the milliseconds between. */
const MAX_LOOKS = 5;
const CALM = 2_000;

const NORMAL = { query: `{ viewer { org } matters(first: 3) { totalCount nodes { id name assignedTo { displayName } } } }` };

const KEY = new Uint8Array(32).fill(9);
const KEY_TEXT = Buffer.from(KEY).toString("base64");

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const within = <T>(ms: number, promise: Promise<T>): Promise<T | undefined> => {
  let timer: NodeJS.Timeout;
  const late = new Promise<undefined>((resolve) => (timer = setTimeout(() => resolve(undefined), ms)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

/** Starts one. */
export async function startRig(
  options: { environment?: Record<string, string>; nodeOptions?: readonly string[]; sharesStore?: true } = {},
): Promise<Rig> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const client = { id: "test-client", secret: "a-secret-of-the-client", redirectUris: [`${url}/auth/callback`] };
  const simulator = await startSimulator({ client, publicHost: "localhost" });
  const firstFirm = simulator.database.organisations[0]!.orgkey;
  const front = await startFront(simulator, firstFirm);
  const cwd = mkdtempSync(join(tmpdir(), "gateway-hostile-"));
  const storeUrl = options.sharesStore ? `lmdb:${join(cwd, "store")}` : "memory:";
  const cookies = new Set<string>();
  const secrets = function* (): Generator<string> {
    yield* front.secrets;
    yield* cookies;
    yield client.secret;
    yield KEY_TEXT;
  };
  const isSecret = (line: string): boolean => {
    if (line.includes(TYPED)) return true;
    for (const secret of secrets()) if (line.includes(secret)) return true;
    return false;
  };

  const startChild = (): GatewayChild =>
    startGatewayChild(
      cwd,
      {
        PORT: String(port),
        HOST: "localhost",
        ACTIONSTEP_ENVIRONMENT: "custom",
        ACTIONSTEP_AUTHORIZE_URL: simulator.authorizeUrl,
        ACTIONSTEP_TOKEN_URL: front.url + new URL(simulator.tokenUrl).pathname,
        ACTIONSTEP_API_HOSTS: `${new URL(front.url).host} ${new URL(front.calmUrl).host}`,
        ACTIONSTEP_CLIENT_ID: client.id,
        ACTIONSTEP_CLIENT_SECRET: client.secret,
        AUTH_KEYS: `test:${KEY_TEXT}`,
        STORE_URL: storeUrl,
        LOG_LEVEL: "debug",
        LOG_FORMAT: "json",
        ...options.environment,
      },
      { isSecret, ...(options.nodeOptions && { nodeOptions: options.nodeOptions }) },
    );

  const signIn = async (username: string): Promise<string> => {
    const browser = createBrowser();
    const { password } = simulator.database.people.find((person) => person.username === username)!;
    const authorize = (await browser.send(`${url}/auth/connect`)).headers.get("location")!;
    await browser.send(authorize, { form: { username, password } });
    const decided = await browser.send(authorize, { form: { decision: "allow" } });
    const finished = await browser.send(decided.headers.get("location")!);
    if (finished.status !== 303) throw new Error(`Signing in as ${username} ended with ${finished.status}`);
    for (const [, value] of browser.cookies) cookies.add(value);
    return [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  };

  let child: GatewayChild;
  let prober: Prober;
  /** Who attacks, and who has nothing to do with it and works for another firm. */
  let people: { attacker: string; innocent: string };
  let expected: { attacker: string; innocent: string };

  const ask = async (cookie: string): Promise<string> => {
    const { json } = await send(url, { headers: { cookie }, body: JSON.stringify(NORMAL) });
    const { data, errors } = (json ?? {}) as { data?: unknown; errors?: unknown };
    return JSON.stringify({ data, errors });
  };
  const begin = async (): Promise<void> => {
    child = startChild();
    for (let attempt = 0; ; attempt++) {
      if (child.ended() !== undefined || attempt > 600) throw new Error(`The gateway did not start:\n${child.tail()}`);
      if ((await send(url, { method: "GET", path: "/health/ready" })).status === 200) break;
      await sleep(50);
    }
    people = { attacker: await signIn("ana"), innocent: await signIn("grace") };
    expected = { attacker: await ask(people.attacker), innocent: await ask(people.innocent) };
    for (const answer of Object.values(expected))
      if (!answer.includes(`"name"`) || answer.includes("errors")) throw new Error(`The gateway does not answer: ${answer}`);
    prober = startProber(`${url}/health/live`, child.pid);
    await prober.look();
  };
  await begin();

  const restart = async (): Promise<void> => {
    prober.close();
    await child.kill();
    await begin();
  };
  const objections: Rig["objections"] = (who, answers) => [
    ...answers.flatMap((answer) => complaintsAbout(answer, who === "anonymous", secrets())),
    ...child.badLines().slice(0, 5),
  ];

  const sender = (who: Attack["who"]): Sender => {
    const headers: Record<string, string> = who === "anonymous" ? {} : { cookie: people.attacker };
    const raw: Sender["raw"] = (bytes, timeout) => {
      const cookie = who === "anonymous" ? "" : `Cookie: ${people.attacker}\r\n`;
      return sendRaw(url, typeof bytes === "string" ? bytes.replace("COOKIE", cookie) : bytes, timeout);
    };
    return {
      url,
      headers,
      front,
      raw,
      post: (body, more) =>
        send(url, { headers: { ...headers, ...more }, body: typeof body === "string" ? body : JSON.stringify(body) }),
      send: (request) => send(url, { ...request, headers: { ...headers, ...request.headers } }),
    };
  };

  /** How the gateway is after an attack. */
  const ills = async (isPaused = false): Promise<string[]> => {
    const complaints: string[] = [];
    if (child.ended() !== undefined) return [`the process ended ${child.ended()}: ${child.lastWords()}`];
    const innocent = await within(MAX_RECOVERY, ask(people.innocent));
    if (innocent !== expected.innocent)
      complaints.push(`somebody else's query was answered with ${innocent?.slice(0, 300) ?? "nothing"}`);
    const until = performance.now() + MAX_RECOVERY;
    while (!isPaused) {
      const own = await within(MAX_RECOVERY, ask(people.attacker));
      if (own === expected.attacker) break;
      if (performance.now() >= until) {
        complaints.push(`10 s later, a normal query was answered with ${own?.slice(0, 300) ?? "nothing"}`);
        break;
      }
      await sleep(100);
    }
    const { longest, failures } = await prober.look();
    if (longest >= MAX_WAIT) complaints.push(`${WAITED} ${Math.round(longest)} ms`);
    if (failures.length > 0) complaints.push(`/health/live was not answered: ${[...new Set(failures)].join(", ")}`);
    return complaints;
  };

  /** Sends an attack and says all that is wrong with how the gateway bore it. */
  const judged = async (attack: Attack): Promise<string[]> => {
    const { who, sees, objects, pauses } = attack;
    const answered = await within(FROZEN, attack.send(sender(who)));
    const answers = answered === undefined ? [] : [answered].flat();
    const complaints = answered === undefined ? [`no answer within ${FROZEN / 1000} s`] : [];
    for (const answer of answers) {
      const others = outcomesOf(answer).filter((outcome) => !sees.includes(outcome));
      const status = [answer.status, answer.failure].filter((each) => each !== undefined).join(", ");
      if (others.length > 0) complaints.push(`seen: ${others.join(", ")} (status ${status}); expected: ${sees.join(", ")}`);
    }
    complaints.push(...(objects?.(answers) ?? []), ...objections(who, answers), ...(await ills(pauses)), ...child.badLines());
    // Whatever is wrong with it, or kept from it, the next attack finds it well.
    if (complaints.length > 0 || pauses) await restart();
    return complaints;
  };

  return {
    simulator,
    front,
    url,
    child: () => child,
    sender,
    signIn,
    viewers: (count) => {
      const apiEndpoint = simulator.apiEndpoint(firstFirm).replace(simulator.url, front.url);
      return makeViewers(count, { storeUrl, simulator, key: { id: "test", key: KEY }, clientId: client.id, apiEndpoint });
    },
    objections,
    ills,
    restart,
    async endure(attack) {
      let complaints = await judged(attack);
      // A wait alone may be the machine's own doing: what really freezes the gateway does it again, and again.
      const isWait = (): boolean => complaints.length > 0 && complaints.every((complaint) => complaint.startsWith(WAITED));
      for (let again = 0; again < MAX_LOOKS - 1 && isWait(); again++) {
        // What keeps the machine busy may be over then.
        await sleep(CALM);
        complaints = await judged(attack);
      }
      if (complaints.length > 0) throw new Error(`${attack.name}:\n- ${[...new Set(complaints)].join("\n- ")}`);
    },
    async close() {
      prober.close();
      await child.kill();
      await front.close();
      await simulator.close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}
