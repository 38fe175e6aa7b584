import type { Fault } from "../../simulator/index.js";

/** A text that stands for what must never leave the gateway nor reach its log. */
const secret = (where: string): string => `planted-${where}-7Q4`;

/** Finds any of the texts planted in faulty answers. */
export const SECRETS = /planted-[\w-]+-7Q4/;

/** Headers that Actionstep, or whatever stands before it, could send. */
const headers = {
  "set-cookie": `session=${secret("cookie")}`,
  server: secret("server"),
  "x-debug-token": secret("header"),
};

/** An answer in Actionstep's own form for failures, with something of what was asked in each member that can hold it. */
export const errorsBody = (status: unknown, code = "AS-TBC", title = "Something Failed"): string =>
  JSON.stringify({
    errors: {
      id: secret("id"),
      links: { about: `https://ap-southeast-2.actionstep.com/api/rest/${secret("about")}` },
      status,
      code,
      title,
      detail: `The name '${secret("detail")}' is not known`,
      source: { pointer: null, parameter: secret("parameter") },
      meta: { sql: secret("meta") },
    },
  });

const refusal = (status: number, body = errorsBody(status), more: Record<string, string> = {}): Fault => ({
  kind: "status",
  status,
  body,
  headers: { ...headers, ...more },
});

const oauth = (error: string): string => JSON.stringify({ error, error_description: secret("description") });

const html = `<html><title>${secret("page")}</title><body>Please sign in</body></html>`;

/** An answer whose status says that all is well, after all that was asked has been done. */
const good = (contentType: string, body: string | ((real: string) => string)): Fault => ({
  kind: "replace",
  status: 200,
  contentType,
  body,
});

const JSON_API = "application/vnd.api+json";

/** What can go wrong with a request to the REST API, by name; each lasts until it is taken back. */
export const faults: readonly [string, Fault][] = [
  ["400", refusal(400)],
  ["400, no JSON", refusal(400, html)],
  ["401, also for a renewed token", refusal(401, oauth("invalid_token"))],
  ["403", refusal(403)],
  ["403 `insufficient_scope`", refusal(403, oauth("insufficient_scope"))],
  ["404", refusal(404)],
  ["405", refusal(405)],
  ["406", refusal(406)],
  ["408", refusal(408)],
  ["409", refusal(409)],
  ["410", refusal(410)],
  ["414", refusal(414, html)],
  ["415", refusal(415)],
  ["422", refusal(422)],
  ["429", refusal(429)],
  ["429 with `Retry-After`", refusal(429, html, { "retry-after": "7" })],
  ["500", refusal(500)],
  ["500, no JSON", refusal(500, html)],
  ["500 with AS-11xx (routing)", refusal(500, errorsBody(500, "AS-1101"))],
  ["500 with AS-12xx (response)", refusal(500, errorsBody(500, "AS-1201"))],
  ["500 with AS-13xx (request)", refusal(500, errorsBody(500, "AS-1302"))],
  ["500 with AS-15xx (resource)", refusal(500, errorsBody(500, "AS-1501"))],
  ["502", refusal(502, html)],
  ["503", refusal(503, html)],
  ["504", refusal(504, html)],
  ["a redirect", refusal(302, "", { location: `https://example.com/${secret("location")}` })],
  ["silence", { kind: "stall" }],
  ["silence after half a body", { kind: "stall-body" }],
  ["a reset", { kind: "reset" }],
  ["a reset after the work was done", { kind: "reset-after-commit" }],
  ["200, half of the JSON", { kind: "truncate" }],
  ["200, a page of HTML", good("text/html", html)],
  ["200, HTML said to be JSON", good(JSON_API, html)],
  ["200, JSON said to be HTML", good("text/html; charset=utf-8", (real) => real)],
  ["200, JSON said to be text", good("text/plain", (real) => real)],
  ["200, empty", { kind: "status", status: 200, headers }],
  ["200, JSON of another kind", good(JSON_API, JSON.stringify({ hello: secret("member") }))],
  ["200, `null`", good(JSON_API, "null")],
  ["200, `errors` that say 404", good(JSON_API, errorsBody(404))],
  ["200, `errors` that say 403", good(JSON_API, errorsBody("403"))],
  ["200, `errors` that say nothing", good(JSON_API, errorsBody(null))],
  ["200, `errors` as a list", good(JSON_API, JSON.stringify({ errors: [JSON.parse(errorsBody(500)).errors] }))],
  ["400, `errors` as a list", refusal(400, JSON.stringify({ errors: [JSON.parse(errorsBody(400)).errors, {}] }))],
  ["400, `errors` that say 404", refusal(400, errorsBody(404))],
];
