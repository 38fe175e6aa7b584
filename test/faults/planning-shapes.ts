import type { Fault } from "./fault.js";

/** The requests that each shape of query may cost, what planning must never do, and a fault for each. */
export const planningShapes: readonly Fault[] = [
  {
    name: "The same read of two operations at one time is sent twice.",
    from: "planning.md: operations of one viewer share requests",
    edits: [
      { file: "gateway/planner/planner.ts", find: "options.shares ? [wants] : grouped(", replace: "grouped(" },
      {
        file: "gateway/planner/coalesce.ts",
        find: "const same = shares && !fresh ? underWay.get(target) : undefined;",
        replace: "const same = undefined as UnderWay | undefined;",
      },
    ],
    tests: ["test/e2e/sharing.test.ts"],
  },
  {
    name: "The lists below a record whose id is given wait for the record.",
    from: "planning.md: S2, children in the parent's own round",
    edits: [
      {
        file: "gateway/planner/prefetch.ts",
        find: 'if (want.kind === "record") return prefetchedBelow(want, want.restId);',
        replace: 'if (want.kind === "record") return [];',
      },
    ],
    tests: ["test/e2e/planning.test.ts"],
    only: "S2",
  },
  {
    name: "How long a list was is forgotten, so that its pages take two rounds every time.",
    from: "planning.md: S3, page counts are remembered",
    edits: [
      {
        file: "gateway/planner/list-sizes.ts",
        find: "noteTotal: (list, rows) => void known.set(`total ${short(list)}`, rows),",
        replace: "noteTotal: () => undefined,",
      },
    ],
    tests: ["test/e2e/planning.test.ts"],
    only: "S3",
  },
  {
    name: "Links of a list are read by themselves, not side-loaded.",
    from: "planning.md: S1, links come along",
    edits: [
      {
        file: "gateway/rest/read.ts",
        find: "if (target.identity && !isOnHand && grants(target))",
        replace: "if (target.identity && isOnHand && grants(target))",
      },
    ],
    tests: ["test/e2e/planning.test.ts"],
    only: "S1 ",
  },
  {
    name: "A count reads a whole page.",
    from: "planning.md: S8, a count is one small request",
    edits: [
      {
        file: "gateway/planner/strategies/list-steps.ts",
        find: "    pageSize: 1,\n    pages: [1],",
        replace: "    pageSize: knowledge.pageSize,\n    pages: [1],",
      },
    ],
    tests: ["test/e2e/paging.test.ts"],
    only: "counted without",
  },
  {
    name: "A write reads again what its answer told.",
    from: "planning.md: S9, what a write answered is not read again",
    edits: [
      {
        file: "gateway/writes/writes.ts",
        find: "if (returned && missing!.length === 0 && targets.size < 2) return returned;",
        replace: "",
      },
    ],
    tests: ["test/e2e/writes.test.ts"],
    only: "comes from the write's own answer",
  },
  {
    name: "Several records by id are read one by one.",
    from: "planning.md: S10, several ids in one request",
    edits: [
      {
        file: "gateway/planner/strategies/multi-get.ts",
        find: "return chunkIds(ids).flatMap(",
        replace: "return chunkIds(ids, 1).flatMap(",
      },
    ],
    tests: ["test/e2e/planning.test.ts"],
    only: "S10",
  },
  {
    name: "Rows of a stretch that begins within a page are those of the page's beginning.",
    from: "planning.md: the plan answers as a naive one does",
    edits: [{ file: "gateway/planner/pages.ts", find: "skip: offset - page * pageSize }", replace: "skip: 0 }" }],
    tests: ["test/unit/planner/pages.test.ts", "test/property/oracle.test.ts"],
  },
  {
    name: "A write that failed with 503 is sent again.",
    from: "planning.md: no write is sent twice",
    edits: [{ file: "gateway/rate-limit/retry.ts", find: "!(isRead && (UNAVAILABLE", replace: "!((UNAVAILABLE" }],
    tests: ["test/e2e/rest/transport.test.ts", "test/e2e/writes.test.ts"],
  },
  {
    name: "A cursor counts pages, so that rows are skipped or come twice when first changes.",
    from: "planning.md: cursors are of rows",
    edits: [
      {
        file: "resolvers/connection-request.ts",
        find: 'const offset = isGiven(after) ? placeOf("after", after!) + 1 : 0;',
        replace: 'const offset = isGiven(after) ? Math.ceil((placeOf("after", after!) + 1) / rows) * rows : 0;',
      },
    ],
    tests: ["test/e2e/paging.test.ts"],
    only: "after a cursor",
  },
  {
    name: "The children of several parents are asked for one parent at a time.",
    from: "planning.md: S4 and S5, children in one list",
    edits: [
      {
        file: "gateway/planner/strategies/children-together.ts",
        find: "if (!knowledge.combines.children) return",
        replace: "if (knowledge.combines.children) return",
      },
    ],
    tests: ["test/e2e/planning.test.ts"],
    only: "S4",
  },
  {
    name: "Errors repeat what Actionstep's answer said.",
    from: "planning.md: nothing of an upstream answer in errors",
    edits: [
      {
        file: "gateway/rest/content.ts",
        find: "throw new UpstreamInvalidResponse();",
        replace: 'throw new UpstreamInvalidResponse(answer.body.toString("utf8"));',
      },
    ],
    tests: ["test/e2e/fault-table.test.ts", "test/e2e/failures.test.ts"],
  },
  {
    name: "A 404 of Actionstep's makes the whole answer a 404.",
    from: "planning.md: the status of an answer is its own",
    edits: [
      {
        file: "schema/errors.ts",
        find: 'super(`${what} does not exist, or you may not see it.`, "NOT_FOUND");',
        replace: 'super(`${what} does not exist, or you may not see it.`, "NOT_FOUND", { http: { status: 404 } });',
      },
    ],
    tests: ["test/e2e/failures.test.ts", "test/e2e/mutations.test.ts", "test/e2e/fault-table.test.ts"],
  },
  {
    name: "A body that is no JSON is answered with a page.",
    from: "planning.md: mistakes of a request are JSON",
    edits: [
      {
        file: "gateway/http/graphql-route.ts",
        find: '.type("application/json; charset=utf-8")',
        replace: '.type("text/html; charset=utf-8")',
      },
    ],
    tests: ["test/e2e/clients-mistakes.test.ts", "test/e2e/bad-input.test.ts", "test/e2e/ecosystem/graphql-over-http.test.ts"],
  },
];
