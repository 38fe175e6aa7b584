import type { Call } from "../rest/call.js";
import type { Catalogued } from "../rest/catalogue.js";
import { RestFault } from "../rest/errors.js";

/** A record as a body describes it: attributes and, under `links`, links; nothing of it checked. */
export type Sent = Readonly<Record<string, unknown>>;

/** What a body holds. */
export interface Body {
  readonly records: readonly Sent[];
  /** Whether it held a list, of however many. */
  readonly listed: boolean;
}

const isRecord = (value: unknown): value is Sent => typeof value === "object" && value !== null && !Array.isArray(value);

const malformed = (detail: string): RestFault => new RestFault(400, "Invalid Request", detail);

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RestFault(400, "Invalid JSON Message", "Unable to decode the JSON message", {
      code: "AS-1302",
      meta: { json: text, json_last_error: 4, json_last_error_msg: "Syntax error" },
    });
  }
}

/** A form as an HTML page sends it; what the resource knows as a link becomes one. */
function formOf(text: string, links: ReadonlySet<string>): Sent {
  const pairs = [...new URLSearchParams(text)];
  const of = (linked: boolean): Sent => Object.fromEntries(pairs.filter(([name]) => links.has(name) === linked));
  return { ...of(false), links: of(true) };
}

/** Reads the body of a write: wrapped in the resource's name or bare, one record or a list. */
export function bodyOf({ path, links }: Pick<Catalogued, "path" | "links">, { request }: Call): Body {
  const type = request.contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  const text = request.body?.toString("utf8") ?? "";
  if (type === "application/x-www-form-urlencoded") return { records: [formOf(text, new Set(links.keys()))], listed: false };
  if (type !== "" && !/^(application|text)\/(.+\+)?json$/.test(type))
    throw new RestFault(415, "Unsupported Media Type", `A body of the type '${type}' cannot be read`);
  const json = jsonOf(text);
  const wrapped = isRecord(json) && Object.hasOwn(json, path) ? json[path] : undefined;
  const content = isRecord(wrapped) || Array.isArray(wrapped) ? wrapped : json;
  const records: unknown[] = Array.isArray(content) ? content : [content];
  if (records.length === 0) throw malformed(`The body holds no '${path}' record`);
  if (!records.every(isRecord)) throw malformed(`The body must hold '${path}' records as objects`);
  return { records, listed: Array.isArray(content) };
}
