import { describe, expect, test } from "@jest/globals";
import { isInterfaceType, isObjectType, type GraphQLObjectType } from "graphql";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";
import { resourceOf, type Attribute, type Link, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { createDatabase } from "../../simulator/seed/index.js";
import type { Row } from "../../simulator/index.js";
import { type Answer } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";
import { listed, wayBack, type ListArguments } from "../support/naive-answer.js";
import { EnumValue, literal } from "../support/random-query.js";
import { definitions, rawFirm, rawId, rawLinks, shown } from "../support/raw-firm.js";

/*
 * What holds for every resource of the list. What is expected is worked out from the rows as they lie in the
 * simulator's database, and from the definition alone.
 */

const schema = createSchema(resources);
const database = createDatabase();
const firm = rawFirm(database, "ana");
const { ana } = useGateway({ simulator: { database } });

const ask = async (query: string): Promise<Answer["data"]> => {
  const answer = await ana.query(query);
  if (answer.errors) throw new Error(`${query}\n${JSON.stringify(answer.errors)}`);
  return answer.data;
};

const typeOf = (name: string): GraphQLObjectType => {
  const type = schema.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is not an object type.`);
  return type;
};

/** What the graph calls a value of each kind. */
const scalarOf = ({ kind, choice }: Attribute): string =>
  ({
    text: "String",
    whole: "SafeInt",
    decimal: "Decimal",
    flag: "Boolean",
    day: "Date",
    time: "LocalTime",
    timestamp: "DateTime",
    choice: choice?.name ?? "",
  })[kind];

const comparators: Readonly<Record<"equality" | "order" | "pattern", readonly string[]>> = {
  equality: ["eq", "in", "isNull", "neq", "notIn"],
  order: ["gt", "gte", "lt", "lte"],
  pattern: ["ilike", "like", "notIlike", "notLike"],
};
const isOrdered = ({ kind }: Attribute): boolean => ["whole", "decimal", "day", "time", "timestamp"].includes(kind);
const comparatorsOf = (attribute: Attribute): string[] =>
  [
    ...comparators.equality,
    ...(isOrdered(attribute) ? comparators.order : []),
    ...(attribute.kind === "text" ? comparators.pattern : []),
  ].sort();

/** What tells a record from the others of its kind: its id, or else all that it holds. */
const key = ({ identity, attributes }: ResourceDefinition): string =>
  identity ? "id" : attributes.map(({ name }) => name).join(" ");
const keyOf = (resource: ResourceDefinition, row: Row): Record<string, unknown> =>
  resource.identity
    ? { id: typedId(resource, row) }
    : Object.fromEntries(resource.attributes.map((attribute) => [attribute.name, shown(attribute, row[attribute.wire])]));
const typedId = (resource: ResourceDefinition, row: Row): string => `${resource.type}:${rawId(resource, row)}`;

/** Rows of a filtered list that are compared one by one, a page of Actionstep's; its length is compared in any case. */
const MAX_ROWS = 200;

/** The arguments of a list, ready to be written down. */
interface WrittenArguments {
  readonly first?: number;
  readonly filter?: Readonly<Record<string, unknown>>;
  readonly orderBy?: readonly Readonly<Record<"field" | "direction", EnumValue>>[];
}

/** Asks for several lists of a resource at once and compares each with what the rows say. */
async function expectLists(resource: ResourceDefinition, lists: readonly WrittenArguments[]): Promise<void> {
  const rows = firm.rows(resource);
  for (let start = 0; start < lists.length; start += 20) {
    const some = lists.slice(start, start + 20);
    const fields = some.map((args, index) => {
      const text = Object.entries({ first: MAX_ROWS, ...args }).map(([name, value]) => `${name}: ${literal(value)}`);
      return `l${index}: ${resource.many}(${text.join(", ")}) { totalCount nodes { ${key(resource)} } }`;
    });
    const data = await ask(`{ ${fields.join(" ")} }`);
    some.forEach((args, index) => {
      // As JSON, an enumeration's value is its name.
      const expected = listed(firm, resource, rows, JSON.parse(JSON.stringify(args)) as ListArguments);
      const found = { asked: literal(args), ...data[`l${index}`] };
      const nodes = expected.slice(0, args.first ?? MAX_ROWS).map((row) => keyOf(resource, row));
      expect(found).toEqual({ asked: literal(args), totalCount: expected.length, nodes });
    });
  }
}

/** Values an attribute really has, each once. */
const valuesOf = (resource: ResourceDefinition, attribute: Attribute): readonly unknown[] => {
  const values = new Set(firm.rows(resource).map((row) => shown(attribute, row[attribute.wire])));
  return [...values].filter((value) => value !== null && value !== "UNRECOGNIZED");
};

/** Of each kind that a resource has, the attribute with the most different values. */
function oneOfEachKind(resource: ResourceDefinition, attributes: readonly Attribute[]): readonly Attribute[] {
  const best = new Map<string, Attribute>();
  for (const attribute of attributes) {
    const known = best.get(attribute.kind);
    if (!known || valuesOf(resource, attribute).length > valuesOf(resource, known).length) best.set(attribute.kind, attribute);
  }
  return [...best.values()];
}

/** A filter for every comparison of an attribute, about values from the middle of what there is. */
function everyComparison(resource: ResourceDefinition, attribute: Attribute): Record<string, unknown>[] {
  const values = valuesOf(resource, attribute);
  const written = values.map((value) => (attribute.kind === "choice" ? new EnumValue(value as string) : value));
  const middle = written[Math.floor(written.length / 2)];
  const list = written.filter((value) => typeof value !== "string" || !value.includes(",")).slice(0, 3);
  const text = String(middle);
  const piece = text.slice(1, 4).replaceAll("*", "");
  const operands: Record<string, unknown> = {
    ...Object.fromEntries(["eq", "neq", "gt", "gte", "lt", "lte"].map((name) => [name, middle])),
    in: list,
    notIn: list,
    like: `*${piece}*`,
    ilike: `${text.slice(0, 2).toUpperCase()}*`,
    notLike: `*${piece}*`,
    notIlike: `*${piece.toUpperCase()}*`,
  };
  return [
    { isNull: true },
    { isNull: false },
    ...(values.length === 0
      ? []
      : comparatorsOf(attribute)
          .filter((name) => name !== "isNull")
          .map((name) => ({ [name]: operands[name] }))),
  ];
}

/** Fields that resolvers of their own answer, and their types. */
const computed: Readonly<Record<string, string>> = {
  contentUrl: "String",
  nextSteps: "[MatterNextStep!]",
  custom: "CustomValue",
  customRecords: "CustomRecordConnection!",
  customCollections: "[CustomCollection!]",
};

/** The ways back to a resource, by the names the graph gives them. */
const waysBackTo = (resource: ResourceDefinition): { name: string; source: ResourceDefinition; link: Link }[] =>
  Object.keys(typeOf(resource.type).getFields())
    .filter(
      (name) =>
        !["id", "restId", ...Object.keys(computed)].includes(name) &&
        ![...resource.attributes, ...resource.links].some((each) => each.name === name),
    )
    .map((name) => ({ name, ...wayBack(resource, name) }));

describe.each(definitions.map((resource) => [resource.type, resource] as const))("%s", (_, resource) => {
  const rows = firm.rows(resource);
  const { type, one, many, identity, item, attributes, links } = resource;
  const unknown = identity?.numeric ? "987654321" : "no--such--record";
  /** The first, the last and some between. */
  const some = [...new Set([0, 1, Math.floor(rows.length / 2), rows.length - 2, rows.length - 1])].map((index) => rows[index]!);

  test("has the types and nulls of its definition", () => {
    const fields = typeOf(type).getFields();
    const types = Object.fromEntries(Object.values(fields).map((field) => [field.name, String(field.type)]));
    const expected: Record<string, string> = identity ? { id: "ID!", restId: "ID!" } : {};
    for (const attribute of attributes) expected[attribute.name] = scalarOf(attribute);
    for (const link of links) {
      const target = resourceOf(link.target()).type;
      expected[link.name] = link.many ? `[${target}!]` : target;
    }
    for (const { name, source } of waysBackTo(resource)) expected[name] = `${source.type}Connection!`;
    for (const [name, type] of Object.entries(computed)) if (fields[name]) expected[name] = type;
    expect(types).toEqual(expected);
    for (const { name, deprecated } of [...attributes, ...links]) expect(fields[name]!.deprecationReason).toBe(deprecated);
  });

  test("has a root field for one and is a node where it has ids", () => {
    const fields = schema.getQueryType()!.getFields();
    expect(String(fields[many]!.type)).toBe(`${type}Connection!`);
    expect(fields[one] && String(fields[one].type)).toBe(identity ? type : undefined);
    const node = schema.getType("Node");
    expect(isInterfaceType(node) && typeOf(type).getInterfaces().includes(node)).toBe(identity !== undefined);
    if (!identity) expect(typeOf(type).getFields()["id"]).toBeUndefined();
  });

  test("has a filter for each attribute and link, with the comparisons of its kind", () => {
    const members = (name: string): [string, string][] => {
      const input = schema.getType(name)!;
      if (!("getFields" in input)) throw new Error(`${name} has no members.`);
      return Object.values(input.getFields()).map((field) => [field.name, String(field.type)]);
    };
    const filter = Object.fromEntries(members(`${type}Filter`));
    for (const attribute of attributes) {
      if (!attribute.filter) expect(filter).not.toHaveProperty(attribute.name);
      else
        expect(
          members(filter[attribute.name]!)
            .map(([name]) => name)
            .sort(),
        ).toEqual(comparatorsOf(attribute));
    }
    for (const link of links.filter((each) => each.filter))
      expect(filter[link.name]).toBe(`${resourceOf(link.target()).type}Filter`);
    expect(filter["id"]).toBe(identity ? "IDFilter" : undefined);
  });

  test("shows each attribute of each record as it came, page by page", async () => {
    expect(rows.length).toBeGreaterThanOrEqual(5);
    const fields = [...(identity ? ["id", "restId"] : []), ...attributes.map(({ name }) => name), "__typename"].join(" ");
    const seen: unknown[] = [];
    let after = "";
    do {
      const data = await ask(
        `{ ${many}(first: 800${after}) { totalCount nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
      );
      const { totalCount, nodes, pageInfo } = data[many];
      expect(totalCount).toBe(rows.length);
      seen.push(...nodes);
      after = pageInfo.hasNextPage ? `, after: "${pageInfo.endCursor}"` : "";
    } while (after);
    const expected = rows.map((row) => ({
      __typename: type,
      ...(identity && { id: typedId(resource, row), restId: rawId(resource, row) }),
      ...Object.fromEntries(attributes.map((attribute) => [attribute.name, shown(attribute, row[attribute.wire])])),
    }));
    expect(seen).toEqual(expected);
  });

  if (identity) {
    test("is found by its id in either form, and null where there is none", async () => {
      const fields = some.map(
        (row, index) => `
          typed${index}: ${one}(id: ${literal(typedId(resource, row))}) { id }
          plain${index}: ${one}(id: ${literal(rawId(resource, row))}) { restId }`,
      );
      const data = await ask(`{ ${fields.join(" ")} none: ${one}(id: ${literal(unknown)}) { id } }`);
      const expected: Record<string, unknown> = { none: null };
      some.forEach((row, index) => {
        expected[`typed${index}`] = { id: typedId(resource, row) };
        expected[`plain${index}`] = { restId: rawId(resource, row) };
      });
      expect(data).toEqual(expected);
    });

    test("is not found by the id of another type", async () => {
      const other = type === "Matter" ? "Task" : "Matter";
      const { errors } = await ana.query(`{ ${one}(id: "${other}:1") { id } }`);
      expect(errors?.map(({ extensions }) => extensions["code"])).toEqual(["BAD_USER_INPUT"]);
      expect(errors![0]!.message).toContain(`expected a ${type}`);
    });
  }

  if (identity) {
    test("is found among several, in the order asked, with null for one there is not", async () => {
      const ids = [...some.map((row) => typedId(resource, row)).reverse(), `${type}:${unknown}`, typedId(resource, some[0]!)];
      const { nodes } = await ask(`{ nodes(ids: ${literal(ids)}) { __typename id } }`);
      expect(nodes).toEqual(ids.map((id) => (id.endsWith(unknown) ? null : { __typename: type, id })));
    });
  } else {
    test("is no node", async () => {
      const { errors } = await ana.query(`{ node(id: "${type}:1") { id } }`);
      expect(errors?.map(({ extensions }) => extensions["code"])).toEqual(["BAD_USER_INPUT"]);
    });
  }

  if (identity && !item) {
    test("is found by a filter where there is no path for one, several times over by aliases and with null for one there is not", async () => {
      const ids = [...some.map((row) => typedId(resource, row)), `${type}:${unknown}`];
      const data = await ask(`{ ${ids.map((id, index) => `r${index}: ${one}(id: ${literal(id)}) { id }`).join(" ")} }`);
      expect(Object.values(data)).toEqual(ids.map((id) => (id.endsWith(unknown) ? null : { id })));
    });
  }

  test("can be filtered by every attribute, and by every comparison of each kind", async () => {
    const filterable = attributes.filter(({ filter }) => filter);
    const thorough = oneOfEachKind(resource, filterable);
    const filters = filterable.flatMap((attribute) => {
      const all = everyComparison(resource, attribute).map((comparison) => ({ [attribute.name]: comparison }));
      // Null, not null and equal for each; the rest once for each kind.
      return thorough.includes(attribute) ? all : all.slice(0, 3);
    });
    await expectLists(
      resource,
      filters.map((filter) => ({ filter })),
    );
  });

  test("can be sorted by each kind of attribute, both ways", async () => {
    const sortable = oneOfEachKind(
      resource,
      attributes.filter(({ sort }) => sort),
    );
    const names = sortable.map(({ name }) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase());
    const fields = [...names, ...(identity ? ["ID"] : [])];
    await expectLists(
      resource,
      fields.flatMap((field) =>
        ["ASC", "DESC"].map((direction) => ({
          orderBy: [{ field: new EnumValue(field), direction: new EnumValue(direction) }],
        })),
      ),
    );
  });

  if (identity) {
    test("can be filtered by id", async () => {
      const ids = some.map((row) => rawId(resource, row)!);
      const [first, second] = ids as [string, string];
      const conditions = [
        { eq: first },
        { eq: `${type}:${first}` },
        { neq: first },
        { in: [`${type}:${second}`, first, unknown] },
        { notIn: ids },
        { isNull: false },
        { isNull: true },
      ];
      await expectLists(
        resource,
        conditions.map((id) => ({ filter: { id } })),
      );
    });
  }

  if (links.length > 0) {
    test("leads along each link to the records whose ids it holds", async () => {
      const fields = links.map((link) => `${link.name} { ${key(resourceOf(link.target()))} }`).join(" ");
      const data = await ask(`{ ${many}(first: 200) { nodes { ${fields} } } }`);
      const expected = rows.slice(0, 200).map((row) =>
        Object.fromEntries(
          links.map((link) => {
            const target = resourceOf(link.target());
            const found = rawLinks(row, link).flatMap((id) => {
              const linked = firm.row(target, id);
              return linked ? [keyOf(target, linked)] : [];
            });
            return [link.name, link.many ? found : (found[0] ?? null)];
          }),
        ),
      );
      expect(data[many].nodes).toEqual(expected);
    });

    test("can be filtered by each link: by its id, by having none, and by an attribute of its target", async () => {
      const filters = links
        .filter(({ filter }) => filter)
        .flatMap((link): Record<string, unknown>[] => {
          const target = resourceOf(link.target());
          const ids = [...new Set(rows.flatMap((row) => rawLinks(row, link)))];
          const attribute = target.attributes.find((each) => each.filter && valuesOf(target, each).length > 0);
          const below = attribute && everyComparison(target, attribute).slice(1, 4);
          return [
            { id: { isNull: true } },
            { id: { isNull: false } },
            ...(ids[0] === undefined
              ? []
              : [
                  { id: { eq: `${target.type}:${ids[0]}` } },
                  { id: { neq: ids[0] } },
                  { id: { in: ids.slice(0, 3) } },
                  { id: { notIn: ids.slice(0, 2) } },
                ]),
            ...(below ?? []).map((comparison) => ({ [attribute!.name]: comparison })),
          ].map((condition) => ({ [link.name]: condition }));
        });
      await expectLists(
        resource,
        filters.map((filter) => ({ filter })),
      );
    });
  }

  const back = waysBackTo(resource);
  if (back.length > 0) {
    test("leads back to exactly the records that link to it", async () => {
      for (const { name, source, link } of back) {
        const children = new Map<Row, readonly Row[]>(
          rows.map((row) => [row, firm.linkedTo(source, link, rawId(resource, row)!)]),
        );
        const byNumber = [...rows].sort((a, b) => children.get(b)!.length - children.get(a)!.length);
        // Those with the most, and those with the fewest, which are none as a rule.
        const parents = [...new Set([...byNumber.slice(0, 4), ...byNumber.slice(-2)])];
        const field = `all: ${name}(first: 1000) { totalCount nodes { ${key(source)} } } end: ${name}(last: 2) { nodes { ${key(source)} } } count: ${name} { totalCount }`;
        const data = await ask(
          `{ ${parents.map((row, index) => `p${index}: ${one}(id: ${literal(rawId(resource, row))}) { ${field} }`).join(" ")} }`,
        );
        const expected = parents.map((row) => {
          const found = children.get(row)!;
          const keys = found.map((child) => keyOf(source, child));
          return {
            all: { totalCount: found.length, nodes: keys.slice(0, 1000) },
            end: { nodes: keys.slice(-2) },
            count: { totalCount: found.length },
          };
        });
        expect({ [name]: Object.values(data) }).toEqual({ [name]: expected });
      }
    });
  }
});
