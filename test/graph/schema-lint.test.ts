import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parser, rules, configs } from "@graphql-eslint/eslint-plugin";
import { describe, expect, test } from "@jest/globals";
import { ESLint, type Linter } from "eslint";
import { resources } from "../../schema/resources/index.js";
import { resourceOf } from "../../schema/vocabulary/resource.js";

const root = fileURLToPath(new URL("../../", import.meta.url));
const sdl = "schema/schema.graphql";

/** Attributes that Actionstep itself does not write in camel case; the graph keeps Actionstep's names. */
const snakeCased = resources
  .map(resourceOf)
  .flatMap(({ type, attributes }) =>
    attributes.filter(({ name, wire }) => name === wire && name.includes("_")).map(({ name }) => ({ type, name })),
  );

describe("graphql-schema-linter", () => {
  /** All its rules, which are the Relay ones and those of naming, describing and sorting; less what is listed here. */
  const exceptions = {
    "fields-are-camel-cased": snakeCased.map(({ type, name }) => `${type}.${name}`),
    "input-object-values-are-camel-cased": snakeCased.flatMap(({ type, name }) =>
      [`${type}Filter`, `Create${type}Input`, `Update${type}Input`].map((input) => `${input}.${name}`),
    ),
  };
  const lint = (): Promise<string> =>
    new Promise((resolve) => {
      const command = ["node_modules/graphql-schema-linter/lib/cli.js", sdl, "-f", "json", "-i", JSON.stringify(exceptions)];
      execFile(process.execPath, command, { cwd: root, maxBuffer: 1e8 }, (_, stdout, stderr) => resolve(stdout + stderr));
    });

  test("finds nothing in the graph that keeps clients of Relay from it, or that is misnamed or not described", async () => {
    const { errors } = JSON.parse(await lint()) as { errors: { message: string; rule: string }[] };
    expect(errors.map(({ message, rule }) => `${rule}: ${message}`)).toEqual([]);
  });

  test("looks at names with exceptions for Actionstep's own spelling only", () => {
    expect(snakeCased.map(({ type, name }) => `${type}.${name}`)).toEqual([
      "DataCollectionRecordValue.last_modified_time_stamp",
      "DataCollectionRecordValue.last_modified_by_user_id",
    ]);
  });
});

describe("@graphql-eslint", () => {
  const lint = async (given: Linter.RulesRecord): Promise<string[]> => {
    const config = {
      files: ["**/*.graphql"],
      languageOptions: { parser, parserOptions: { graphQLConfig: { schema: `${root}${sdl}` } } },
      plugins: { "@graphql-eslint": { rules } },
      rules: given,
    };
    const eslint = new ESLint({ cwd: root, overrideConfigFile: true, overrideConfig: [config] });
    const [{ messages, source }] = (await eslint.lintFiles([sdl])) as [ESLint.LintResult];
    const lines = source!.split("\n");
    return messages.map(({ line, message }) => `${lines[line - 1]} … ${message}`).sort();
  };

  test("finds every connection, edge and page as Relay has them, but for records without an id and rows of custom fields, which page forward", async () => {
    const messages = await lint({
      ...(configs["flat/schema-relay"].rules as Linter.RulesRecord),
      // `nodes` and links to many are lists of records, not of edges.
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
    });
    const notNodes = resources.map(resourceOf).filter(({ identity }) => !identity);
    const withoutNode = [...notNodes.map(({ type }) => type), "CustomRecord"];
    expect(messages).toEqual(
      [
        ...withoutNode.map((type) => `type ${type}Edge { … Edge type's field \`node\` must implement \`Node\` interface.`),
        "  customRecords( … Field `customRecords` must contain an argument `before`, that return String or Scalar.",
        "  customRecords( … Field `customRecords` must contain an argument `last`, that return Int.",
      ].sort(),
    );
    expect(notNodes.length).toBeLessThan(resources.length / 10);
  });
});
