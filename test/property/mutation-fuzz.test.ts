import { expect, test } from "@jest/globals";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";
import { createDatabase } from "../../simulator/data/index.js";
import { Random } from "../../simulator/data/random.js";
import { defaultQuirks, type RestQuirks } from "../../simulator/rest.js";
import { faults, SECRETS } from "../support/faults.js";
import { useGateway } from "../support/use-gateway.js";
import { randomMutations } from "../support/random-mutation.js";
import { rawFirm } from "../support/raw-firm.js";

/** Another number gives other mutations: `SEED=2 npm test -- mutation-fuzz`. */
const SEED = Number(process.env["SEED"] ?? 20_261_126);
const RUNS = Number(process.env["RUNS"] ?? 450);
/** Milliseconds, many times what it takes on a machine with nothing else to do. */
const TIME_LIMIT = 240_000 + RUNS * 200;

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
  ports: { clock: () => Date.now() + ahead, repeats: { afterRefusal: 1, afterFailure: 1 } },
});

test(
  "whatever is asked to be written, and however Actionstep answers, no error is masked and nothing is written twice",
  async () => {
    const random = new Random(SEED);
    const next = randomMutations(createSchema(resources), firm, random.fork("mutations"));
    const seen = new Map<string, number>();
    const note = (what: string): void => void seen.set(what, (seen.get(what) ?? 0) + 1);
    for (let run = 0; run < RUNS; run++) {
      const { query, variables, fields } = next();
      const odd = Object.fromEntries(
        Object.entries(quirks).flatMap(([name, values]) => (random.chance(0.3) ? [[name, random.pick<unknown>(values)]] : [])),
      );
      server.simulator.set({ quirks: { ...defaultQuirks, ...odd } });
      const fault = random.maybe(0.35, quick);
      const befalls = random.pick(["GET", "write"]);
      const repair =
        fault &&
        server.simulator.fault({
          match: ({ kind, method }) => kind === "rest" && (method === "GET") === (befalls === "GET"),
          fault: fault[1],
        });
      const before = server.simulator.requests.length;
      const answer = await ana.query(query, variables);
      repair?.();
      // What was learned of endpoints is forgotten after an hour.
      if (repair || run % 10 === 0) ahead += 61 * 60_000;

      const told = JSON.stringify({ run, query, variables, odd, fault: fault?.[0], befalls, errors: answer.errors });
      const codes = (answer.errors ?? []).map(({ extensions }) => extensions["code"]);
      if (codes.includes("INTERNAL_SERVER_ERROR")) throw new Error(`A masked error: ${told}`);
      if (SECRETS.test(JSON.stringify(answer.errors ?? []))) throw new Error(`Something of Actionstep's answer: ${told}`);
      expect([told, answer.status]).toEqual([told, answer.data ? 200 : 400]);
      // A refused token or method has done nothing.
      const writes = server.simulator.requests
        .slice(before)
        .filter(({ kind, method, status }) => kind === "rest" && method !== "GET" && status !== 401 && status !== 405);
      if (writes.length > fields) throw new Error(`Written ${writes.length} times: ${told}`);
      for (const code of new Set(codes)) note(String(code));
      for (const payload of Object.values((answer.data ?? {}) as Record<string, { userErrors?: { code: string }[] } | null>))
        note(payload === null ? "null" : payload.userErrors?.length ? "user error" : "done");
    }
    // What never happens proves nothing.
    const expected = ["done", "user error", "BAD_USER_INPUT", "NOT_FOUND", "FORBIDDEN", "RATE_LIMITED"];
    const lost = ["UPSTREAM_UNAVAILABLE", "UPSTREAM_INVALID_RESPONSE"];
    expect([...expected, ...lost].filter((what) => !seen.has(what))).toEqual([]);
  },
  TIME_LIMIT,
);
