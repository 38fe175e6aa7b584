import type { Fault } from "./fault.js";

/** Fixes of signing in, sessions and tokens, undone in today's code. */
export const undoneAuth: readonly Fault[] = [
  {
    name: "Many networks together begin no more than 2,000 sign-ins a minute.",
    from: "157d4da",
    edits: [{ file: "auth/http/limits.ts", find: "connectsByAnybody: 10_000,", replace: "connectsByAnybody: 2_000," }],
    tests: ["test/unit/auth/bounds.test.ts"],
  },
  {
    name: "A token that is refused twice within a minute is renewed once.",
    from: "b07dbb5",
    edits: [
      { file: "auth/connections/timing.ts", find: "forcedAtOnce: 3,", replace: "forcedAtOnce: 1," },
      { file: "auth/connections/timing.ts", find: "forcedEvery: 20_000,", replace: "forcedEvery: 60_000," },
    ],
    tests: ["test/platform/auth/refresh-concurrency.test.ts"],
  },
  {
    name: "Somebody who never signs in may begin sign-ins from as many addresses of one network as there are.",
    from: "231514f",
    edits: [
      {
        file: "auth/http/limits.ts",
        find: 'const byNetwork = await count("connectsByNetwork", networkOf(request.ip) ?? "unknown");',
        replace: "const byNetwork = null;",
      },
    ],
    tests: ["test/e2e/auth/limits.test.ts"],
  },
  {
    name: "Refused requests fill the audit trail without a limit.",
    from: "231514f",
    edits: [
      {
        file: "gateway/observability/audit.ts",
        find: 'if (!audited || (audited.outcome === "refused" && isTooMany(event.at))) return;',
        replace: "if (!audited) return;",
      },
    ],
    tests: ["test/e2e/auth/audit.test.ts"],
  },
  {
    name: "Gateway tokens that have ended stay in the store.",
    from: "231514f",
    edits: [
      {
        file: "auth/store/sweep.ts",
        find: '["pat:", ({ expiresAt }: { expiresAt: number }, now) => now > expiresAt],',
        replace: "",
      },
    ],
    tests: ["test/unit/auth/bounds.test.ts"],
  },
  {
    name: "Counts of addresses that were seen once stay in the memory of the process.",
    from: "231514f",
    edits: [
      {
        file: "gateway/stores/memory.ts",
        find: "if (counts.size > sweepAbove) sweep(now);",
        replace: "",
      },
      {
        file: "gateway/stores/memory.ts",
        find: "if (counts.size > MAX_COUNTS) counts.delete(counts.keys().next().value!);",
        replace: "",
      },
    ],
    tests: ["test/unit/auth/bounds.test.ts"],
  },
  {
    name: "A session that has ended is served by a record that was written later.",
    from: "8c338f8",
    edits: [
      {
        file: "auth/callers/session-records.ts",
        find: "if (ended || now - lastUsedAt >= life.idle) return null;",
        replace: "if (now - lastUsedAt >= life.idle) return null;",
      },
    ],
    tests: ["test/e2e/auth/races.test.ts"],
  },
  {
    name: "A sign-in that is finished after its session was ended opens a session.",
    from: "8c338f8",
    edits: [
      {
        file: "auth/sign-in/sign-in.ts",
        find: "if (begunIn !== undefined && (await sessions.hasEnded(begunIn))) {",
        replace: "if (begunIn === null) {",
      },
      {
        file: "auth/callers/sessions.ts",
        find: "if (await records.hasEnded(session.name)) {",
        replace: "if (session === null) {",
      },
    ],
    tests: ["test/e2e/auth/races.test.ts"],
  },
  {
    name: "Logging out says 200 when the store could not be told.",
    from: "8c338f8",
    edits: [
      {
        file: "auth/http/account-routes.ts",
        find: "if (!(error instanceof StoreUnavailable)) throw error;",
        replace: "if (error instanceof StoreUnavailable) return signedOut(request, reply);",
      },
    ],
    tests: ["test/e2e/auth/sessions.test.ts", "test/e2e/auth/races.test.ts"],
  },
  {
    name: "An address to come back to carries the result of an earlier sign-in.",
    from: "83e010e",
    edits: [{ file: "auth/http/return-to.ts", find: "setNote(url, {});", replace: "" }],
    tests: ["test/property/return-to.test.ts"],
  },
  {
    name: "Two environments that share a store take turns in looking after connections, and one waits for the other.",
    from: "5d9dad6",
    edits: [
      { file: "auth/connections/keep-alive.ts", find: "`upkeep:${parts.env}`", replace: '"upkeep"' },
      {
        file: "auth/connections/connection-stats.ts",
        find: "(env: string): string => `census:${env}`",
        replace: '(_env: string): string => "census"',
      },
    ],
    tests: ["test/platform/auth/upkeep.test.ts"],
  },
  {
    name: "A spool that cannot be read stops the start.",
    from: "5d9dad6",
    edits: [
      {
        file: "auth/connections/recovery.ts",
        find: 'parts.log.error(describeError(error), "the spool cannot be read; what is in it is left there");\n    return [];',
        replace: "throw error;",
      },
    ],
    tests: ["test/platform/auth/upkeep.test.ts"],
  },
];
