import type { Fault } from "./fault.js";

/** A fault in each part of the simulator, the scripts and the files to deploy with that no fix has left one in. */
export const otherRooms: readonly Fault[] = [
  {
    name: "The simulator takes a code without the verifier it was asked for with.",
    from: "room: simulator/oauth",
    edits: [
      {
        file: "simulator/oauth/pkce.ts",
        find: 'return verifier !== null && sameSecret(createHash("sha256").update(verifier).digest("base64url"), challenge);',
        replace: 'return verifier === null || sameSecret(createHash("sha256").update(verifier).digest("base64url"), challenge);',
      },
    ],
    tests: ["test/e2e/simulator/tokens.test.ts"],
  },
  {
    name: "The simulator takes a refresh token twice under strict rotation.",
    from: "room: simulator/oauth",
    edits: [
      {
        file: "simulator/oauth/grants.ts",
        find: 'if (!forgiven) refuse("The refresh token has been used before");',
        replace: "",
      },
    ],
    tests: ["test/e2e/simulator/tokens.test.ts"],
  },
  {
    name: "The simulator shows records of a hidden matter.",
    from: "room: simulator/rest",
    edits: [
      {
        file: "simulator/rest/view.ts",
        find: 'if (target === "actions" && linkedIds(row, wire).some((id) => hiddenMatters.has(Number(id)))) return true;',
        replace: "",
      },
    ],
    tests: ["test/graph/simulator/rest.test.ts", "test/graph/simulator/data.test.ts"],
  },
  {
    name: "The simulator gives larger pages than its largest.",
    from: "room: simulator/rest",
    edits: [
      {
        file: "simulator/rest/paging.ts",
        find: "if (size <= quirks.maxPageSize) return { page, size };",
        replace: "return { page, size };",
      },
    ],
    tests: ["test/graph/simulator/rest.test.ts"],
  },
  {
    name: "The simulator matches rows without a value by a negation.",
    from: "room: simulator/rest",
    edits: [{ file: "simulator/rest/quirks.ts", find: "negationKeepsNulls: false,", replace: "negationKeepsNulls: true," }],
    tests: ["test/graph/simulator/filters.test.ts"],
  },
  {
    name: "The simulator shows part of a write that it refuses.",
    from: "room: simulator/writes",
    edits: [
      {
        file: "simulator/writes/work.ts",
        find: "this.changed.set(path, (rows = [...this.rows(path)]));",
        replace: "this.changed.set(path, (rows = this.rows(path) as Row[]));",
      },
    ],
    tests: ["test/e2e/simulator/writes.test.ts", "test/e2e/simulator/workflow.test.ts"],
  },
  {
    name: "The simulator gives the number of a deleted record to a new one.",
    from: "room: simulator/writes",
    edits: [
      {
        file: "simulator/writes/work.ts",
        find: "given.set(this.organisation, new Map([...(given.get(this.organisation) ?? []), ...this.numbers]));",
        replace: "",
      },
      { file: "simulator/writes/work.ts", find: "this.numbers.set(path, next);", replace: "" },
    ],
    tests: ["test/e2e/simulator/writes.test.ts"],
  },
  {
    name: "The simulator's data differs from run to run.",
    from: "room: simulator/seed",
    edits: [
      {
        file: "simulator/seed/random.ts",
        find: "this.state = seed >>> 0;",
        replace: "this.state = (Math.random() * 2 ** 32) >>> 0;",
      },
    ],
    tests: ["test/graph/simulator/data.test.ts"],
  },
  {
    name: "A page of the simulator takes the name of a scope for markup.",
    from: "room: simulator/pages",
    edits: [
      {
        file: "simulator/pages/consent.ts",
        find: '<span class="code">${scope}</span>',
        replace: '<span class="code">${html.raw`${scope}`}</span>',
      },
    ],
    tests: ["test/graph/simulator/pages.test.ts"],
  },
  {
    name: "A hook that was refused hears on.",
    from: "room: simulator (hooks)",
    edits: [
      {
        file: "simulator/hooks/hooks.ts",
        find: 'status: deleted ? "Deleted" : "Disabled"',
        replace: 'status: deleted ? "Deleted" : "Active"',
      },
    ],
    tests: ["test/e2e/simulator/hooks.test.ts"],
  },
  {
    name: "A request that the simulator refuses for coming too soon counts all the same.",
    from: "room: simulator (limits)",
    edits: [
      {
        file: "simulator/control/limits.ts",
        find: "if (wait > 0) return wait;\n      for (const bucket of taken) bucket.left -= 1;",
        replace: "for (const bucket of taken) bucket.left -= 1;\n      if (wait > 0) return wait;",
      },
    ],
    tests: ["test/e2e/simulator/limits.test.ts"],
  },
  {
    name: "Another site's page moves the simulator's controls.",
    from: "room: simulator (controls)",
    edits: [
      {
        file: "simulator/control/controls.ts",
        find: "if (isForeign(request)) return",
        replace: "if (request === undefined) return",
      },
    ],
    tests: ["test/e2e/simulator/controls.test.ts"],
  },
  {
    name: "The simulator's log has the state of a sign-in.",
    from: "room: simulator (request log)",
    edits: [{ file: "simulator/control/request-log.ts", find: "/^(state|nonce|code|.*token", replace: "/^(nonce|code|.*token" }],
    tests: ["test/e2e/simulator/request-log.test.ts"],
  },
  {
    name: "A fault of the simulator goes on after as many times as it was meant for.",
    from: "room: simulator (faults)",
    edits: [{ file: "simulator/control/faults.ts", find: "if (--entry.left <= 0) rules.delete(entry);", replace: "" }],
    tests: ["test/e2e/simulator/faults.test.ts"],
  },
  {
    name: "The simulator knows no summer time.",
    from: "room: simulator (time zones)",
    edits: [
      {
        file: "simulator/time-zones.ts",
        find: "if (minutesAt(start + step) === before) continue;",
        replace: "if (before <= Infinity) continue;",
      },
    ],
    tests: ["test/unit/simulator/time-zones.test.ts"],
  },
  {
    name: "An upload's file is Uploaded before its last part.",
    from: "room: simulator (uploads)",
    edits: [
      {
        file: "simulator/rest/uploads.ts",
        find: "...(parts === upload.partCount && { completedAt: now }),",
        replace: "completedAt: now,",
      },
    ],
    tests: ["test/e2e/simulator/uploads.test.ts"],
  },
  {
    name: "The simulator's command does not say where it listens.",
    from: "room: simulator (command)",
    edits: [
      {
        file: "simulator/command.ts",
        find: "The simulated Actionstep listens on ${url}",
        replace: "The simulated Actionstep listens",
      },
    ],
    tests: ["test/e2e/simulator/command.test.ts"],
  },
  {
    name: "A package of another version than the lock names passes.",
    from: "room: scripts",
    edits: [
      {
        file: "scripts/check-lock.js",
        find: "if (found !== version) differences.push(",
        replace: "if (found === undefined) differences.push(",
      },
    ],
    tests: ["test/platform/deploy/lock.test.ts"],
  },
  {
    name: "A package that the lock does not name passes.",
    from: "room: scripts",
    edits: [
      { file: "scripts/check-lock.js", find: "if (!entry) differences.push(", replace: "if (entry === null) differences.push(" },
    ],
    tests: ["test/platform/deploy/lock.test.ts"],
  },
  {
    name: "A file of the pages that is large is stored uncompressed.",
    from: "room: scripts",
    edits: [{ file: "scripts/build-assets.js", find: "if (content.length < 1024) return;", replace: "return;" }],
    tests: ["test/e2e/pages/routes.test.ts"],
    needsBuild: true,
  },
  {
    name: "schema.graphql is not the graph.",
    from: "room: schema",
    edits: [
      {
        file: "schema/schema.graphql",
        find: "Key of the organisation whose data the viewer sees.",
        replace: "Key of an organisation.",
      },
    ],
    tests: ["test/graph/schema.test.ts"],
  },
  {
    name: "A gateway in a container is killed before it has finished.",
    from: "room: deploy",
    edits: [{ file: "deploy/compose.yml", find: "stop_grace_period: 400s", replace: "stop_grace_period: 30s" }],
    tests: ["test/unit/deploy/manifests.test.ts"],
  },
  {
    name: "The load balancer gives up on a query that is still allowed to take its time.",
    from: "room: deploy",
    edits: [{ file: "deploy/haproxy.cfg", find: "timeout server 360s", replace: "timeout server 60s" }],
    tests: ["test/unit/deploy/timeouts.test.ts", "test/unit/deploy/manifests.test.ts"],
  },
  {
    name: "The image is built from whatever its base is on the day.",
    from: "room: deploy",
    edits: [
      {
        file: "deploy/Containerfile",
        find: "@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6",
        replace: "",
      },
    ],
    tests: ["test/unit/deploy/manifests.test.ts"],
  },
];
