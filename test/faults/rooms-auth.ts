import type { Fault } from "./fault.js";

/** A fault in each part of signing in that no fix has left one in. */
export const authRooms: readonly Fault[] = [
  {
    name: "A callback is taken from a browser that did not begin the sign-in.",
    from: "room: auth (transactions)",
    edits: [
      {
        file: "auth/sign-in/transactions.ts",
        find: 'if (!matchesDigest(secret, seen.browser)) return { found: "foreign", name };',
        replace: "",
      },
    ],
    tests: ["test/e2e/auth/sign-in.test.ts"],
  },
  {
    name: "A sign-in is finished an hour after it was begun.",
    from: "room: auth (transactions)",
    edits: [{ file: "auth/sign-in/transactions.ts", find: "const LIFE = 600_000;", replace: "const LIFE = 3_660_000;" }],
    tests: ["test/e2e/auth/sign-in.test.ts"],
  },
  {
    name: "A sign-in is begun without a code challenge.",
    from: "room: auth (provider)",
    edits: [
      {
        file: "auth/provider/provider.ts",
        find: "code_challenge: await client.calculatePKCECodeChallenge(verifier),",
        replace: "code_challenge: verifier,",
      },
    ],
    tests: ["test/e2e/auth/sign-in.test.ts", "test/e2e/auth/simulator.test.ts"],
  },
  {
    name: "A user of another organisation than the token's is connected.",
    from: "room: auth (sign-in)",
    edits: [
      {
        file: "auth/sign-in/sign-in.ts",
        find: "if (identity.orgkey !== undefined && identity.orgkey !== grant.orgkey) {",
        replace: "if (identity.orgkey === null) {",
      },
    ],
    tests: ["test/e2e/auth/sign-in.test.ts"],
  },
  {
    name: "A token is sent to whichever host an answer names.",
    from: "room: auth (API endpoints)",
    edits: [
      {
        file: "auth/provider/api-endpoint.ts",
        find: "if (!hosts.patterns.some((pattern) => hostMatches(url.host, pattern.toLowerCase()))) return null;",
        replace: "",
      },
    ],
    tests: ["test/e2e/auth/allow-lists.test.ts"],
  },
  {
    name: "A pattern for subdomains fits hosts that only end alike.",
    from: "room: auth (API endpoints)",
    edits: [
      {
        file: "auth/provider/api-endpoint.ts",
        find: "host.endsWith(pattern.slice(1))",
        replace: "host.endsWith(pattern.slice(2))",
      },
    ],
    tests: ["test/e2e/auth/allow-lists.test.ts"],
  },
  {
    name: "Another site's page may end sessions.",
    from: "room: auth (forgery)",
    edits: [
      {
        file: "auth/http/csrf.ts",
        find: 'if (header !== "1") return { code: "CSRF_REJECTED", message: "Send the header x-csrf: 1." };',
        replace: "",
      },
    ],
    tests: ["test/e2e/auth/sessions.test.ts", "test/e2e/auth/session-list.test.ts"],
  },
  {
    name: "A script may read the session's cookie.",
    from: "room: auth (cookies)",
    edits: [{ file: "auth/http/cookie.ts", find: "httpOnly: true", replace: "httpOnly: false" }],
    tests: ["test/e2e/auth/sign-in.test.ts", "test/e2e/auth/sessions.test.ts"],
  },
  {
    name: "A session that has not been used for days is served.",
    from: "room: auth (sessions)",
    edits: [
      {
        file: "auth/callers/session-records.ts",
        find: "if (ended || now - lastUsedAt >= life.idle) return null;",
        replace: "if (ended) return null;",
      },
    ],
    tests: ["test/e2e/auth/sessions.test.ts"],
  },
  {
    name: "The id of a session stays the same when a connection is added.",
    from: "room: auth (sessions)",
    edits: [
      {
        file: "auth/callers/sessions.ts",
        find: "await records.supersede(replaces.key, key);",
        replace: "",
      },
    ],
    tests: ["test/e2e/auth/sessions.test.ts", "test/e2e/auth/gateway-tokens.test.ts", "test/e2e/auth/organisations.test.ts"],
  },
  {
    name: "A value sealed for one place opens in another.",
    from: "room: auth (seals)",
    edits: [
      {
        file: "auth/crypto/seal.ts",
        find: 'if (protectedHeader["ctx"] === place) return',
        replace: "if (protectedHeader) return",
      },
    ],
    tests: ["test/platform/auth/secrecy.test.ts"],
  },
  {
    name: "A gateway token that has ended is good.",
    from: "room: auth (gateway tokens)",
    edits: [{ file: "auth/callers/gateway-tokens.ts", find: "if (now >= record.expiresAt) {", replace: "if (now < 0) {" }],
    tests: ["test/e2e/auth/gateway-tokens.test.ts"],
  },
  {
    name: "A gateway token may make further tokens.",
    from: "room: auth (guards)",
    edits: [
      {
        file: "auth/http/route-guards.ts",
        find: "if (bearerOf(request) !== undefined)",
        replace: "if (bearerOf(request) === null)",
      },
    ],
    tests: ["test/e2e/auth/gateway-tokens.test.ts"],
  },
  {
    name: "A cookie beside a bad gateway token is looked at.",
    from: "room: auth (callers)",
    edits: [
      {
        file: "auth/callers/authenticate.ts",
        find: 'if (!token) throw new Unauthenticated(connectUrl(), "This gateway token is not known, has ended or was revoked.");',
        replace:
          'if (!token) return sessions.find(cookies.session(request)).then((found) => found && { ...found, via: "cookie", access: "write" });',
      },
    ],
    tests: ["test/e2e/auth/gateway-tokens.test.ts"],
  },
  {
    name: "A header reaches an organisation that the caller is not connected to in this session.",
    from: "room: auth (organisations)",
    edits: [
      {
        file: "auth/callers/authenticate.ts",
        find: 'if (wanted !== undefined && wanted !== "")\n        return chosen(',
        replace:
          'if (wanted !== undefined && wanted !== "" && all.some(({ record }) => record.orgkey === wanted))\n        return chosen(',
      },
    ],
    tests: ["test/e2e/auth/organisations.test.ts"],
  },
  {
    name: "An answer is lost whose process ends before it is judged.",
    from: "room: auth (refresh)",
    edits: [
      {
        file: "auth/connections/refresh.ts",
        find: "refreshCommit.salvage(id, attempt, (salvaged = json)),",
        replace: "Promise.resolve(void (salvaged = json)),",
      },
    ],
    tests: ["test/platform/auth/refresh-faults.test.ts"],
  },
  {
    name: "A refresh token is spent twice by two processes.",
    from: "room: auth (refresh)",
    edits: [
      { file: "auth/connections/refresh.ts", find: "if (heldElsewhere(record)) {", replace: "if (record === undefined) {" },
    ],
    tests: ["test/platform/auth/refresh-concurrency.test.ts", "test/platform/auth/refresh-faults.test.ts"],
  },
  {
    name: "A refresh that fails signs its viewer out, whatever the reason.",
    from: "room: auth (failures of a refresh)",
    edits: [
      {
        file: "auth/connections/refresh-failures.ts",
        find: 'return outcome === "dead" ? withVerdict(record, attempt) : withBackoff(record, attempt, failure);',
        replace: "return withVerdict(record, attempt);",
      },
    ],
    tests: ["test/e2e/auth/provider-behaviour.test.ts"],
  },
  {
    name: "Another organisation's tokens are published for a connection.",
    from: "room: auth (publishing)",
    edits: [
      {
        file: "auth/connections/commit-refresh.ts",
        find: "if (answer.orgkey !== undefined && answer.orgkey !== base.record.orgkey) return quarantine(base, attempt);",
        replace: "",
      },
    ],
    tests: ["test/e2e/auth/provider-behaviour.test.ts"],
  },
  {
    name: "Tokens are given up as soon as the store fails once.",
    from: "room: auth (saver)",
    edits: [
      {
        file: "auth/connections/write-behind.ts",
        find: "if (givenUp || time.now() >= until) return undefined;",
        replace: "return undefined;",
      },
    ],
    tests: ["test/platform/auth/refresh-faults.test.ts"],
  },
  {
    name: "A connection that nobody uses is renewed for ever.",
    from: "room: auth (upkeep)",
    edits: [
      {
        file: "auth/connections/freshness.ts",
        find: "return kept && now - (record.lastRefreshAt",
        replace: "return now - (record.lastRefreshAt",
      },
    ],
    tests: ["test/platform/auth/upkeep.test.ts"],
  },
  {
    name: "Processes go by their own clocks.",
    from: "room: auth (shared clock)",
    edits: [{ file: "auth/store/shared-clock.ts", find: "now: () => local() + ahead,", replace: "now: () => local()," }],
    tests: ["test/platform/auth/refresh-faults.test.ts", "test/platform/auth/upkeep.test.ts"],
  },
  {
    name: "A connection may have any number of gateway tokens.",
    from: "room: auth (holders)",
    edits: [
      {
        file: "auth/callers/connection-users.ts",
        find: 'if (user.kind === "token" && alike.length >= MAX_TOKENS_PER_CONNECTION) return',
        replace: 'if (user.kind === "token" && alike.length < 0) return',
      },
      {
        file: "auth/http/token-routes.ts",
        find: "if ((await gatewayTokens.of(session.connections)).length >= MAX_TOKENS_PER_CONNECTION) throw tooMany();",
        replace: "",
      },
    ],
    tests: ["test/e2e/auth/gateway-tokens.test.ts"],
  },
  {
    name: "The audit trail has whole addresses.",
    from: "room: auth (audit)",
    edits: [
      {
        file: "auth/http/network.ts",
        find: 'return isIPv4(plain) ? `${plain.split(".").slice(0, 3).join(".")}.0/24`',
        replace: "return isIPv4(plain) ? plain",
      },
    ],
    tests: ["test/e2e/auth/audit.test.ts"],
  },
];
