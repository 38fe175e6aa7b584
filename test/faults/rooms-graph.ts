import type { Fault } from "./fault.js";

/** A fault in each folder of the graph and its resolvers that no fix has left one in. */
export const graphRooms: readonly Fault[] = [
  {
    name: "A number cannot be filtered by what is above it.",
    from: "room: schema/derive",
    edits: [{ file: "schema/derive/filter.ts", find: "whole: [...equality, ...order],", replace: "whole: equality," }],
    tests: ["test/e2e/resources.test.ts", "test/graph/schema.test.ts"],
  },
  {
    name: "Where two links of one type lead to a record, both ways back have one name.",
    from: "room: schema/derive",
    edits: [
      {
        file: "schema/derive/reverse.ts",
        find: "const plain = leadingHere.length === 1 && !taken.has(source.many);",
        replace: "const plain = !taken.has(source.many);",
      },
    ],
    tests: ["test/graph/schema.test.ts"],
  },
  {
    name: "An update clears what it does not name.",
    from: "room: resolvers (drafts)",
    edits: [
      {
        file: "resolvers/write-drafts.ts",
        find: "const value = input[member.name];\n    if (value === undefined) continue;",
        replace: "const value = input[member.name] ?? null;",
      },
    ],
    tests: ["test/e2e/mutations.test.ts", "test/e2e/writes.test.ts"],
  },
  {
    name: "The thirtieth of February is a day.",
    from: "room: schema/vocabulary",
    edits: [{ file: "schema/vocabulary/scalars.ts", find: "DAY.test(text) && hasDay(text)", replace: "DAY.test(text)" }],
    tests: ["test/e2e/odd-values.test.ts", "test/graph/schema.test.ts", "test/e2e/bad-input.test.ts"],
  },
  {
    name: "An instant is filtered by its wall clock, whatever its offset.",
    from: "room: schema/vocabulary",
    edits: [
      {
        file: "schema/vocabulary/codecs.ts",
        find: "new Date(value as string).toISOString().slice(0, 19);",
        replace: "(value as string).slice(0, 19);",
      },
    ],
    tests: ["test/e2e/resources.test.ts", "test/unit/rest/query.test.ts"],
  },
  {
    name: "A validation code of Actionstep's is told as another mistake than it is.",
    from: "room: schema (codes)",
    edits: [{ file: "schema/resources/matter.ts", find: 'codes: ["A01"],', replace: "codes: []," }],
    tests: ["test/graph/schema.test.ts"],
  },
  {
    name: "A resource is missing from the graph.",
    from: "room: schema/resources",
    edits: [{ file: "schema/resources/index.ts", find: "  Unit,\n", replace: "" }],
    tests: ["test/graph/schema.test.ts"],
  },
  {
    name: "A matter is created with its type under a name that Actionstep does not have.",
    from: "room: schema/workflow",
    edits: [{ file: "schema/workflow/inputs.ts", find: 'wire: "actionType",', replace: 'wire: "matterType",' }],
    tests: ["test/e2e/matter-workflow.test.ts"],
  },
  {
    name: "The responsible person is left out when a matter is moved to another step.",
    from: "room: resolvers (workflow)",
    edits: [
      {
        file: "resolvers/matter-workflow.ts",
        find: "const { assignedToParticipant, ...others } = links;",
        replace: "const { assignedToParticipant, ...others } = { ...links, assignedToParticipant: undefined };",
      },
    ],
    tests: ["test/e2e/matter-workflow.test.ts"],
  },
  {
    name: "An id of another type is taken.",
    from: "room: resolvers (ids)",
    edits: [
      {
        file: "resolvers/ids.ts",
        find: "const isOfAnotherType = prefix !== undefined && prefix !== type;",
        replace: "const isOfAnotherType = false;",
      },
      {
        file: "resolvers/ids.ts",
        find: "const restId = prefix === type ? id.slice(type.length + 1) : id;",
        replace: "const restId = prefix ? id.slice(prefix.length + 1) : id;",
      },
    ],
    tests: ["test/e2e/resources.test.ts", "test/e2e/writes.test.ts"],
    only: "another type",
  },
  {
    name: "A cursor of another list is taken.",
    from: "room: resolvers (connections)",
    edits: [{ file: "resolvers/connection-request.ts", find: "if (list !== fingerprint())", replace: "if (list === undefined)" }],
    tests: ["test/e2e/bad-input.test.ts"],
    only: "cursor of another list",
  },
  {
    name: "A page says that there are rows after the last.",
    from: "room: resolvers (connections)",
    edits: [{ file: "resolvers/connection.ts", find: "hasNextPage: end < total,", replace: "hasNextPage: end <= total," }],
    tests: ["test/e2e/paging.test.ts"],
    only: "ends where it ends|jumps",
  },
  {
    name: "Any number of nodes may be asked for at once.",
    from: "room: resolvers (nodes)",
    edits: [{ file: "resolvers/node.ts", find: "const MAX_NODES = 200;", replace: "const MAX_NODES = 200_000;" }],
    tests: ["test/e2e/bad-input.test.ts"],
    only: "too many nodes",
  },
  {
    name: "A link outside the granted scopes is followed.",
    from: "room: resolvers (links)",
    edits: [{ file: "resolvers/links.ts", find: "call.context.viewer.requireScope(target);", replace: "" }],
    tests: ["test/e2e/scopes.test.ts"],
  },
  {
    name: "One field of a data collection may be filled in twice at once.",
    from: "room: resolvers (data collections)",
    edits: [
      {
        file: "resolvers/data-collection-values.ts",
        find: "ids.indexOf(id) < index ?",
        replace: "ids.indexOf(id) > index ?",
      },
    ],
    tests: ["test/e2e/matter-workflow.test.ts"],
    only: "field named twice",
  },
];
