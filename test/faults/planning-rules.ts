import type { Fault } from "./fault.js";

/** What planning promises of each request, and a fault that breaks each promise. */
export const planningRules: readonly Fault[] = [
  {
    name: "Of a field that several fragments select only the first place is looked at.",
    from: "planning.md: all that the document selects of a place is asked for",
    edits: [
      {
        file: "resolvers/selected-fields.ts",
        find: "parents.flatMap(({ selectionSet }) => selectionSet ?? []),",
        replace: "parents.slice(0, 1).flatMap(({ selectionSet }) => selectionSet ?? []),",
      },
    ],
    tests: ["test/e2e/look-ahead.test.ts", "test/property/oracle.test.ts"],
  },
  {
    name: "A field under @include(if: false) is asked for and answered.",
    from: "planning.md: conditions are honoured",
    edits: [
      {
        file: "resolvers/selected-fields.ts",
        find: 'if (getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.["if"] === false) continue;',
        replace: "",
      },
    ],
    tests: ["test/graph/execution.test.ts", "test/property/executors.test.ts"],
  },
  {
    name: "What a fragment on an interface selects is neither asked for nor answered.",
    from: "planning.md: interfaces are looked through",
    edits: [
      {
        file: "resolvers/selected-fields.ts",
        find: "(isAbstractType(condition) && schema.isSubType(condition, type))",
        replace: "false",
      },
    ],
    tests: ["test/e2e/look-ahead.test.ts", "test/graph/execution.test.ts"],
  },
  {
    name: "Fields that nobody selected are asked for.",
    from: "planning.md: no member too many",
    edits: [
      {
        file: "resolvers/selection.ts",
        find: "if (attribute) note(resource, attribute.wire);",
        replace: "if (attribute) note(resource, ...resource.attributes.map(({ wire }) => wire));",
      },
    ],
    tests: ["test/e2e/look-ahead.test.ts", "test/e2e/planning.test.ts"],
  },
  {
    name: "Fields that are selected are not asked for.",
    from: "planning.md: no member too few",
    edits: [
      {
        file: "resolvers/selection.ts",
        find: "if (attribute) note(resource, attribute.wire);",
        replace: "if (attribute) note(resource);",
      },
    ],
    tests: ["test/e2e/look-ahead.test.ts", "test/e2e/matters-with-tasks.test.ts"],
  },
  {
    name: "One parent with most of the rows drags the list of all through every page.",
    from: "planning.md: a combined list only while it is cheaper",
    edits: [
      {
        file: "gateway/planner/strategies/children-together.ts",
        find: "if (last - pages.length > ids.length)",
        replace: "if (last < 0)",
      },
      { file: "gateway/planner/strategies/children-together.ts", find: "if (pages > ids.length) return undefined;", replace: "" },
    ],
    tests: ["test/e2e/paging.test.ts"],
    only: "of which one",
  },
  {
    name: "Records are given out by their place in the answer, not by their id.",
    from: "planning.md: by id, never by position",
    edits: [
      {
        file: "gateway/planner/strategies/multi-get.ts",
        find: "pages.flatMap(({ rows }) => rows).map((record) => [record.restId!, record])",
        replace: "pages.flatMap(({ rows }) => rows).map((record, place) => [ids[place]!, record])",
      },
    ],
    tests: ["test/e2e/look-ahead.test.ts", "test/e2e/resources.test.ts"],
  },
  {
    name: "A page of children is not enough although every parent has all that is wanted of it.",
    from: "planning.md: no page after the last that is wanted",
    edits: [{ file: "gateway/planner/strategies/children-together.ts", find: "if (isEnough)", replace: "if (pages.length < 0)" }],
    tests: ["test/e2e/look-ahead.test.ts"],
    only: "no further than",
  },
  {
    name: "Requests are sent on a guess right after a 429.",
    from: "planning.md: no guesses while requests are refused",
    edits: [
      {
        file: "gateway/planner/viewer-state.ts",
        find: "return speculates && clock() - limitedAt >= CAUTION;",
        replace: "return speculates;",
      },
    ],
    tests: ["test/graph/viewer-states.test.ts"],
  },
  {
    name: "Guesses are made where guessing is switched off.",
    from: "planning.md: the safe plan",
    edits: [
      {
        file: "gateway/planner/viewer-state.ts",
        find: "return speculates && clock() - limitedAt >= CAUTION;",
        replace: "return clock() - limitedAt >= CAUTION;",
      },
    ],
    tests: ["test/e2e/planning.test.ts"],
  },
  {
    name: "An include that an endpoint refuses is tried with every request.",
    from: "planning.md: what is refused is learned",
    edits: [
      {
        file: "gateway/planner/coalesce.ts",
        find: "else if (!(failure instanceof RequestTooLong))",
        replace: "else if (!failure)",
      },
    ],
    tests: ["test/e2e/refusals.test.ts"],
  },
  {
    name: "An include that an endpoint refuses is an error.",
    from: "planning.md: answered all the same",
    edits: [
      {
        file: "gateway/planner/coalesce.ts",
        find: "if (!mayBeFeatures || address.parts.length === 0) throw failure;",
        replace: "throw failure;",
      },
    ],
    tests: ["test/e2e/refusals.test.ts"],
  },
  {
    name: "A batch is sent before resolvers that waited for something else have asked.",
    from: "planning.md: a batch goes when nothing is left to run",
    edits: [
      {
        file: "gateway/planner/planner.ts",
        find: "void setImmediate(() => setImmediate(flush));",
        replace: "queueMicrotask(flush);",
      },
    ],
    tests: ["test/unit/planner/records.test.ts"],
  },
  {
    name: "Every request waits for a timer before it is sent.",
    from: "planning.md: no timer that every request pays",
    edits: [
      {
        file: "gateway/planner/planner.ts",
        find: "void setImmediate(() => setImmediate(flush));",
        replace: "void setTimeout(flush, 10);",
      },
    ],
    tests: ["test/unit/planner/records.test.ts"],
  },
  {
    name: "A list of ids makes an address that is too long for servers on the way.",
    from: "planning.md: addresses are cut",
    edits: [{ file: "gateway/rest/query.ts", find: "const MAX_LENGTH = 7000;", replace: "const MAX_LENGTH = 70_000;" }],
    tests: ["test/unit/rest/query.test.ts"],
  },
  {
    name: "A choice of fields makes an address that is too long for servers on the way.",
    from: "planning.md: addresses are cut",
    edits: [{ file: "gateway/rest/read.ts", find: "const MAX_ADDRESS = 7_800;", replace: "const MAX_ADDRESS = 78_000;" }],
    tests: ["test/unit/rest/query.test.ts"],
  },
  {
    name: "Viewers of one organisation share what is in flight and what is remembered.",
    from: "planning.md: everything belongs to one viewer",
    edits: [
      {
        file: "gateway/http/request-context.ts",
        find: "viewerStates.of({ owner, organisation, host });",
        replace: "viewerStates.of({ owner: organisation, organisation, host });",
      },
    ],
    tests: ["test/e2e/sharing.test.ts"],
  },
  {
    name: "A request under way is joined by whoever asks for the same address, with the first one's token.",
    from: "planning.md: no batch of one viewer in another's name",
    edits: [
      {
        file: "gateway/planner/coalesce.ts",
        find: "/** Creates the sender of one viewer's reads. */",
        replace: "const everybodys = new Map<string, UnderWay>();",
      },
      {
        file: "gateway/planner/coalesce.ts",
        find: "const underWay = new Map<string, UnderWay>();",
        replace: "const underWay = everybodys;",
      },
    ],
    tests: ["test/e2e/sharing.test.ts"],
  },
  {
    name: "What is kept for long is kept by its address alone, whoever's it is.",
    from: "planning.md: no cache by address alone",
    edits: [
      {
        file: "gateway/planner/reference-cache.ts",
        find: "JSON.stringify([owner, path, restId])",
        replace: "JSON.stringify([path, restId])",
      },
    ],
    tests: ["test/e2e/references.test.ts"],
  },
];
