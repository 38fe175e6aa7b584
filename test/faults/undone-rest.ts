import type { Fault } from "./fault.js";

/** Fixes of how the gateway reads at Actionstep, undone in today's code. */
export const undoneRest: readonly Fault[] = [
  {
    name: "Records whose ids are made of links are lost where a choice of fields takes the links away.",
    from: "3dd5736",
    edits: [
      {
        file: "gateway/planner/ignored-fields.ts",
        find: "if (resource === read.resource && unreadable.length > 0 && resource.identity?.from) return true;",
        replace: "",
      },
    ],
    tests: ["test/unit/planner/ignored-fields.test.ts"],
  },
  {
    name: "Nothing is prefetched for a minute after one 429.",
    from: "5e18e6e",
    edits: [{ file: "gateway/planner/viewer-state.ts", find: "const CAUTION = 3_000;", replace: "const CAUTION = 60_000;" }],
    tests: ["test/graph/viewer-states.test.ts"],
  },
  {
    name: "What one organisation is refused is taken to be refused to all.",
    from: "fff2ef4",
    edits: [
      {
        file: "gateway/planner/unsupported.ts",
        find: "const ENOUGH_ORGANISATIONS = 2;",
        replace: "const ENOUGH_ORGANISATIONS = 1;",
      },
    ],
    tests: ["test/e2e/learned.test.ts"],
  },
  {
    name: "A dry run adds to what is known of an endpoint.",
    from: "fff2ef4",
    edits: [
      { file: "gateway/planner/viewer-state.ts", find: "observe: () => undefined, client: other", replace: "client: other" },
    ],
    tests: ["test/e2e/learned.test.ts", "test/e2e/planning.test.ts"],
  },
  {
    name: "What is remembered of all viewers has no size.",
    from: "fff2ef4",
    edits: [
      {
        file: "gateway/planner/viewer-state.ts",
        find: "sizeCalculation: ({ size }) => size,",
        replace: "sizeCalculation: () => 1,",
      },
    ],
    tests: ["test/graph/viewer-states.test.ts"],
  },
  {
    name: "A dry run makes new stand-ins for a parent's rows on every page.",
    from: "49d3961",
    edits: [
      {
        file: "gateway/planner/dry-run.ts",
        find: "const key = `${kind} ${parentAt(place)}`;",
        replace: "const key = `${kind} ${parentAt(place)} ${page}`;",
      },
    ],
    tests: ["test/unit/planner/dry-run.test.ts"],
  },
  {
    name: "A link that holds a star or a list is asked for as one id.",
    from: "9c58d89",
    edits: [
      {
        file: "gateway/planner/planner.ts",
        find: 'if (want.kind === "record" && meansSeveral(want.restId))',
        replace: 'if (want.kind === "record" && want.restId === "")',
      },
      { file: "resolvers/ids.ts", find: "const UNSAFE = /[*,/", replace: "const UNSAFE = /[,/" },
    ],
    tests: ["test/e2e/writes-hostile.test.ts", "test/e2e/odd-values.test.ts"],
    only: "none, also where ids are text|several",
  },
  {
    name: "A day outside the calendar is sent to Actionstep in a filter.",
    from: "9c58d89",
    edits: [
      {
        file: "resolvers/filter.ts",
        find: "return inCalendar(attribute, filterText(attribute, operand), operandAt);",
        replace: "return filterText(attribute, operand);",
      },
    ],
    tests: ["test/e2e/hostile.test.ts"],
    only: "a day in a year",
  },
  {
    name: "A stranger who asks for a record by an id of the wrong form is told of the id before being told to connect.",
    from: "548e8aa",
    edits: [
      {
        file: "resolvers/node.ts",
        find: "// The viewer is checked before the arguments are.\n      context.viewer.require();",
        replace: "",
      },
      {
        file: "resolvers/queries.ts",
        find: 'context.viewer.requireScope(resource);\n        const restId = restIdOf(resource, "id", args.id);',
        replace: 'const restId = restIdOf(resource, "id", args.id);\n        context.viewer.requireScope(resource);',
      },
    ],
    tests: ["test/e2e/scopes.test.ts", "test/e2e/bad-input.test.ts"],
  },
  {
    name: "An answer in pieces of one byte is read to its end, whatever memory that takes.",
    from: "8ef3629",
    edits: [
      {
        file: "gateway/rest/answer-body.ts",
        find: "if (taken < piece.length || pieces > MAX_UPSTREAM_PIECES) tooLong();",
        replace: "if (taken < piece.length) tooLong();",
      },
    ],
    tests: ["test/e2e/rest/answer-limits.test.ts"],
  },
  {
    name: "An answer nested without end is walked through.",
    from: "8ef3629",
    edits: [
      { file: "gateway/rest/json.ts", find: "return isTooDeep(content) ? undefined : content;", replace: "return content;" },
    ],
    tests: ["test/e2e/rest/answer-limits.test.ts"],
  },
  {
    name: "An answer with more rows than any list is taken.",
    from: "8ef3629",
    edits: [
      {
        file: "gateway/rest/envelope.ts",
        find: "if (isAbsurd || mainRows > MAX_ANSWER_ROWS || linkedRows > MAX_LINKED_ROWS) {",
        replace: "if (isAbsurd) {",
      },
    ],
    tests: ["test/e2e/rest/answer-limits.test.ts"],
  },
  {
    name: "An object in the place of a text is shown as [object Object].",
    from: "77bbee1",
    edits: [{ file: "schema/vocabulary/codecs.ts", find: "(textOf(wire) ?? notText)", replace: "String(wire)" }],
    tests: ["test/e2e/odd-values.test.ts"],
  },
  {
    name: "A link that holds what cannot be an id is null without an error.",
    from: "77bbee1",
    edits: [
      {
        file: "gateway/rest/decoder.ts",
        find: "return link.uncertain && isSafeId(id) ? null : bad();",
        replace: "return null;",
      },
    ],
    tests: ["test/e2e/odd-values.test.ts"],
  },
];
