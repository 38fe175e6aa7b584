import type { Organisation, Row } from "../database.js";
import { targetOf, type Catalogued } from "./catalogue.js";
import type { Collection } from "./collection.js";
import type { Paging } from "./paging.js";

/** The media type of every answer that is not a file (protocol 3.1). */
export const JSON_API = "application/vnd.api+json";

/** Where a link leads, as the top level of an answer describes it. */
interface Template {
  readonly href: string;
  readonly type: string;
}

/** The link templates of a collection. The host's suffix is doubled, as in every captured answer (protocol 3.1). */
export function templatesOf(
  collection: Collection,
  { region }: Organisation,
  shows: (resource: Catalogued, link: string) => boolean,
): [string, Template][] {
  const { resource } = collection;
  return [...resource.links.values()]
    .filter(({ wire }) => collection.linkNames.has(wire) && shows(resource, wire))
    .map((link) => template(resource.path, link.wire, targetOf(link).path, region));
}

/** One link template. */
export function template(path: string, link: string, target: string, region: string): [string, Template] {
  const name = `${path}.${link}`;
  return [name, { href: `https://${region}.actionstep.com.actionstep.com/api/rest/${target}/{${name}}`, type: target }];
}

/** What an envelope is made of. */
export interface EnvelopeParts {
  readonly path: string;
  readonly records: Row | readonly Row[];
  readonly templates: readonly [string, Template][];
  /** Absent when nothing was included. */
  readonly linked?: ReadonlyMap<string, readonly Row[]>;
  readonly paging: Paging;
  readonly debug: Record<string, string | null>;
}

/** The body of an answer: links, records, linked records, meta. Members without content are left out. */
export function envelope({ path, records, templates, linked, paging, debug }: EnvelopeParts): Record<string, unknown> {
  return {
    ...(templates.length > 0 && { links: Object.fromEntries(templates) }),
    [path]: records,
    ...(linked && { linked: Object.fromEntries(linked) }),
    meta: { paging: { [path]: paging }, debug },
  };
}
