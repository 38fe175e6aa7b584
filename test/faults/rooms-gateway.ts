import type { Fault } from "./fault.js";

/** A fault in each folder of the gateway that no fix has left one in. */
export const gatewayRooms: readonly Fault[] = [
  {
    name: "Another site may put the gateway's pages into a frame.",
    from: "room: gateway/pages",
    edits: [
      { file: "gateway/pages/security.ts", find: '"frame-ancestors": ["\'none\'"],', replace: '"frame-ancestors": ["*"],' },
    ],
    tests: ["test/e2e/pages/routes.test.ts"],
  },
  {
    name: "A page repeats what stands in its address.",
    from: "room: gateway/pages",
    edits: [
      {
        file: "gateway/pages/notices.ts",
        find: '?? "Connecting to Actionstep did not work. Please try again.",',
        replace: '?? String(query["auth_error"]),',
      },
    ],
    tests: ["test/unit/pages/pages.test.ts"],
  },
  {
    name: "A page with a viewer on it may be kept by a cache.",
    from: "room: gateway/pages",
    edits: [
      {
        file: "gateway/pages/routes.ts",
        find: 'return send(reply, homePage(model), "no-store");',
        replace: 'return send(reply, homePage(model), "public, max-age=60");',
      },
    ],
    tests: ["test/e2e/pages/routes.test.ts"],
  },
  {
    name: "A reload of a page repeats what had just happened.",
    from: "room: gateway/pages/browser",
    edits: [{ file: "gateway/pages/browser/home.ts", find: "forgetNotice();", replace: "" }],
    tests: ["test/platform/pages/browser.test.ts", "test/platform/pages/chromium.test.ts", "test/platform/pages/account.test.ts"],
    needsBuild: true,
  },
  {
    name: "Two writers who read the same value both replace it, in memory.",
    from: "room: gateway/stores",
    edits: [
      {
        file: "gateway/stores/memory.ts",
        find: "if ((values.get(key) ?? null) !== expected) return false;",
        replace: "",
      },
    ],
    tests: ["test/platform/auth/store.test.ts"],
  },
  {
    name: "A lease on disk is held for ever.",
    from: "room: gateway/stores",
    edits: [
      {
        file: "gateway/stores/lmdb.ts",
        find: "return Number(lease.slice(0, bar)) > clock() ? lease.slice(bar + 1) : undefined;",
        replace: "return lease.slice(bar + 1);",
      },
    ],
    tests: ["test/platform/auth/store.test.ts"],
  },
  {
    name: "A lease in Redis is anybody's to take.",
    from: "room: gateway/stores",
    edits: [{ file: "gateway/stores/redis-scripts.ts", find: "if owner and owner ~= ARGV[1] then return 0 end\n", replace: "" }],
    tests: ["test/platform/auth/store-servers.test.ts"],
  },
  {
    name: "A window of counts in PostgreSQL never ends.",
    from: "room: gateway/stores",
    edits: [
      {
        file: "gateway/stores/postgres.ts",
        find: "count = case when c.ends <= clock_timestamp() then 1 else c.count + 1 end,",
        replace: "count = c.count + 1,",
      },
    ],
    tests: ["test/platform/auth/store.test.ts"],
    only: "counter|window",
  },
  {
    name: "A Redis that throws values away when it is full is taken for a store.",
    from: "room: gateway/stores",
    edits: [
      {
        file: "gateway/stores/redis-inspection.ts",
        find: 'else if (policy !== "noeviction")',
        replace: 'else if (policy === "")',
      },
    ],
    tests: ["test/platform/auth/store-servers.test.ts", "test/platform/deploy/redis.test.ts"],
  },
  {
    name: "A field that fails takes a list's other rows with it.",
    from: "room: gateway/execution",
    edits: [
      {
        file: "gateway/execution/failures.ts",
        find: "if (isNonNullType(type)) throw located;",
        replace: "throw located;",
      },
    ],
    tests: ["test/graph/execution.test.ts"],
  },
  {
    name: "Mutations of one operation are made at the same time.",
    from: "room: gateway/execution",
    edits: [
      {
        file: "gateway/execution/index.ts",
        find: "const data = isMutation ? runSerially(run, root) : runSelection(run, root, undefined, undefined);",
        replace: "const data = runSelection(run, root, undefined, undefined);",
      },
    ],
    tests: ["test/graph/execution.test.ts", "test/e2e/writes.test.ts"],
  },
  {
    name: "A fault of the gateway's own is told to clients as it is.",
    from: "room: gateway",
    edits: [
      {
        file: "gateway/http/answer-errors.ts",
        find: "if (!isShown(error)) return {",
        replace: "if (error === undefined) return {",
      },
    ],
    tests: ["test/e2e/masking.test.ts"],
  },
  {
    name: "Another site's page may send queries with a viewer's cookie.",
    from: "room: gateway",
    edits: [
      {
        file: "gateway/http/graphql-route.ts",
        find: 'if (request.method === "POST" && foreign)',
        replace: 'if (request.method === "PUT" && foreign)',
      },
    ],
    tests: ["test/e2e/bad-input.test.ts", "test/e2e/writes-hostile.test.ts"],
    only: "another site",
  },
  {
    name: "A query that could cost thousands of requests is begun.",
    from: "room: gateway",
    edits: [
      {
        file: "gateway/http/request-cost.ts",
        find: "if (cost > MAX_ESTIMATE) throw new QueryTooExpensive(cost, MAX_ESTIMATE);",
        replace: "",
      },
    ],
    tests: ["test/e2e/bad-input.test.ts"],
    only: "thousands of requests",
  },
  {
    name: "Tokens are written to the log.",
    from: "room: gateway",
    edits: [{ file: "gateway/observability/log.ts", find: '  "authorization",\n', replace: "" }],
    tests: ["test/unit/log.test.ts"],
  },
  {
    name: "A gateway that drains says that it is ready.",
    from: "room: gateway",
    edits: [
      {
        file: "gateway/http/server.ts",
        find: 'const { ok, reasons: own } = isDraining() ? { ok: false, reasons: ["draining"] } : await auth.health();',
        replace: "const { ok, reasons: own } = await auth.health();",
      },
    ],
    tests: ["test/e2e/draining.test.ts"],
  },
  {
    name: "A host that does not answer is asked on and on.",
    from: "room: gateway/rate-limit",
    edits: [
      {
        file: "gateway/rate-limit/breaker.ts",
        find: "return this.failures >= MAX_FAILURES && isEverything && this.open(now);",
        replace: "return false;",
      },
    ],
    tests: ["test/unit/rate-limit/scheduler.test.ts"],
  },
  {
    name: "A viewer with many requests keeps the others waiting.",
    from: "room: gateway/rate-limit",
    edits: [
      {
        file: "gateway/rate-limit/hosts.ts",
        find: "lines.delete(owner);\n      lines.set(owner, line);",
        replace: "",
      },
    ],
    tests: ["test/unit/rate-limit/scheduler.test.ts"],
  },
];
