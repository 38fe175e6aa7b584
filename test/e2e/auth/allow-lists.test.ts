import { describe, expect, test } from "@jest/globals";
import { acceptApiEndpoint } from "../../../auth/provider/api-endpoint.js";
import { acceptReturnTo } from "../../../auth/http/return-to.js";
import { AuthSettingsError, createAuth, settingsProblems, type AuthSettings } from "../../../auth/index.js";
import { openStores } from "../../../gateway/stores/index.js";
import { memoryLog } from "../../support/memory-log.js";
import { settings } from "../../support/auth/rig.js";

describe("F12: where a browser may be sent back to", () => {
  const targets = { publicUrl: new URL("https://good.example"), origins: ["https://app.example", "http://localhost:3000"] };

  test.each([
    "//evil",
    "//evil.example/x",
    "/\\evil",
    "\\\\evil",
    "/%09/evil",
    "/\t/evil",
    "/%5cevil",
    "/%2f/evil",
    "https:evil",
    "https:/evil",
    "https:///evil",
    "https://good.example@evil",
    "https://good.example.evil",
    "https://good.example:8443/",
    "http://good.example/",
    "https://app.example:444/",
    "https://app.example.evil/",
    "https://user:pass@app.example/",
    "https://user@good.example/",
    "http://localhost:3001/",
    "javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,x",
    "/a/..//evil",
    "/a/../b",
    "/a/%2e%2e//evil",
    "/./x",
    "/\u0000",
    "/%00",
    "/%",
    "/ x",
    "evil",
    "?x",
    "",
    `/${"x".repeat(2_048)}`,
    "/auth/connect",
    "/AUTH/callback?code=1",
    "https://good.example/auth/logout",
  ])("not to %j", (wanted) => {
    expect(acceptReturnTo(wanted, targets).href).toBe("https://good.example/");
  });

  test.each([
    ["/", "https://good.example/"],
    ["/matters?tab=1#top", "https://good.example/matters?tab=1#top"],
    ["/a/b", "https://good.example/a/b"],
    ["/search?q=../..//x&u=https://evil.example", "https://good.example/search?q=../..//x&u=https://evil.example"],
    ["https://good.example/x", "https://good.example/x"],
    ["https://app.example", "https://app.example/"],
    ["https://app.example/x?y=1", "https://app.example/x?y=1"],
    ["HTTPS://APP.EXAMPLE/x", "https://app.example/x"],
    ["https://app.example/auth/done", "https://app.example/auth/done"],
    ["http://localhost:3000/x", "http://localhost:3000/x"],
    ["/authors", "https://good.example/authors"],
    ["/caf%C3%A9", "https://good.example/caf%C3%A9"],
  ])("but to %j", (wanted, href) => {
    expect(acceptReturnTo(wanted, targets).href).toBe(href);
  });
});

describe("F19: where a token may be sent", () => {
  const hosts = { patterns: ["*.actionstep.com", "api.other.example:8443", "localhost:4001"], allowInsecure: true };

  test.each([
    ["https://ap-southeast-2.actionstep.com/api/", "https://ap-southeast-2.actionstep.com/api/"],
    ["https://ap-southeast-2.actionstep.com/api", "https://ap-southeast-2.actionstep.com/api/"],
    ["https://AP-SOUTHEAST-2.ACTIONSTEP.COM:443/api/", "https://ap-southeast-2.actionstep.com/api/"],
    ["https://a.b.actionstep.com/", "https://a.b.actionstep.com/"],
    ["https://api.other.example:8443/api/", "https://api.other.example:8443/api/"],
    ["http://localhost:4001/api/", "http://localhost:4001/api/"],
  ])("to %s", (endpoint, href) => {
    expect(acceptApiEndpoint(endpoint, hosts)?.href).toBe(href);
  });

  test.each([
    "https://actionstep.com/api/",
    "https://.actionstep.com/api/",
    "https://evilactionstep.com/api/",
    "https://x.actionstep.com.evil/api/",
    "https://x.actionstep.com.:443/api/",
    "https://x.actionstep.com:8443/api/",
    "https://api.other.example/api/",
    "http://x.actionstep.com/api/",
    "https://localhost:4001.evil/api/",
    "https://x.actionstep.com@evil.example/api/",
    "https://user@x.actionstep.com/api/",
    "https://x.actionstep.com/api/?next=1",
    "https://x.actionstep.com/api/#x",
    "https://203.0.113.9/api/",
    "ftp://x.actionstep.com/",
    "//x.actionstep.com/api/",
    "",
    null,
    42,
  ])("not to %j", (endpoint) => {
    expect(acceptApiEndpoint(endpoint, hosts)).toBeNull();
  });

  test("nor to this machine without https unless that is allowed", () => {
    expect(acceptApiEndpoint("http://localhost:4001/api/", { ...hosts, allowInsecure: false })).toBeNull();
  });
});

