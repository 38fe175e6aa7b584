import type { Row } from "../database.js";
import { keyOf, type Catalogued } from "./catalogue.js";
import type { Call } from "./call.js";
import { debugOf } from "./debug.js";
import { JSON_API, envelope, templatesOf } from "./envelope.js";
import { RestFault, badParameter, noSuchRecord } from "./errors.js";
import type { RestAnswer } from "./request.js";
import { conditionsOf, matching, type Condition } from "./filters.js";
import { follow, includeTreeOf } from "./includes.js";
import { DEFAULT_PAGE_SIZE, pageRequestOf, pagingOf, type PageRequest } from "./paging.js";
import { sortingOf } from "./sorting.js";
import { sqlConditionsOf } from "./sql-filter.js";

const RESERVED = new Set(["fields", "include", "sort", "page", "pageSize", "filter"]);

const NOTHING: RestAnswer = { status: 204 };

/** The ids of a path segment, `1,2,3`, each once. */
export function idsOf(segment: string, { quirks }: Call): string[] {
  const ids = segment.split(",").map((id) => {
    try {
      return decodeURIComponent(id);
    } catch {
      throw new RestFault(400, "Invalid Request", `'${id}' is not an id`);
    }
  });
  if (ids.length > quirks.maxIdsInPath)
    throw new RestFault(400, "Invalid Request", `At most ${quirks.maxIdsInPath} ids can be asked for at once`);
  return [...new Set(ids.filter((id) => id !== ""))];
}

/** Where the rows with these ids stand; what happens to unknown ones is a quirk. */
function positionsOf(resource: Catalogued, ids: readonly string[], call: Call): number[] | RestAnswer {
  const { missingItem, unknownInMany } = call.quirks;
  const collection = call.collection(resource);
  const positions: number[] = [];
  for (const id of ids) {
    const position = collection.positionOf(id);
    if (position !== undefined) positions.push(position);
    else if (ids.length > 1 && unknownInMany === "404") throw noSuchRecord(resource.path, id);
  }
  if (positions.length > 0) return positions;
  if (missingItem === "404") throw noSuchRecord(resource.path, ids.join(","));
  return NOTHING;
}

function filtersOf(resource: Catalogued, call: Call): Condition[] {
  const filters = call.parameters.filter(({ path }) => !RESERVED.has(path[0]!));
  const expression = call.value("filter")?.trim();
  return [...conditionsOf(resource, filters, call), ...(expression ? sqlConditionsOf(resource, expression, call) : [])];
}

/** Puts the linked records in the order that `sort[collection]` asks for; id order otherwise. */
function linkedSorting(call: Call): (resource: Catalogued, rows: Row[]) => Row[] {
  const asked = new Map(
    call.parameters
      .filter(({ path }) => path[0] === "sort" && path.length === 2)
      .map(({ path, name, value }) => [path[1]!, { name, value }]),
  );
  return (resource, rows) => {
    const collection = call.collection(resource);
    const place = new Map(rows.map((row) => [row, collection.positionOf(keyOf(resource, row)!) ?? 0]));
    const inOrder = rows.sort((a, b) => place.get(a)! - place.get(b)!);
    const sort = asked.get(resource.path);
    return sort ? sortingOf(resource, sort.value, sort.name, call.quirks)(inOrder) : inOrder;
  };
}

/** The rows an answer shows, in what order they stand among how many. */
interface Shown {
  readonly rows: readonly Row[];
  readonly recordCount: number;
  readonly page: PageRequest;
}

