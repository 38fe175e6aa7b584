import { existsSync } from "node:fs";
import { ESLint, type Linter } from "eslint";
import { expect, test } from "@jest/globals";

/** The rules about imports as lint has them, without types, which take seconds to find out. */
const eslint = new ESLint({
  ruleFilter: ({ ruleId }) => ruleId === "import-x/no-restricted-paths" || ruleId === "no-restricted-imports",
  overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
});

/** What lint says of an import that is put at the beginning of a file. */
async function complaintsOf(filePath: string, imported: string): Promise<readonly string[]> {
  const [{ messages } = { messages: [] }] = await eslint.lintText(`import * as imported from "${imported}";\nvoid imported;\n`, {
    filePath,
  });
  return messages.map(({ message }) => message);
}

test.each([
  ["schema/errors.ts", "../resolvers/context.js"],
  ["resolvers/context.ts", "../gateway/limits.js"],
  ["auth/events.ts", "../gateway/config.js"],
  ["simulator/contract.ts", "../gateway/config.js"],
  ["simulator/rest/values.ts", "../writes/work.js"],
  ["simulator/seed/index.ts", "../oauth/oauth.js"],
  ["gateway/rate-limit/retry.ts", "../planner/records.js"],
  ["gateway/rest/query.ts", "../planner/records.js"],
  ["gateway/planner/want.ts", "../http/request-context.js"],
  ["gateway/execution/variables.ts", "../http/request-context.js"],
  ["gateway/observability/log.ts", "../rate-limit/scheduler.js"],
  ["gateway/planner/want.ts", "keyv"],
  ["gateway/rest/query.ts", "dataloader"],
  ["gateway/execution/variables.ts", "@apollo/server"],
])("lint refuses that %s imports %s", async (file, imported) => {
  expect(await complaintsOf(file, imported)).toHaveLength(1);
});

test.each([
  ["resolvers/context.ts", "../schema/errors.js"],
  ["simulator/seed/index.ts", "../firms/index.js"],
  ["gateway/rest/query.ts", "../rate-limit/retry.js"],
  ["gateway/planner/want.ts", "../rest/query.js"],
  ["gateway/stores/namespaces.ts", "keyv"],
])("lint lets %s import %s", async (file, imported) => {
  expect(await complaintsOf(file, imported)).toEqual([]);
});

test("every folder that the drawing names is there", async () => {
  const { rules } = (await eslint.calculateConfigForFile("schema/errors.ts")) as Linter.Config;
  const [, { zones }] = rules!["import-x/no-restricted-paths"] as [
    number,
    { zones: readonly { target: string; from: string | string[] }[] },
  ];
  const named = new Set(zones.flatMap(({ target, from }) => [target, ...[from].flat()]));
  expect(named.size).toBeGreaterThan(20);
  expect([...named].filter((folder) => !existsSync(folder))).toEqual([]);
});
