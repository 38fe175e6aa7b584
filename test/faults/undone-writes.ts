import type { Fault } from "./fault.js";

/** Fixes of writes, and of what is remembered and logged of requests, undone in today's code. */
export const undoneWrites: readonly Fault[] = [
  {
    name: "What comes along with a form is taken for whole, so that fields it lacks are null.",
    from: "27cf34f",
    edits: [
      {
        file: "gateway/planner/operation-records.ts",
        find: "const isWhole = !record || !unchosen.has(record) || missingFrom(record, selection, fields).length === 0;",
        replace: "const isWhole = true;",
      },
    ],
    tests: ["test/e2e/writes-hostile.test.ts"],
    only: "what comes with a form",
  },
  {
    name: "A bulk write whose ids make an address too long is sent all the same.",
    from: "3d93479",
    edits: [{ file: "resolvers/mutations.ts", find: '...(isBulk ? tooLong(ids, ["input"]) : [])', replace: "" }],
    tests: ["test/e2e/writes-hostile.test.ts"],
    only: "too long for an address",
  },
  {
    name: "The first record of a bulk write is blamed for what Actionstep said of none of them.",
    from: "3d93479",
    edits: [
      {
        file: "resolvers/mutations.ts",
        find: "isBulk && index >= inputs.length ? undefined : pathOf(index);",
        replace: "pathOf(index >= inputs.length ? 0 : index);",
      },
    ],
    tests: ["test/e2e/writes-hostile.test.ts", "test/e2e/writes.test.ts"],
  },
  {
    name: "A written record that is hidden from its writer is null without an error.",
    from: "3d93479",
    edits: [
      {
        file: "gateway/writes/writes.ts",
        find: "if (returned && !reread) return unread(resource, restId, returned, missing, new NotFound(`${resource.type} ${restId}`));",
        replace: "if (returned && !reread) return returned;",
      },
    ],
    tests: ["test/e2e/writes-hostile.test.ts"],
    only: "record",
  },
  {
    name: "A write is reported as failed when the rows of its answer cannot be read.",
    from: "73b4277",
    edits: [
      {
        file: "gateway/writes/writes.ts",
        find: "} catch {\n    // The write was done all the same: `complete` reads the records again.\n    return [];",
        replace: "} catch (error) {\n    throw error;",
      },
    ],
    tests: ["test/e2e/writes-hostile.test.ts", "test/e2e/failures.test.ts"],
  },
  {
    name: "A write is reported as failed when its record cannot be read again.",
    from: "3eab465",
    edits: [
      {
        file: "gateway/writes/writes.ts",
        find: "return unread(resource, restId, returned, missing ?? operation.fields(fields).get(resource.path), failure as Error);",
        replace: "throw failure;",
      },
    ],
    tests: ["test/e2e/failures.test.ts"],
  },
  {
    name: "Links that a choice of fields took away are shown as null.",
    from: "a75eabe",
    edits: [
      {
        file: "gateway/planner/ignored-fields.ts",
        find: "if (read.parts || read.fields.size === 0) return [];",
        replace: "if (read.parts || read.fields.size >= 0) return [];",
      },
    ],
    tests: ["test/e2e/refusals.test.ts", "test/property/oracle.test.ts"],
  },
  {
    name: "A huge parent that is remembered drags its siblings' list through all its pages again.",
    from: "6c878cd",
    edits: [
      { file: "gateway/planner/strategies/children-together.ts", find: "if (pages > ids.length) return undefined;", replace: "" },
    ],
    tests: ["test/e2e/paging.test.ts"],
    only: "one of which|of which one",
  },
  {
    name: "Keys of what is remembered of lists name hundreds of parents in full.",
    from: "5907eb0",
    edits: [
      {
        file: "gateway/planner/list-sizes.ts",
        find: '(key.length < 64 ? key : createHash("sha256").update(key).digest("base64url"))',
        replace: "key",
      },
    ],
    tests: ["test/graph/viewer-states.test.ts"],
  },
  {
    name: "Rows of a dry run hold every attribute, whatever is asked for.",
    from: "5907eb0",
    edits: [
      {
        file: "gateway/planner/dry-run.ts",
        find: "attributes.filter(isWanted).map(({ name }) => [name, null])",
        replace: "attributes.map(({ name }) => [name, null])",
      },
      {
        file: "gateway/planner/dry-run.ts",
        find: "links.filter(isWanted).map(({ wire, many })",
        replace: "links.map(({ wire, many })",
      },
    ],
    tests: ["test/unit/planner/dry-run.test.ts"],
  },
  {
    name: "The log has the whole address of a request that failed, with what people typed.",
    from: "c0d3a5c",
    edits: [
      {
        file: "gateway/rest/transport.ts",
        find: 'log.warn({ resource: path, failure: typeof code === "string" ? code : name, ms }',
        replace: 'log.warn({ target, failure: typeof code === "string" ? code : name, ms }',
      },
      {
        file: "gateway/rest/transport.ts",
        find: "{ request: { path, method }, waiters, isRead }: Sending,",
        replace: "{ request: { path, method, target }, waiters, isRead }: Sending,",
      },
    ],
    tests: ["test/e2e/failures.test.ts"],
    only: "the log",
  },
  {
    name: "An order may have any number of fields.",
    from: "c0d3a5c",
    edits: [{ file: "resolvers/filter.ts", find: "const MAX_SORTS = 10;", replace: "const MAX_SORTS = 10_000;" }],
    tests: ["test/e2e/bad-input.test.ts", "test/e2e/paging.test.ts"],
  },
];