describe("S10: settings that would not be safe", () => {
  const problems = (change: Partial<AuthSettings>): string => settingsProblems({ ...settings, ...change }).join("\n");

  test.each<[string, Partial<AuthSettings>, RegExp]>([
    ["a public http address", { publicUrl: new URL("http://gateway.example") }, /publicUrl: .*https/],
    ["a public address with a path", { publicUrl: new URL("https://gateway.example/api") }, /publicUrl: expected an origin/],
    [
      "cookies for every site without https",
      { publicUrl: new URL("http://localhost:4000"), sameSite: "none" },
      /sameSite: none needs an https/,
    ],
    ["cookies for every site without a list", { sameSite: "none", frontendOrigins: [] }, /sameSite: none needs the frontends/],
    ["a frontend that is no origin", { frontendOrigins: ["https://app.example/"] }, /frontendOrigins: https:\/\/app\.example\//],
    ["a token endpoint without https", { tokenUrl: new URL("http://api.actionstep.com/token") }, /tokenUrl: expected https/],
    [
      "a local token endpoint that was not allowed",
      { tokenUrl: new URL("http://localhost:4001/token") },
      /tokenUrl: expected https/,
    ],
    ["no API host", { apiHosts: [] }, /apiHosts: at least one/],
    ["every API host", { apiHosts: ["*"] }, /apiHosts: \* is not a host/],
    ["an API host with a path", { apiHosts: ["actionstep.com/api"] }, /apiHosts/],
    ["no key", { keys: [] }, /keys: at least one/],
    ["a short key", { keys: [{ id: "k1", key: new Uint8Array(16) }] }, /keys: k1 has 16 bytes, expected 32/],
    ["two keys of one name", { keys: [settings.keys[0]!, settings.keys[0]!] }, /keys: two keys/],
    ["a scope with a space", { scope: ["a b"] }, /scope: "a b"/],
    ["no client id", { clientId: "" }, /clientId: missing/],
    ["no client secret", { clientSecret: "" }, /clientSecret: missing/],
  ])("%s", (_what, change, problem) => {
    expect(problems(change)).toMatch(problem);
    expect(problems(change)).not.toContain(settings.clientSecret);
  });

  test("are refused at the start, all at once", async () => {
    const stores = await openStores("memory:");
    const ports = { tokens: stores.tokens, sessions: stores.sessions, log: memoryLog(), problemPage: () => "" };
    expect(settingsProblems(settings)).toEqual([]);
    expect(() => createAuth({ ...settings, clientId: "", apiHosts: [] }, ports)).toThrow(AuthSettingsError);
    expect(() => createAuth({ ...settings, clientId: "", apiHosts: [] }, ports)).toThrow(/clientId[^]*apiHosts/);
  });

  test("while a simulator on this machine is fine", () => {
    const local = {
      allowInsecureUpstream: true,
      tokenUrl: new URL("http://localhost:4001/t"),
      authorizeUrl: new URL("http://127.0.0.1:4001/a"),
    };
    expect(settingsProblems({ ...settings, ...local, publicUrl: new URL("http://localhost:4000") })).toEqual([]);
  });
});