/** An answer with some rows of a collection, with all that `fields` and `include` ask for. */
function answerShown(resource: Catalogued, { rows, recordCount, page }: Shown, call: Call): RestAnswer {
  const { quirks, request, view } = call;
  const collection = call.collection(resource);
  const tree = includeTreeOf(resource, call.value("include") ?? "", call);
  const shapes = call.shapes(resource);
  const shape = shapes(collection);
  const records = rows.map(shape);
  const inLinkedOrder = linkedSorting(call);
  const reached = [...follow(rows, tree, call)].filter(([, found]) => found.size > 0);
  const included = reached.map(([path, found]) => ({ path, collection: call.collectionAt(path), rows: [...found.values()] }));
  const described = [collection, ...included.map((each) => each.collection).filter((each) => each !== collection)];
  const url = request.restUrl + request.path.replace(/\/+$/, "");
  const body = envelope({
    path: resource.path,
    records: records.length === 1 && quirks.singleRow === "object" ? records[0]! : records,
    templates: described.flatMap((each) => templatesOf(each, view.organisation, call.showsLink)),
    ...(included.length > 0 && {
      linked: new Map(
        included.map((each) => [each.path, inLinkedOrder(each.collection.resource, each.rows).map(shapes(each.collection))]),
      ),
    }),
    paging: pagingOf(page, recordCount, url, call.parameters, quirks),
    debug: debugOf(view.organisation, `${request.path}?${request.search}`, rows.length, request.now),
  });
  return { status: 200, body, headers: { "content-type": JSON_API } };
}

/** Answers with rows that were found some other way than by the query string: all of them, in their order. */
export const answerRows = (resource: Catalogued, rows: readonly Row[], call: Call): RestAnswer =>
  answerShown(
    resource,
    { rows, recordCount: rows.length, page: { page: 1, size: Math.max(rows.length, DEFAULT_PAGE_SIZE) } },
    call,
  );

/** Deleted documents, which are left out of lists unless these are asked for by that very member. */
function hidesDeleted({ path }: Catalogued, call: Call): boolean {
  if (path !== "actiondocuments" || call.quirks.deletedDocuments === "shown") return false;
  return !call.parameters.some(
    ({ name, value }) => /^isDeleted\b/.test(name) || (name === "filter" && value.includes("isDeleted")),
  );
}

/** Answers with records of a collection: those with the ids of the path segment, or else all, filtered, sorted, paged. */
export function answerRecords(resource: Catalogued, segment: string | undefined, call: Call): RestAnswer {
  const { quirks } = call;
  const collection = call.collection(resource);
  const among = segment === undefined ? undefined : positionsOf(resource, idsOf(segment, call), call);
  if (among && "status" in among) return among;

  const conditions = filtersOf(resource, call);
  if (among) conditions.unshift({ test: () => true, candidates: () => among });
  else if (hidesDeleted(resource, call)) conditions.push({ test: (row) => row["isDeleted"] !== "T" });
  const positions = matching(collection, conditions);
  const sort = sortingOf(resource, call.value("sort") ?? "", "sort", quirks);
  const page = pageRequestOf(call.value, quirks);
  // Refused here, so that what is wrong with a request is told whether or not it finds anything.
  includeTreeOf(resource, call.value("include") ?? "", call);
  call.shapes(resource);
  if (positions.length === 0) return NOTHING;

  const [from, to] = Number.isFinite(page.size)
    ? [(page.page - 1) * page.size, page.page * page.size]
    : [0, page.page === 1 ? Infinity : 0];
  const rowAt = (position: number): Row => collection.rows[position]!;
  const rows = call.value("sort") ? sort(positions.map(rowAt)).slice(from, to) : positions.slice(from, to).map(rowAt);
  if (rows.length === 0 && quirks.pageBeyondEnd === "204") return NOTHING;
  return answerShown(resource, { rows, recordCount: positions.length, page }, call);
}

/** Answers `users/current` and the like: the record of that id, without a look at its path segment. */
export function answerItem(resource: Catalogued, segment: string, call: Call): RestAnswer {
  if (!resource.item) throw noSuchRecord(resource.path, segment);
  if (resource.path === "users" && segment === "current") return answerRecords(resource, String(call.view.person.userId), call);
  if (idsOf(segment, call).length === 0) throw badParameter("id", "The path holds no id");
  return answerRecords(resource, segment, call);
}
