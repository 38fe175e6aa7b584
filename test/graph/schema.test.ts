import { existsSync, readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import {
  isEnumType,
  isNonNullType,
  isObjectType,
  lexicographicSortSchema,
  printSchema,
  validateSchema,
  type GraphQLInputObjectType,
  type GraphQLObjectType,
} from "graphql";
import { createSchema } from "../../resolvers/index.js";
import { idNameOf } from "../../schema/derive/input.js";
import { upperFirst } from "../../schema/derive/names.js";
import { resources } from "../../schema/resources/index.js";
import { validationCodes } from "../../schema/validation-codes.js";
import { resourceOf, type Attribute, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { forms } from "../../schema/workflow/index.js";

const schema = createSchema(resources);
const definitions = resources.map(resourceOf);
const typeOf = (name: string): GraphQLObjectType => {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is not an object type.`);
  return type;
};

test("schema.graphql is the graph as it is", () => {
  const file = readFileSync(new URL("../../schema/schema.graphql", import.meta.url), "utf8");
  expect(file).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
});

test("each of Actionstep's validation codes stands with the members that it is about", () => {
  const codes = definitions.flatMap(({ attributes, links }) => [...attributes, ...links].flatMap((member) => member.codes));
  expect([...new Set(codes)].sort()).toEqual(Object.keys(validationCodes).sort());
});

test("the graph is valid GraphQL", () => {
  expect(validateSchema(schema)).toEqual([]);
});

test("every resource file is in the list, in order", () => {
  const names = resources.map(({ name }) => name);
  expect(names).toEqual([...names].sort());
  const files = readdirSync(new URL("../../schema/resources/", import.meta.url)).filter(
    (file) => file.endsWith(".ts") && file !== "index.ts",
  );
  const kebab = (name: string): string => `${name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase()}.ts`;
  expect(files.sort()).toEqual(names.map(kebab).sort());
});

test("everything a client can see is described", () => {
  const undescribed = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (type.name.startsWith("__") || isEnumType(type)) return [];
    const fields = "getFields" in type ? Object.values(type.getFields()) : [];
    return [
      ...(type.description || type.name === "Query" ? [] : [type.name]),
      ...fields
        .filter(({ description }) => !description || description.includes("TODO"))
        .map(({ name }) => `${type.name}.${name}`),
    ];
  });
  expect(undescribed).toEqual([]);
});

test("only ids, connections and what the gateway makes itself are promised: no record hangs on one value of Actionstep's", () => {
  const promised = [...definitions, ...forms.map(resourceOf)].flatMap(({ type }) =>
    Object.values(typeOf(type).getFields())
      .filter((field) => isNonNullType(field.type) && !/^(id|restId)$/.test(field.name))
      .filter((field) => !/Connection!$/.test(String(field.type)))
      .map((field) => `${type}.${field.name}: ${String(field.type)}`),
  );
  expect(promised).toEqual([]);
});

describe("names of the way back along a link", () => {
  const fields = (type: string): string[] => Object.keys(typeOf(type).getFields());
  test("are the plain plural where only one link leads there", () => {
    expect(fields("Matter")).toEqual(
      expect.arrayContaining(["tasks", "timeEntries", "fileNotes", "matterDocuments", "matterParticipants"]),
    );
  });
  test("say the link where several lead there", () => {
    expect(fields("Participant")).toEqual(expect.arrayContaining(["timeEntriesAsOwner", "timeEntriesAsCreatedBy"]));
    expect(fields("Participant")).not.toContain("timeEntries");
  });
  test("count links to many", () => {
    expect(fields("Participant")).toContain("mattersAsAssignedTo");
    expect(fields("Participant")).toContain("divisionsAsParticipant");
  });
  test("say the link where a field has the plain plural already", () => {
    expect(fields("Division")).toEqual(expect.arrayContaining(["participants", "participantsAsDivision"]));
  });
});

interface Written {
  name: string;
  writableOnCreate?: boolean;
  writableOnUpdate?: boolean;
  requiredOnCreate?: boolean;
}
interface Catalogued {
  name: string;
  idType: string | null;
  methods: { collection: string[]; item: string[] };
  attributes: (Written & { type: string; source: string[]; inResponse: boolean })[];
  links: (Written & { target: string; cardinality: string })[];
}

const reference = new URL("../../../shared/actionstep/", import.meta.url);
const catalogued = existsSync(reference) ? test : test.skip;

/** The word "action" of the wire is "matter" in the graph. */
const graphName = (wire: string): string =>
  wire.replace(/^action(?=[A-Z]|s?$)/, "matter").replace(/Action(?=[A-Z]|s?$)/g, "Matter");

catalogued("nothing of the API's catalogue is missing from the graph", () => {
  const { resources: catalogue } = JSON.parse(readFileSync(new URL("resources.json", reference), "utf8")) as {
    resources: Catalogued[];
  };
  const names = JSON.parse(readFileSync(new URL("names.json", reference), "utf8")) as {
    resource: string;
    type: string | null;
    one: string;
    many: string;
  }[];
  const byPath = new Map<string, ResourceDefinition>(definitions.map((definition) => [definition.path, definition]));
  const differences: string[] = [];
  let attributes = 0;
  let links = 0;
  for (const { resource, type, one, many } of names) {
    if (!type) continue;
    const definition = byPath.get(resource);
    if (definition?.type !== type || definition.one !== one || definition.many !== many) {
      differences.push(`${resource}: ${type}, ${one}, ${many}`);
      continue;
    }
    const fields = typeOf(type).getFields();
    const entry = catalogue.find(({ name }) => name === resource)!;
    for (const attribute of entry.attributes) {
      attributes += 1;
      const field = fields[attribute.name === "id" ? "restId" : graphName(attribute.name)];
      if (!field) differences.push(`${type}.${attribute.name} is missing`);
      else if (attribute.name !== "id" && String(field.type).endsWith("!"))
        differences.push(`${type}.${field.name} promises a value that Actionstep may not send`);
    }
    for (const link of entry.links) {
      links += 1;
      const field = fields[graphName(link.name)];
      const target = names.find(({ resource: path }) => path === link.target)?.type;
      const expected = link.cardinality === "many" ? `[${target}!]` : target;
      if (!field) differences.push(`${type}.${link.name} is missing`);
      else if (target && String(field.type) !== expected)
        differences.push(`${type}.${field.name} is ${String(field.type)}, not ${expected}`);
    }
  }
  expect(differences).toEqual([]);
  console.info(`${byPath.size} types, ${attributes} attributes and ${links} links of the catalogue are in the graph`);
});

/** What an attribute of each of the catalogue's types is in the graph. */
const kinds: Readonly<Record<string, Attribute["kind"]>> = {
  string: "text",
  file: "text",
  int: "whole",
  decimal: "decimal",
  boolean: "flag",
  date: "day",
  time: "time",
  timestamp: "timestamp",
  enum: "choice",
};

catalogued("an attribute is more than text only where the catalogue knows what it holds", () => {
  const { resources: catalogue } = JSON.parse(readFileSync(new URL("resources.json", reference), "utf8")) as {
    resources: Catalogued[];
  };
  const guessed: string[] = [];
  const left: string[] = [];
  for (const { type, path, attributes } of definitions) {
    const known = new Map(catalogue.find(({ name }) => name === path)!.attributes.map((each) => [each.name, each]));
    for (const { name, wire, kind } of attributes) {
      const entry = known.get(wire)!;
      if (kind === kinds[entry.type]) continue;
      (kind === "text" ? left : guessed).push(`${type}.${name}`);
      // Nobody but a client library of 2015 says that it is a flag, and that only by a column of one character.
      if (kind === "text") expect([name, entry.source]).toEqual([name, ["php-sdk-2015"]]);
    }
  }
  expect(guessed).toEqual([]);
  expect(left).toEqual([
    "BillingPreference.taskGrouping",
    "MatterPermission.menuHome",
    "SalePurchaseType.isQuoteOrderInvoice",
    "SalePurchaseType.isSaleOrPurchase",
    "SalePurchaseType.showCodeOrSupplierCode",
    "TaskTemplate.dueDataTrigger",
    "TaskTemplate.generatedCount",
  ]);
});

catalogued("every verb of the API's catalogue has a mutation, and every member that can be written is in its input", () => {
  const { resources: catalogue } = JSON.parse(readFileSync(new URL("resources.json", reference), "utf8")) as {
    resources: Catalogued[];
  };
  const mutations = schema.getMutationType()!.getFields();
  const differences: string[] = [];
  let verbs = 0;
  for (const { type, path, links: known } of definitions) {
    const entry = catalogue.find(({ name }) => name === path)!;
    const inputName = ({ name }: Written): string => {
      const link = known.find(({ name: each, wire }) => wire === name || each === name);
      return entry.links.some((each) => each.name === name) && link ? idNameOf(link) : graphName(name);
    };
    const members = [...entry.attributes.filter(({ name }) => name !== "id"), ...entry.links];
    const methods = [...entry.methods.collection, ...entry.methods.item];
    for (const [verb, has, writable] of [
      ["create", methods.includes("POST"), "writableOnCreate"],
      ["update", methods.includes("PUT") || methods.includes("PATCH"), "writableOnUpdate"],
      ["delete", methods.includes("DELETE"), undefined],
    ] as const) {
      const name = `${verb}${type}`;
      // A matter is created by a verb of its own.
      if (type === "Matter" && verb === "create") continue;
      if (has !== name in mutations) differences.push(`${name}: ${has ? "missing" : "not in the catalogue"}`);
      if (!has) continue;
      verbs += 1;
      if (!writable) continue;
      const input = schema.getType(`${upperFirst(name)}Input`) as GraphQLInputObjectType;
      const fields = input.getFields();
      const expected = members.filter((member) => member[writable]).map(inputName);
      const found = Object.keys(fields).filter((field) => field !== "id");
      differences.push(...expected.filter((field) => !found.includes(field)).map((field) => `${name}.${field} is missing`));
      differences.push(
        ...found.filter((field) => !expected.includes(field)).map((field) => `${name}.${field} cannot be written`),
      );
      for (const member of verb === "create" ? members.filter((each) => each[writable]) : []) {
        const isRequired = String(fields[inputName(member)]?.type).endsWith("!");
        if (isRequired !== (member.requiredOnCreate ?? false))
          differences.push(`${name}.${member.name} is ${isRequired ? "" : "not "}required`);
      }
    }
  }
  expect(differences).toEqual([
    // Of two sources that contradict each other, the one whose clients are in use.
    "createParticipant.displayName is not required",
    // Known from 2015 only, and absent from today's specification.
    "createParticipant.baseParticipantType is not required",
    // The specification requires it by another name.
    "createParticipantRelationshipType.relationshipType is required",
  ]);
  console.info(`${verbs} verbs of the catalogue have a mutation`);
});
