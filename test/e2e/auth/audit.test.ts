import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { pino } from "pino";
import { auditEventOf, type AuditEvent } from "../../../auth/index.js";
import { openAudit } from "../../../gateway/observability/audit.js";
import { json } from "../../support/auth/fake-actionstep.js";
import { createJar, type Jar } from "../../support/auth/jar.js";
import { createRig, eventually, settings, type Rig } from "../../support/auth/rig.js";

const HOUR = 3_600_000;
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";

let rig: Rig;
let jar: Jar;
beforeEach(async () => {
  rig = await createRig();
  jar = createJar(rig.url);
});
afterEach(() => rig.close());

const audited = (): AuditEvent[] => rig.events.flatMap((event) => auditEventOf(event) ?? []);
/** What has been audited since the last look. */
function since(): () => string[] {
  let seen = 0;
  return () => {
    const all = audited();
    const fresh = all.slice(seen);
    seen = all.length;
    return fresh.map(({ action, outcome }) => (outcome === "success" ? action : `${action} (${outcome})`));
  };
}

describe("The audit trail", () => {
  test("O7: has one event for each change of state, and says who, what and which version", async () => {
    const news = since();
    await rig.connect("12@examplelaw", jar);
    expect(news()).toEqual(["connection.created", "session.created"]);
    await rig.connect("12@examplelaw", jar);
    expect(news()).toEqual(["connection.reconnected", "session.renewed"]);
    await rig.connect("12@otherlaw", jar);
    expect(news()).toEqual(["connection.created", "session.renewed"]);
    await jar.act("POST", "/auth/switch", { org: "examplelaw" });
    expect(news()).toEqual(["session.switched"]);
    const { id } = (await (await jar.act("POST", "/auth/tokens", { label: "x" })).json()) as { id: string };
    expect(news()).toEqual(["token.created"]);
    await jar.act("DELETE", `/auth/tokens/${id}`);
    expect(news()).toEqual(["token.revoked"]);
    const other = createJar(rig.url);
    await rig.connect("12@examplelaw", other);
    news();
    await jar.act("DELETE", "/auth/sessions");
    expect(news()).toEqual(["session.ended"]);
    rig.clock.advance(HOUR);
    const viewer = await rig.viewer(jar.header());
    await viewer.accessToken();
    expect(news()).toEqual(["connection.refreshed"]);
    rig.clock.advance(0.9 * HOUR);
    rig.actionstep.onRefresh(() => json(400, { error: "invalid_grant" }));
    await viewer.accessToken();
    await eventually(async () => (await rig.record(viewer)).status === "degraded");
    expect(news()).toEqual(["refresh.failed (failure)", "connection.degraded (failure)"]);
    await jar.act("POST", "/auth/disconnect", { org: "otherlaw" });
    expect(news()).toEqual(["connection.disconnected"]);
    await jar.act("POST", "/auth/disconnect");
    expect(news()).toEqual(["connection.disconnected", "session.ended"]);
    await jar.get("/auth/callback?state=x");
    await jar.post("/auth/logout");
    expect(news()).toEqual(["auth.rejected (refused)", "auth.rejected (refused)"]);
    // Nothing happened, nothing is told: looking is no change.
    await jar.get("/auth/session");
    await jar.act("POST", "/auth/logout");
    expect(news()).toEqual([]);
  });

  test("O7: says whose request it was, from which network and kind of browser, and the version it led to", async () => {
    const begun = await jar.get("/auth/connect", { "x-forwarded-for": "203.0.113.77", "user-agent": FIREFOX });
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    await jar.get(`/auth/callback?code=12@examplelaw&state=${state}`, {
      "x-forwarded-for": "203.0.113.77",
      "user-agent": FIREFOX,
    });
    const viewer = await rig.viewer(jar.header());
    const { principalId, rtFp } = await rig.record(viewer);
    const [created, began] = audited();
    const common = {
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      at: expect.stringMatching(/Z$/),
      actor: principalId,
      outcome: "success",
      requestId: expect.any(String),
      network: "203.0.113.0/24",
      browser: "Firefox on Linux",
    };
    expect(created).toEqual({
      ...common,
      action: "connection.created",
      target: `connection:${viewer.connectionId}`,
      connV: 1,
      rtFp,
    });
    expect(began).toEqual({ ...common, action: "session.created", target: expect.stringMatching(/^session:[\w-]{16}$/) });
    expect(new Set(audited().map(({ id }) => id)).size).toBe(2);
    rig.clock.advance(HOUR);
    await viewer.accessToken();
    expect(audited().at(-1)).toMatchObject({ actor: "gateway", action: "connection.refreshed", connV: 2 });
    await createJar(rig.url).get("/auth/callback?state=x");
    expect(audited().at(-1)).toMatchObject({ actor: "nobody", target: "none", outcome: "refused", reason: "STATE_INVALID" });
  });

  test("O5: holds no token, cookie, code, name, address or label, whatever is done", async () => {
    const seen = new Set<string>();
    const look = (): void => {
      for (const value of jar.cookies.values()) seen.add(value.split(".")[0]!);
    };
    const begun = await jar.get("/auth/connect", {
      "x-forwarded-for": "203.0.113.77",
      "user-agent": "secret-agent/1.0 (hunter2)",
    });
    look();
    const state = new URL(begun.headers.get("location")!).searchParams.get("state")!;
    await jar.get(`/auth/callback?code=12@examplelaw&state=${state}`, { "x-forwarded-for": "203.0.113.77" });
    look();
    const made = await jar.act("POST", "/auth/tokens", { label: "hunter2" });
    look();
    const { token } = (await made.json()) as { token: string };
    await rig.auth.authenticate({ headers: { authorization: `Bearer ${token}` } } as never);
    await jar.act("POST", "/auth/switch", { org: "hunter2" });
    await jar.act("DELETE", "/auth/tokens/hunter2");
    await jar.act("DELETE", "/auth/sessions/hunter2");
    await jar.act("POST", "/auth/disconnect");
    const said = JSON.stringify([audited(), rig.events, rig.log.lines]);
    expect(seen.size).toBeGreaterThanOrEqual(3);
    for (const secret of [token, token.slice(14), state, ...seen, ...rig.actionstep.secrets, settings.clientSecret])
      expect(said).not.toContain(secret);
    for (const text of ["hunter2", "203.0.113.77", "Lee Example", "lee@example.com"]) expect(said).not.toContain(text);
  });
});

