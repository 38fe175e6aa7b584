import { describe, expect, test } from "@jest/globals";
import { type ConfigError, readConfig } from "../../gateway/config.js";

const key = (fill: number): string => Buffer.alloc(32, fill).toString("base64");
const staging = {
  ACTIONSTEP_ENVIRONMENT: "staging",
  ACTIONSTEP_CLIENT_ID: "firm-app",
  ACTIONSTEP_CLIENT_SECRET: "correct horse",
  PUBLIC_URL: "https://gateway.example.com",
  AUTH_KEYS: `k2:${key(2)},k1:${key(1)}`,
};
const problems = (environment: Record<string, string>): readonly string[] => {
  try {
    readConfig(environment);
  } catch (error) {
    return (error as ConfigError).problems;
  }
  return [];
};

describe("the configuration", () => {
  test("without any variable is the demo on this machine", () => {
    expect(readConfig({})).toMatchObject({
      port: 4000,
      host: "127.0.0.1",
      publicUrl: new URL("http://localhost:4000"),
      environment: "demo",
      storeUrl: "lmdb:.data/store",
      authKeys: "local",
      frontendOrigins: ["http://localhost:4000"],
      sameSite: "lax",
      instances: 1,
      replay: "now",
      keepAliveDays: 90,
      log: { level: "info", format: "json" },
      simulatorPort: 4001,
      sessionLife: { idle: 8 * 3_600_000, most: 21 * 24 * 3_600_000 },
      trustedProxies: [],
      maxUpload: 512 * 1_048_576,
      metricsHost: "127.0.0.1",
      sandbox: true,
      operationDeadline: 30_000,
      upstreamTimeout: 60_000,
      upstreamSlowTimeout: 300_000,
      maxAnswer: 20 * 1_048_576,
    });
    expect(readConfig({})).not.toHaveProperty("auditFile");
    expect(readConfig({})).not.toHaveProperty("metricsPort");
  });

  test("takes the life of sessions, trusted proxies and the audit file", () => {
    const proxies = ["loopback", "10.0.0.0/8", "192.0.2.1", "2001:db8::/32"];
    expect(
      readConfig({
        SESSION_IDLE_HOURS: "0.5",
        SESSION_LIFE_DAYS: "1",
        TRUSTED_PROXIES: proxies.join(", "),
        AUDIT_FILE: "/var/log/audit.jsonl",
      }),
    ).toMatchObject({
      sessionLife: { idle: 1_800_000, most: 24 * 3_600_000 },
      trustedProxies: proxies,
      auditFile: "/var/log/audit.jsonl",
    });
  });

  test.each(["*", "true", "0.0.0.0/0", "::/0", "10.0.0.0/33", "10.0.0.0/8/8", "proxy.example.com", "1"])(
    "trusts no proxy called %j",
    (proxy) => {
      expect(problems({ TRUSTED_PROXIES: `loopback ${proxy}` })).toEqual([expect.stringMatching(/^TRUSTED_PROXIES is/)]);
    },
  );

  test("takes files up to the size it is told", () => {
    expect(readConfig({ MAX_UPLOAD_MB: "20" }).maxUpload).toBe(20 * 1_048_576);
    for (const size of ["0", "1.5", "20MB", "99999"])
      expect(problems({ MAX_UPLOAD_MB: size })).toEqual([expect.stringMatching(/^MAX_UPLOAD_MB is/)]);
  });

  test("has metrics on a port of their own when it is given one, on the same address unless told another", () => {
    expect(readConfig({ METRICS_PORT: "9464", HOST: "0.0.0.0" })).toMatchObject({ metricsPort: 9464, metricsHost: "0.0.0.0" });
    expect(readConfig({ METRICS_PORT: "0", METRICS_HOST: "10.0.0.1" })).toMatchObject({
      metricsPort: 0,
      metricsHost: "10.0.0.1",
    });
    expect(readConfig({ PORT: "0", METRICS_PORT: "0" })).toMatchObject({ port: 0, metricsPort: 0 });
    expect(problems({ METRICS_PORT: "4000" })).toEqual([
      expect.stringMatching(/^METRICS_PORT is "4000"; expected .*other than PORT/),
    ]);
    expect(problems({ METRICS_PORT: "many" })).toEqual([expect.stringMatching(/^METRICS_PORT is "many"/)]);
    expect(problems({ METRICS_PORT: "many", METRICS_HOST: "10.0.0.1" })).toHaveLength(1);
    expect(problems({ METRICS_HOST: "10.0.0.1" })).toEqual([expect.stringMatching(/^METRICS_HOST is given, but METRICS_PORT/)]);
  });

  test("shows Apollo Sandbox everywhere but in production, unless told otherwise", () => {
    const production = { ...staging, ACTIONSTEP_ENVIRONMENT: "production" };
    expect(readConfig(staging).sandbox).toBe(true);
    expect(readConfig(production).sandbox).toBe(false);
    expect(readConfig({ ...production, SANDBOX: "on" }).sandbox).toBe(true);
    expect(readConfig({ SANDBOX: "off" }).sandbox).toBe(false);
    expect(problems({ SANDBOX: "true" })).toEqual([expect.stringMatching(/^SANDBOX is "true"; expected on or off/)]);
  });

  test("gives Actionstep as long as it is told, the first page of a list never less than any other request", () => {
    const times = (timeout: string, slow = "") => ({ UPSTREAM_TIMEOUT_SECONDS: timeout, UPSTREAM_SLOW_TIMEOUT_SECONDS: slow });
    expect(readConfig(times("5", "7"))).toMatchObject({ upstreamTimeout: 5_000, upstreamSlowTimeout: 7_000 });
    expect(readConfig(times("400"))).toMatchObject({ upstreamTimeout: 400_000, upstreamSlowTimeout: 400_000 });
    expect(problems(times("7", "5"))).toEqual([expect.stringMatching(/^UPSTREAM_SLOW_TIMEOUT_SECONDS is "5"/)]);
    for (const seconds of ["0", "1.5", "-1", "3601", "30s"]) expect(problems(times(seconds, seconds))).toHaveLength(2);
  });

  test("gives answers up to the size it is told", () => {
    expect(readConfig({ MAX_ANSWER_MB: "1" }).maxAnswer).toBe(1_048_576);
    expect(readConfig({ MAX_ANSWER_MB: "1000" }).maxAnswer).toBe(1_048_576_000);
    for (const size of ["0", "1001", "1.5", "20MB"])
      expect(problems({ MAX_ANSWER_MB: size })).toEqual([expect.stringMatching(/^MAX_ANSWER_MB is/)]);
  });

  test.each(["0", "-1", "soon", "1e9"])("lets no session live for %j", (value) => {
    expect(problems({ SESSION_IDLE_HOURS: value, SESSION_LIFE_DAYS: value })).toHaveLength(2);
  });

  test("for staging knows Actionstep's endpoints and hosts", () => {
    expect(readConfig(staging)).toMatchObject({
      actionstep: {
        credentials: { clientId: "firm-app", clientSecret: "correct horse" },
        scope: "all",
        endpoints: {
          authorizeUrl: new URL("https://go.actionstepstaging.com/api/oauth/authorize"),
          tokenUrl: new URL("https://api.actionstepstaging.com/api/oauth/token"),
        },
        apiHosts: ["*.actionstepstaging.com"],
      },
      authKeys: [{ id: "k2" }, { id: "k1" }],
    });
  });

  test("takes scopes as a list, or leaves them to Actionstep", () => {
    expect(readConfig({ ...staging, ACTIONSTEP_SCOPE: "actions participants" }).actionstep.scope).toEqual([
      "actions",
      "participants",
    ]);
    expect(readConfig({ ...staging, ACTIONSTEP_SCOPE: "server" }).actionstep.scope).toBe("server");
  });

  test.each(["memory:", "lmdb:data", "redis://cache:6379/1", "rediss://:pw@cache", "postgres://u:pw@db/x", "postgresql://db/x"])(
    "takes %s as a store",
    (storeUrl) => {
      expect(readConfig({ STORE_URL: storeUrl })).toMatchObject({ storeUrl });
    },
  );

  test("takes an empty variable as not set", () => {
    expect(readConfig({ PORT: "", ACTIONSTEP_CLIENT_ID: "" })).toMatchObject({ port: 4000, environment: "demo" });
  });

  test("lists every problem at once, with what is expected, and repeats no secret", () => {
    const found = problems({
      PORT: "eighty",
      PUBLIC_URL: "http://gateway.example.com/app",
      ACTIONSTEP_ENVIRONMENT: "custom",
      ACTIONSTEP_CLIENT_SECRET: "hush",
      ACTIONSTEP_TOKEN_URL: "http://elsewhere.example/token",
      ACTIONSTEP_CLIENTID: "typo",
      AUTH_KEYS: "k1:c2hvcnQ=",
      STORE_URL: "mysql://root:hunter2@db/x",
      SESSION_SAME_SITE: "none",
      LOG_LEVEL: "loud",
    });
    const text = found.join("\n");
    for (const name of [
      'PORT is "eighty"',
      "PUBLIC_URL must be an origin",
      "PUBLIC_URL must be https",
      "ACTIONSTEP_CLIENT_ID is missing",
      "ACTIONSTEP_AUTHORIZE_URL is missing",
      "ACTIONSTEP_TOKEN_URL must be https",
      "ACTIONSTEP_API_HOSTS is missing",
      "ACTIONSTEP_CLIENTID is not a setting",
      "AUTH_KEYS is not valid",
      'STORE_URL is "mysql:…"',
      "SESSION_SAME_SITE is none",
      'LOG_LEVEL is "loud"',
    ]) {
      expect(text).toContain(name);
    }
    expect(found).toHaveLength(12);
    expect(text).not.toContain("hush");
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain("c2hvcnQ");
  });

  test.each<[string, Record<string, string>, RegExp]>([
    ["keys are needed where others can reach it", { ...staging, AUTH_KEYS: "" }, /^AUTH_KEYS is missing/],
    ["two keys cannot share a name", { ...staging, AUTH_KEYS: `k1:${key(1)},k1:${key(2)}` }, /^AUTH_KEYS is not valid/],
    [
      "endpoints of a preset cannot be replaced",
      { ...staging, ACTIONSTEP_TOKEN_URL: "https://x.example/token" },
      /^ACTIONSTEP_TOKEN_URL is given, but belongs only to/,
    ],
    ["the demo takes no credentials", { ACTIONSTEP_CLIENT_ID: "x" }, /^ACTIONSTEP_CLIENT_ID is given, but the demo/],
    [
      "several instances need a store they share",
      { INSTANCES: "2", STORE_URL: "memory:" },
      /^INSTANCES is more than 1, but STORE_URL/,
    ],
    [
      "several instances on machines of their own need the same keys",
      { INSTANCES: "2", STORE_URL: "redis://cache" },
      /^AUTH_KEYS is missing, and every instance/,
    ],
    ["there is at least one instance", { INSTANCES: "0" }, /^INSTANCES is "0"/],
    ["what is done after an unknown outcome is one of three", { REFRESH_REPLAY: "always" }, /^REFRESH_REPLAY is "always"/],
    ["days are a number", { KEEP_ALIVE_DAYS: "ever" }, /^KEEP_ALIVE_DAYS is "ever"/],
    [
      "a deadline is a number of seconds",
      { OPERATION_DEADLINE_SECONDS: "0" },
      /^OPERATION_DEADLINE_SECONDS is "0"; expected a whole/,
    ],
    ["a store has an address", { STORE_URL: "redis://" }, /^STORE_URL is "redis:…"/],
    ["an origin has no path", { FRONTEND_ORIGINS: "https://app.example.com/home" }, /^FRONTEND_ORIGINS is/],
    ["a host pattern is a host", { ...staging, ACTIONSTEP_API_HOSTS: "https://api.example.com/" }, /^ACTIONSTEP_API_HOSTS is/],
  ])("%s", (_, environment, problem) => {
    const found = problems(environment);
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(problem);
  });
});
