import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { ESLint, type Linter } from "eslint";

const root = fileURLToPath(new URL("../../", import.meta.url));
const RULE = "import-x/no-restricted-paths";

interface Zone {
  readonly target: string;
  readonly from: string | readonly string[];
}

// A name that is put together, since the configuration is JavaScript without types.
const { default: configs } = (await import(`${root}eslint.config.js`)) as { readonly default: readonly Linter.Config[] };
const drawing = configs.find(({ rules }) => rules?.[RULE])!;
const { zones } = (drawing.rules![RULE] as [string, { zones: readonly Zone[] }])[1];

/** Lint with nothing but the drawing: rules that need types would take seconds. */
const lint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: {
    files: ["**/*.ts"],
    languageOptions: { parser: configs.find(({ languageOptions }) => languageOptions?.parser)!.languageOptions!.parser! },
    plugins: { "import-x": drawing.plugins!["import-x"]! },
    settings: drawing.settings!,
    rules: { [RULE]: drawing.rules![RULE]! },
  },
});

const problemsOf = async (file: string, imported: string): Promise<readonly (string | null)[]> => {
  const [result] = await lint.lintText(`import "${imported}";\n`, { filePath: `${root}${file}` });
  return result!.messages.map(({ ruleId }) => ruleId);
};

test.each([
  ["resolvers/ids.ts", "../gateway/config.js"],
  ["auth/index.ts", "../gateway/config.js"],
  ["gateway/rest/read.ts", "../planner/plan.js"],
  ["simulator/rest/values.ts", "../writes/work.js"],
  ["simulator/seed/index.ts", "../oauth/oauth.js"],
])("lint refuses in %s an import of %s, which the drawing does not have", async (file, imported) => {
  expect(await problemsOf(file, imported)).toEqual([RULE]);
});

test("lint accepts an import that the drawing has", async () => {
  expect(await problemsOf("simulator/seed/index.ts", "../firms/index.js")).toEqual([]);
});

test("every folder that the drawing names is there", () => {
  const named = new Set(zones.flatMap(({ target, from }) => [target, ...(typeof from === "string" ? [from] : from)]));
  expect([...named].filter((folder) => !existsSync(`${root}${folder}`))).toEqual([]);
});
