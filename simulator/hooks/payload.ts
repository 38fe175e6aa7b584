import type { Organisation, Row } from "../database.js";
import { catalogue, keyOf, targetOf, type Catalogued } from "../rest/catalogue.js";
import { Collection } from "../rest/collection.js";
import { debugOf } from "../rest/debug.js";
import { envelope, templatesOf } from "../rest/envelope.js";
import type { HookEvent } from "../rest/request.js";
import { pagingOf } from "../rest/paging.js";
import type { RestQuirks } from "../rest/quirks.js";

/** One delivery: which hook, for the how manieth time, about what. */
export interface Delivery {
  readonly organisation: Organisation;
  readonly hook: Row;
  readonly count: number;
  readonly event: HookEvent;
  readonly now: number;
  readonly quirks: RestQuirks;
}

/** A record the way JSON:API 1.0 has it. */
function documentOf(resource: Catalogued, row: Row): object {
  const { id: _id, links, ...attributes } = row;
  const relationship = ([name, value]: [string, string | readonly string[] | null]): [string, object | null] => {
    const link = resource.links.get(name);
    const type = link ? targetOf(link).path : name;
    const pointer = (id: string): object => ({ type, id });
    if (value === null) return [name, null];
    return [name, { data: typeof value === "string" ? pointer(value) : value.map(pointer) }];
  };
  return {
    type: resource.path,
    id: keyOf(resource, row) ?? "",
    attributes,
    relationships: Object.fromEntries(Object.entries(links ?? {}).map(relationship)),
  };
}

/** What is sent to a hook's target. */
export function hookPayload({ organisation, hook, count, event: hookEvent, now, quirks }: Delivery): object {
  const { path, row, event } = hookEvent;
  const resource = catalogue.get(path)!;
  const key = keyOf(resource, row) ?? "";
  const debug = debugOf(organisation, `${path}/${key}`, 1, now);
  if (quirks.hookPayload === "rest") {
    const paging = pagingOf({ page: 1, size: 50 }, 1, "", [], quirks);
    const templates = templatesOf(new Collection(resource, [row]), organisation, () => true);
    return envelope({ path, records: row, templates, paging, debug });
  }
  return {
    jsonapi: { version: "1.0" },
    data: documentOf(resource, row),
    meta: {
      paging: { [path]: { recordCount: 1, pageCount: 1 } },
      debug: {
        ...debug,
        resthook: {
          id: String(hook.id),
          target: hook["targetUrl"],
          trigger_count: count,
          event_name: event,
          resource_type: path,
          resource_id: key,
        },
      },
    },
  };
}
