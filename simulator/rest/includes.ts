import type { Row } from "../database.js";
import { keyOf, targetOf, type Catalogued, type CataloguedLink } from "./catalogue.js";
import { linkedIds, type Collection } from "./collection.js";
import { MissingScope, badParameter } from "./errors.js";
import type { RestQuirks } from "./quirks.js";

/** The links to follow from one collection, and from each of their targets. */
export type IncludeTree = Map<CataloguedLink, IncludeTree>;

/** A name without what the API forgives in includes: case, and an s at the end. */
const lenient = (name: string): string => name.toLowerCase().replace(/s$/, "");

function linkNamed({ links }: Catalogued, name: string): CataloguedLink | undefined {
  return links.get(name) ?? [...links.values()].find(({ wire }) => lenient(wire) === lenient(name));
}

/** What an include needs to know of the call it is part of. */
export interface IncludeContext {
  readonly quirks: RestQuirks;
  readonly collection: (resource: Catalogued) => Collection;
  readonly grants: (resource: Catalogued) => boolean;
}

/** The tree of an `include` list: `owner,division.participant`. */
export function includeTreeOf(primary: Catalogued, list: string, { quirks, grants }: IncludeContext): IncludeTree {
  const tree: IncludeTree = new Map();
  const paths = list
    .split(",")
    .map((path) => path.trim())
    .filter((path) => path !== "");
  if (quirks.includes === "ignored") return tree;
  if (quirks.includes === "refused" && paths.length > 0) throw badParameter("include", "Nothing can be included here");
  for (const path of paths) {
    const steps = path.split(".");
    if (quirks.nestedIncludeNeedsParent && steps.length > 1 && !paths.includes(steps.slice(0, -1).join("."))) continue;
    let [resource, branch] = [primary, tree];
    for (const step of steps) {
      const link = linkNamed(resource, step);
      if (!link) {
        if (quirks.unknownInclude === "ignore") break;
        throw badParameter("include", `'${step}' is not a link of '${resource.path}'`);
      }
      const target = targetOf(link);
      if (!grants(target)) {
        if (quirks.includeOutsideScope === "403") throw new MissingScope(target.path);
        break;
      }
      if (!branch.has(link)) branch.set(link, new Map());
      [resource, branch] = [target, branch.get(link)!];
    }
  }
  return tree;
}

/** Side-loaded rows: collection → id → row, each once. A collection is listed even when no row of it was reached. */
export type Linked = Map<string, Map<string, Row>>;

/** Follows a tree of links from some rows and gathers what it reaches. */
export function follow(rows: readonly Row[], tree: IncludeTree, context: IncludeContext, linked: Linked = new Map()): Linked {
  for (const [link, branch] of tree) {
    const target = targetOf(link);
    const collection = context.collection(target);
    const gathered = linked.get(target.path) ?? new Map<string, Row>();
    linked.set(target.path, gathered);
    const reached = new Set<Row>();
    for (const row of rows) {
      for (const id of linkedIds(row, link.wire)) {
        const found = collection.get(id);
        if (!found) continue;
        reached.add(found);
        gathered.set(keyOf(target, found)!, found);
      }
    }
    follow([...reached], branch, context, linked);
  }
  return linked;
}
