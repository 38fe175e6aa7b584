import { expect, test } from "@jest/globals";
import { createLog } from "../../gateway/observability/log.js";

const SECRET = "hunter2";
const names = [
  "authorization",
  "cookie",
  "set-cookie",
  "access_token",
  "refresh_token",
  "client_secret",
  "code_verifier",
  "password",
];

test.each(names)("the log never has a value called %s, wherever it stands in a line", (name) => {
  const lines: string[] = [];
  const log = createLog({ level: "info", format: "json" }, { write: (line) => void lines.push(line) });
  log.info({ [name]: SECRET, headers: { [name]: SECRET }, request: { headers: { [name]: SECRET } } }, "answered");
  expect(lines.join("")).not.toContain(SECRET);
  expect(lines.join("").match(/\[redacted\]/g)).toHaveLength(3);
});

test("the log has a code where it is the name of a failure, and not where it is OAuth's", () => {
  const lines: string[] = [];
  const log = createLog({ level: "info", format: "json" }, { write: (line) => void lines.push(line) });
  log.info({ code: "ECONNRESET", query: { code: SECRET }, body: { code: SECRET }, url: { query: { code: SECRET } } }, "failed");
  expect(lines.join("")).toContain("ECONNRESET");
  expect(lines.join("")).not.toContain(SECRET);
});