describe("AUDIT_FILE", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "asgw-audit-"));
  });
  afterEach(async () => {
    await chmod(folder, 0o700);
    await rm(folder, { recursive: true, force: true });
  });
  const event = { name: "session.ended", at: 0, session: "s" } as const;
  const linesOf = async (file: string): Promise<AuditEvent[]> =>
    (await readFile(file, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as AuditEvent);

  test("is appended to, by several processes at once, and is its owner's alone", async () => {
    const file = join(folder, "audit.jsonl");
    const audits = Array.from({ length: 3 }, () => openAudit(pino({ level: "silent" }), file));
    for (let round = 0; round < 20; round++) for (const audit of audits) audit.record(event);
    for (const audit of audits) audit.close();
    openAudit(pino({ level: "silent" }), file).close();
    const lines = await linesOf(file);
    expect(new Set(lines.map(({ id }) => id)).size).toBe(60);
    expect(lines[0]).toMatchObject({ at: "1970-01-01T00:00:00.000Z", action: "session.ended", target: "session:s" });
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  test("may be emptied by rotation, and is written to from there", async () => {
    const file = join(folder, "audit.jsonl");
    const audit = openAudit(pino({ level: "silent" }), file);
    audit.record(event);
    await writeFile(file, "");
    audit.record(event);
    audit.close();
    expect(await linesOf(file)).toHaveLength(1);
  });

  test("that cannot be opened stops the start", () => {
    expect(() => openAudit(pino({ level: "silent" }), join(folder, "no", "such", "folder"))).toThrow(/ENOENT/);
  });

  test("or not, the log has it at every level but silent, and nothing that is for counting only", () => {
    for (const level of ["info", "fatal", "silent"]) {
      const lines: string[] = [];
      const audit = openAudit(pino({ level }, { write: (line: string) => void lines.push(line) }), undefined);
      audit.record(event);
      audit.record({ name: "callback.finished", at: 0 });
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(
        level === "silent" ? [] : [expect.objectContaining({ audit: true, action: "session.ended" })],
      );
    }
  });

  test("has six hundred refused requests a minute at most, and says how many it left out", () => {
    const lines: Record<string, unknown>[] = [];
    const write = (line: string): void => void lines.push(JSON.parse(line) as Record<string, unknown>);
    const audit = openAudit(pino({ level: "warn" }, { write }), undefined);
    const refusedAt = (at: number): void => audit.record({ name: "auth.rejected", at });
    for (let count = 0; count < 700; count++) refusedAt(count);
    audit.record({ ...event, at: 700 });
    expect(lines.map(({ action }) => action)).toEqual([...Array<string>(600).fill("auth.rejected"), "session.ended"]);
    refusedAt(60_000);
    expect(lines.slice(601)).toEqual([
      expect.objectContaining({ omitted: 100 }),
      expect.objectContaining({ action: "auth.rejected" }),
    ]);
  });
});
