import { expect, test } from "@jest/globals";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";
import { createDatabase } from "../../simulator/seed/index.js";
import { Random } from "../../simulator/seed/random.js";
import { defaultQuirks, type RestQuirks } from "../../simulator/answer-rest.js";
import { keptMutations, type KeptMutation } from "../fixtures/kept-cases.js";
import { faults, SECRETS } from "../support/faults.js";
import { randomMutations, type WrittenMutation } from "../support/random-mutation.js";
import { rawFirm } from "../support/raw-firm.js";
import { forEachSeed } from "../support/seeds.js";
import { useGateway } from "../support/use-gateway.js";

/** Runs of the fixed seed from which on every kind of answer is to be among them; of a fresh one none can be counted on. */
const ENOUGH = 300;
const FIXED = 20_261_126;
/** Milliseconds, many times what it takes on a machine with nothing else to do. */
const TIME_LIMIT = 600_000;

const quirks: { readonly [Name in keyof RestQuirks]?: readonly RestQuirks[Name][] } = {
  writeAnswer: ["record", "record", "changed", "empty", "204"],
  createStatus: [200, 201],
  deleteAnswer: ["204", "200"],
  updateVerb: ["both", "put", "patch"],
  additionalFields: ["always", "asked"],
  hiddenLinks: ["shown", "omitted"],
  singleRow: ["object", "array"],
  errorsAs: ["object", "array"],
  rejectionAs: ["object", "array"],
  rejectionStatus: [400, 409, 422, 500],
  rejectionPointer: ["pointer", "parameter", "none"],
  rejectionCodeIn: ["code", "detail"],
  rejections: ["all", "first"],
  unknownMember: ["error", "ignore"],
  readOnlyMember: ["error", "ignore"],
  missingItem: ["404", "204"],
  unknownInMany: ["omit", "404"],
  includes: ["followed", "ignored", "refused"],
  fieldSets: ["honoured", "ignored", "refused", "attributes"],
  idOnlyWhenAsked: [true, false],
  linksOnlyWhenAsked: [true, false],
  changeStepAnswer: ["empty", "action", "actionchangestep"],
  trustAccounting: [true, false],
  unknownFile: ["error", "accepted"],
};

/** Those that answer at once. */
const quick = faults.filter(([, { kind }]) => kind !== "stall" && kind !== "stall-body");

/** Milliseconds by which the gateway's clock is ahead. */
let ahead = 0;
const database = createDatabase();
const firm = rawFirm(database, "ana");
const { server, ana } = useGateway({
  simulator: { database },
  ports: { clock: () => Date.now() + ahead, retry: { afterRefusal: 1, afterFailure: 1 } },
});

const schema = createSchema(resources);

const mutationOf = (random: Random, next: () => WrittenMutation): KeptMutation => ({
  ...next(),
  odd: Object.fromEntries(
    Object.entries(quirks).flatMap(([name, values]) => (random.chance(0.3) ? [[name, random.pick<unknown>(values)]] : [])),
  ),
  fault: random.maybe(0.35, quick)?.[0],
  befalls: random.pick(["GET", "write"]),
});

/** Sends one mutation, rejects with all that is wrong with the answer, and resolves to what it came to. */
async function tried(one: KeptMutation): Promise<string[]> {
  const { query, variables, fields, odd, befalls } = one;
  server.simulator.set({ quirks: { ...defaultQuirks, ...odd } });
  const fault = faults.find(([name]) => name === one.fault);
  const repair =
    fault &&
    server.simulator.fault({
      match: ({ kind, method }) => kind === "rest" && (method === "GET") === (befalls === "GET"),
      fault: fault[1],
    });
  server.simulator.clearRequests();
  const answer = await ana.query(query, { ...variables });
  repair?.();

  const told = JSON.stringify({ ...one, errors: answer.errors });
  const codes = (answer.errors ?? []).map(({ extensions }) => String(extensions["code"]));
  if (codes.includes("INTERNAL_SERVER_ERROR")) throw new Error(`A masked error: ${told}`);
  if (SECRETS.test(JSON.stringify(answer.errors ?? []))) throw new Error(`Something of Actionstep's answer: ${told}`);
  expect([told, answer.status]).toEqual([told, answer.data ? 200 : 400]);
  // A refused token or method has done nothing.
  const writes = server.simulator.requests.filter(
    ({ kind, method, status }) => kind === "rest" && method !== "GET" && status !== 401 && status !== 405,
  );
  if (writes.length > fields) throw new Error(`Written ${writes.length} times: ${told}`);
  const payloads = Object.values((answer.data ?? {}) as Record<string, { userErrors?: { code: string }[] } | null>);
  return [
    ...new Set(codes),
    ...payloads.map((payload) => (payload === null ? "null" : payload.userErrors?.length ? "user error" : "done")),
  ];
}

/** What was learned of endpoints is forgotten after an hour. */
const forget = (): void => void (ahead += 61 * 60_000);

test(
  "whatever is asked to be written, and however Actionstep answers, no error is masked and nothing is written twice",
  () =>
    forEachSeed({ fixed: [FIXED], runs: { few: 60, many: 450 } }, async (seed, runs) => {
      const random = new Random(seed);
      const next = randomMutations(schema, firm, random.fork("mutations"));
      const seen = new Set<string>();
      for (let run = 0; run < runs; run++) {
        const one = mutationOf(random, next);
        for (const outcome of await tried(one)) seen.add(outcome);
        if (one.fault !== undefined || run % 10 === 0) forget();
      }
      if (runs < ENOUGH || seed !== FIXED) return;
      // What never happens proves nothing.
      const expected = ["done", "user error", "BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN", "RATE_LIMITED"];
      const lost = ["UPSTREAM_UNAVAILABLE", "UPSTREAM_INVALID_RESPONSE"];
      expect([...expected, ...lost].filter((what) => !seen.has(what))).toEqual([]);
    }),
  TIME_LIMIT,
);

test.each(keptMutations.map(([what, one]) => ({ what, one })))("once written wrongly: $what", async ({ one }) => {
  forget();
  await tried(one);
});
