import type { Fault } from "./fault.js";

/** Fixes of the gateway's own side, undone in today's code: execution, limits, files, the process. */
export const undoneGateway: readonly Fault[] = [
  {
    name: "Long documents that arrive at one moment are parsed one after the other, and nothing else has its turn.",
    from: "71299a9",
    edits: [
      { file: "gateway/http/operation-limits.ts", find: "if (source.length > LONG_DOCUMENT) await nextTurn();", replace: "" },
    ],
    tests: ["test/unit/limits/turns.test.ts"],
  },
  {
    name: "Who begins many long requests and ends none shuts everybody else out.",
    from: "058dfcb",
    edits: [
      {
        file: "gateway/http/graphql-route.ts",
        find: "function limitBodies(scope: FastifyInstance, bodies: ArrivingBodies): void {",
        replace: "let claimed = 0;\nfunction limitBodies(scope: FastifyInstance, bodies: ArrivingBodies): void {",
      },
      {
        file: "gateway/http/graphql-route.ts",
        find: "let bytes = 0;",
        replace: [
          'const said = Number(request.headers["content-length"] ?? 0);',
          "claimed += said;",
          'reply.raw.once("close", () => (claimed -= said));',
          "if (claimed > MAX_BODIES) return void request.raw.destroy();",
          "let bytes = 0;",
        ].join("\n"),
      },
    ],
    tests: ["test/e2e/request-bodies.test.ts"],
  },
  {
    name: "A connection whose form was refused takes no other request.",
    from: "09f9d8d",
    edits: [
      {
        file: "gateway/files/form.ts",
        find: "setImmediate(() => this.request.resume());",
        replace: "if (this.#seen <= MAX_BEFORE_FILE) setImmediate(() => this.request.resume());",
      },
    ],
    tests: ["test/unit/files/arriving.test.ts"],
  },
  {
    name: "Introspections that arrive at one moment are answered one after the other, and nothing else has its turn.",
    from: "3f0b92b",
    edits: [
      {
        file: "gateway/execution/index.ts",
        find: "return nextTurn().then(() => {",
        replace: "return Promise.resolve().then(() => {",
      },
      { file: "gateway/execution/index.ts", find: "return nextTurn().then(start);", replace: "return start();" },
    ],
    tests: ["test/unit/limits/turns.test.ts"],
  },
  {
    name: "A large answer is made in one go, and nothing else has its turn meanwhile.",
    from: "01d2e92",
    edits: [
      {
        file: "gateway/execution/complete.ts",
        find: "return run.share.isUsedUp(values) ? nextTurn().then(completed) : completed();",
        replace: "return completed();",
      },
    ],
    tests: ["test/graph/answer-budget.test.ts"],
  },
  {
    name: "A large answer is begun although it cannot fit.",
    from: "01d2e92",
    edits: [
      {
        file: "gateway/execution/complete.ts",
        find: 'if (plan.level === "below") run.budget.foresee(values, items * plan.emptyBytes);',
        replace: "",
      },
    ],
    tests: ["test/graph/answer-budget.test.ts"],
  },
  {
    name: "An introspection is priced by its objects, so that many fields of one cost nothing.",
    from: "1e189d8",
    edits: [
      {
        file: "gateway/execution/introspection-price.ts",
        find: "if ((this.#visits += place.fields.length) > this.maxVisits)",
        replace: "if ((this.#visits += 1) > this.maxVisits)",
      },
    ],
    tests: ["test/graph/introspection-price.test.ts"],
  },
  {
    name: "What is selected at one place of an introspection is worked out again for each object.",
    from: "1e189d8",
    edits: [
      {
        file: "gateway/execution/introspection-price.ts",
        find: "this.#places.set(sets[0]!, (place = { fields, prices: new Map() }));",
        replace: "place = { fields, prices: new Map() };",
      },
    ],
    tests: ["test/graph/introspection-price.test.ts"],
  },
  {
    name: "A gateway closes only when Actionstep has answered what nobody waits for any more.",
    from: "31596f5",
    edits: [
      {
        file: "gateway/rest/open.ts",
        find: "await Promise.race([agent.close(), late])",
        replace: "await Promise.all([agent.close(), late])",
      },
    ],
    tests: ["test/e2e/closing.test.ts"],
  },
  {
    name: "An address that cannot be read is repeated in the answer.",
    from: "1797b25",
    edits: [{ file: "gateway/http/server.ts", find: "frameworkErrors: refuseAddress,", replace: "" }],
    tests: ["test/e2e/auth/odd-requests.test.ts", "test/e2e/hostile.test.ts"],
  },
  {
    name: "Plans are taken to be a tenth as large as they are, so that ten times as many are kept.",
    from: "58f96d6",
    edits: [
      { file: "gateway/execution/plans.ts", find: "const PLAN_BYTES = 3_000;", replace: "const PLAN_BYTES = 300;" },
      { file: "gateway/execution/plans.ts", find: "const FIELD_BYTES = 700;", replace: "const FIELD_BYTES = 70;" },
    ],
    tests: ["test/graph/kept-size.test.ts"],
  },
  {
    name: "A .env file that an editor saved with a byte order mark has a setting nobody knows.",
    from: "970b0cc",
    edits: [{ file: "gateway/env-file.ts", find: 'text.replaceAll("\\uFEFF", "")', replace: "text" }],
    tests: ["test/platform/env-file.test.ts"],
  },
  {
    name: "A file of somebody's is served as whatever its name says, scripts and pages among them.",
    from: "0b9a18d",
    edits: [
      {
        file: "gateway/files/media-types.ts",
        find: 'return type !== null && INERT.has(type) ? type : "application/octet-stream";',
        replace: 'return type ?? "application/octet-stream";',
      },
    ],
    tests: ["test/unit/files/media-types.test.ts"],
  },
  {
    name: "Two people may hold all places for files.",
    from: "0b9a18d",
    edits: [{ file: "gateway/files/semaphore.ts", find: "(count === 0 ? max : max - reserved)", replace: "max" }],
    tests: ["test/unit/files/semaphore.test.ts"],
  },
  {
    name: "Slow senders keep their places for files, whoever waits.",
    from: "0b9a18d",
    edits: [{ file: "gateway/files/semaphore.ts", find: "slow[0]?.holder.eviction.abort();", replace: "" }],
    tests: ["test/unit/files/semaphore.test.ts"],
  },
  {
    name: "Lines of the log that nobody reads pile up in memory without end.",
    from: "0091dbc",
    edits: [
      {
        file: "gateway/observability/standard-streams.ts",
        find: "if (stream.writableLength + text.length > MAX_LOG_BACKLOG) {",
        replace: "if (stream.writableLength < 0) {",
      },
    ],
    tests: ["test/platform/unread-output.test.ts"],
    only: "keeps lines for a reader",
    needsBuild: true,
  },
  {
    name: "Metrics are shown to whoever comes through a proxy.",
    from: "0091dbc",
    edits: [
      {
        file: "gateway/observability/metrics-server.ts",
        find: "isDirectFromHere(raw) ? sendMetrics(registry, reply) : void reply.callNotFound(),",
        replace: "raw.socket ? sendMetrics(registry, reply) : void reply.callNotFound(),",
      },
    ],
    tests: ["test/e2e/metrics.test.ts"],
  },
  {
    name: "A bulk write is priced like the write of one record.",
    from: "0306e77",
    edits: [
      {
        file: "gateway/http/request-cost.ts",
        find: "return 1 + (written?.length ?? 1) * childComplexity;",
        replace: "return 1 + childComplexity;",
      },
    ],
    tests: ["test/e2e/writes-hostile.test.ts"],
    only: "many records of which much is wanted",
  },
  {
    name: "An upload whose said size is wrong is taken.",
    from: "8ecb97a",
    edits: [{ file: "gateway/files/send-file.ts", find: "length === 0 || (isExact && total !== size)", replace: "length === 0" }],
    tests: ["test/e2e/files.test.ts"],
    only: "of which more follows|whose size",
  },
  {
    name: "Dots and invisible characters at the end of a name hide its extension.",
    from: "8ecb97a",
    edits: [{ file: "gateway/files/names.ts", find: '.replace(/[\\s.\\p{Cf}]+$/u, "")', replace: "" }],
    tests: ["test/e2e/files.test.ts"],
    only: "called",
  },
  {
    name: "A file of unknown size has a name on disk while it arrives.",
    from: "24cab39",
    edits: [{ file: "gateway/files/temp-file.ts", find: "await remove().catch(() => undefined);", replace: "" }],
    tests: ["test/e2e/files.test.ts"],
    only: "no name on disk",
  },
  {
    name: "The last thousand bytes of a file of ten are refused.",
    from: "a5818f5",
    edits: [
      {
        file: "gateway/files/range.ts",
        find: "if (suffix !== undefined && size > 0 && Number(suffix) >= size) return { start: 0, end: size - 1 };",
        replace: 'if (suffix !== undefined && Number(suffix) > size) return "unsatisfiable";',
      },
    ],
    tests: ["test/e2e/file-content.test.ts"],
  },
  {
    name: "A 429 of one resource slows all that its viewer asks.",
    from: "8f58233",
    edits: [{ file: "gateway/rate-limit/scopes.ts", find: "return scopes.at(-1)!;", replace: "return scopes.at(-2)!;" }],
    tests: ["test/unit/rate-limit/scheduler.test.ts"],
  },
  {
    name: "The rate comes back a minute after refusals are over, not within three seconds.",
    from: "8f58233",
    edits: [
      {
        file: "gateway/rate-limit/recovery.ts",
        find: "export const RECOVERY = 1_200;",
        replace: "export const RECOVERY = 60_000;",
      },
    ],
    tests: ["test/unit/rate-limit/adaptive-limit.test.ts"],
  },
];
