import type { Fault } from "./fault.js";

/** A fault for each rule of the firm's own fields. */
export const customFields: readonly Fault[] = [
  {
    name: "Two who save at once make two records where there should be one.",
    from: "resolvers/custom",
    edits: [
      {
        file: "resolvers/custom/set-matter-custom.ts",
        find: "context.exclusively([record.path, matterId, collectionId], async () => {",
        replace: "(async (_: unknown, work: () => Promise<string | Refused>) => work())([], async () => {",
      },
    ],
    tests: ["test/e2e/custom/writing.test.ts"],
  },
  {
    name: "A name that several collections have is taken to be of the first.",
    from: "resolvers/custom",
    edits: [
      {
        file: "resolvers/custom/asked-fields.ts",
        find: 'if (own.length > 1) return ambiguousField("field", name, own);',
        replace: "",
      },
    ],
    tests: ["test/e2e/custom/reading.test.ts"],
  },
  {
    name: "A name is matched without regard to case although one is written so.",
    from: "resolvers/custom",
    edits: [
      {
        file: "resolvers/custom/field-names.ts",
        find: "return found.length > 0 ? found : fields.filter",
        replace: "return fields.filter",
      },
    ],
    tests: ["test/unit/custom/field-names.test.ts"],
  },
  {
    name: "A list that is remembered is still shown after a write.",
    from: "gateway/planner",
    edits: [
      {
        file: "gateway/planner/reference-cache.ts",
        find: "[...restIds, WHOLE_LIST].map",
        replace: "[...restIds].map",
      },
    ],
    tests: ["test/e2e/custom/reading.test.ts"],
  },
  {
    name: "Matters of each type ask for their custom values by themselves.",
    from: "resolvers/custom",
    edits: [
      {
        file: "resolvers/custom/asked-fields.ts",
        find: "const MAX_FIELDS_TOGETHER = 150;",
        replace: "const MAX_FIELDS_TOGETHER = 1;",
      },
    ],
    tests: ["test/e2e/custom/reading.test.ts"],
  },
  {
    name: "The descriptions of fields are read only once matters have come.",
    from: "resolvers/custom",
    edits: [
      {
        file: "resolvers/custom/matter-values.ts",
        find: "ahead: (context, info) => void definitionsOf(context, info).catch(() => undefined),",
        replace: "",
      },
    ],
    tests: ["test/e2e/custom/reading.test.ts"],
  },
  {
    name: "Of several values that do not fit only the first is told.",
    from: "resolvers/custom",
    edits: [
      {
        file: "resolvers/custom/set-matter-custom.ts",
        find: "if (checked instanceof Refused) return refused(checked.userErrors);",
        replace: "if (checked instanceof Refused) return refused(checked.userErrors.slice(0, 1));",
      },
    ],
    tests: ["test/e2e/custom/writing.test.ts"],
  },
  {
    name: "A row that may not be changed is tried all the same.",
    from: "resolvers/custom",
    edits: [
      {
        file: "resolvers/custom/set-matter-custom.ts",
        find: "if (locked.length > 0) return new Refused",
        replace: "if (locked.length > 1) return new Refused",
      },
    ],
    tests: ["test/e2e/custom/writing.test.ts"],
  },
];
