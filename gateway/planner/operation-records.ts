import { LINKS, type RestRecord } from "../../resolvers/context.js";
import type { Fields, Selection } from "../../resolvers/selection.js";
import { resourceOf, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Envelope } from "../rest/envelope.js";
import { NO_INCLUDES, type Read } from "../rest/read.js";
import type { Operation } from "./operation.js";
import type { Planner } from "./planner.js";
import type { UpstreamContext } from "../rest/waiters.js";
import { wantKey } from "./want.js";

/** The resources of the graph, by the name of their type and by their collection. */
export interface ResourceIndex {
  readonly byType: ReadonlyMap<string, ResourceDefinition>;
  readonly byPath: ReadonlyMap<string, ResourceDefinition>;
}

/** An operation with the records that arrived for it. */
export interface OperationRecords extends Operation {
  /** A record that has all that is selected, or is on its way. */
  onHand(id: string, selection: Selection): RestRecord | Promise<RestRecord | null> | undefined;
  /** Notes that a record is on its way. */
  loading(id: string, record: Promise<RestRecord | null>): void;
  /** The answer that is on its way to a want, by the key of that. */
  expected(key: string): Promise<unknown> | undefined;
  /** Forgets all that was read so far: a write may have changed it. */
  forget(): void;
}

/** What an operation is made of. */
export interface OperationParts {
  readonly context: UpstreamContext;
  readonly planner: Pick<Planner, "options" | "references">;
  readonly resources: ResourceIndex;
  readonly grants: (resource: ResourceDefinition) => boolean;
  readonly fresh: boolean;
}

/** Names of the fields an answer has of a record, as Actionstep calls them. */
const membersOf = ({ attributes, links }: ResourceDefinition, record: RestRecord): ReadonlySet<string> =>
  new Set([
    ...attributes.filter(({ name }) => record[name] !== undefined).map(({ wire }) => wire),
    ...links.filter(({ wire }) => record[LINKS][wire] !== undefined).map(({ wire }) => wire),
  ]);

/** Wire names of what is selected of a record and is not in it. */
export function missingFrom(record: RestRecord, { resource, fields }: Selection, granted: (fields: Fields) => Fields): string[] {
  const { attributes, links } = resource;
  return [...(granted(fields).get(resource.path) ?? [])].filter((wire) => {
    const attribute = attributes.find((each) => each.wire === wire);
    if (attribute) return record[attribute.name] === undefined;
    return links.some((each) => each.wire === wire) && record[LINKS][wire] === undefined;
  });
}

/**
 * Begins an operation. Whatever arrives for it, asked for or side-loaded, is kept until it ends: its requests all ask for the
 * same fields, so that a record read for one place is whole for every other.
 */
export function createOperation({ context, planner, resources, grants, fresh }: OperationParts): OperationRecords {
  const { options, references } = planner;
  const known = new Map<string, RestRecord>();
  const loading = new Map<string, Promise<RestRecord | null>>();
  let expected: Map<string, Promise<unknown>> | undefined;
  /** Records side-loaded with a form, of which nobody chose the fields. */
  const unchosen = new WeakSet<RestRecord>();
  /** Answers that were counted: two places may wait for one. */
  const counted = new WeakSet<Envelope>();
  let writes = 0;

  const fields = grantedFields(options.fields, resources, grants);
  const keep = (record: RestRecord): void => {
    if (record.id !== undefined) known.set(record.id, record);
  };
  const keepInCache = (read: Read, record: RestRecord): void => {
    const resource = resources.byType.get(record.__typename);
    if (resource?.maxAge === undefined) return;
    const members = read.fields.get(resource.path) ?? (unchosen.has(record) ? membersOf(resource, record) : undefined);
    if (members ?? read.fields.size === 0) references!.keep(resource, record, members);
  };

  return {
    ...context,
    fresh,
    grants,
    fields,
    includes: (includes) => (options.includes ? includes : NO_INCLUDES),
    get writes() {
      return writes;
    },
    keep,
    received(read, envelope, { writes: before, isCurrent }) {
      if (!counted.has(envelope)) {
        counted.add(envelope);
        context.cost.received(envelope.sent + envelope.linked.length, envelope.bytes ?? 0);
      }
      if (options.fields && read.fields.size === 0) for (const record of envelope.linked) unchosen.add(record);
      // Of what was asked for before a write of this operation, nothing is kept: a later place would show it as it was.
      if (read.parts || before !== writes) return;
      for (const records of [envelope.rows, envelope.linked])
        for (const record of records) {
          keep(record);
          // What was asked for before any write of this viewer may be older than that.
          if (references && isCurrent) keepInCache(read, record);
        }
    },
    expect(want, answer) {
      // Whether anybody will ask for it is not known yet, and so not whether a failure is anybody's.
      answer.catch(() => undefined);
      (expected ??= new Map()).set(wantKey(want), answer);
    },
    expected: (key) => expected?.get(key),
    onHand(id, selection) {
      const record = known.get(id);
      const isWhole = !record || !unchosen.has(record) || missingFrom(record, selection, fields).length === 0;
      return (isWhole ? record : undefined) ?? loading.get(id);
    },
    loading: (id, record) => void loading.set(id, record),
    forget() {
      writes += 1;
      known.clear();
      loading.clear();
      expected = undefined;
    },
  };
}

/** Fields without the links outside the granted scopes, which could only be refused; worked out once for each selection. */
function grantedFields(
  chooses: boolean,
  resources: ResourceIndex,
  grants: (resource: ResourceDefinition) => boolean,
): (fields: Fields) => Fields {
  if (!chooses) return () => new Map();
  const known = new WeakMap<Fields, Fields>();
  const granted = (path: string, names: ReadonlySet<string>): ReadonlySet<string> => {
    const withheld = resources.byPath.get(path)?.links.filter(({ target }) => !grants(resourceOf(target()))) ?? [];
    return withheld.length === 0 ? names : new Set([...names].filter((name) => !withheld.some(({ wire }) => wire === name)));
  };
  return (fields) => {
    let found = known.get(fields);
    if (!found) known.set(fields, (found = new Map([...fields].map(([path, names]) => [path, granted(path, names)]))));
    return found;
  };
}
