import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  getNamedType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLSchema,
} from "graphql";
import type { Random } from "../../simulator/seed/random.js";
import { definitions, rawId, type RawFirm } from "./raw-firm.js";

/** An operation as it is sent. */
export interface WrittenMutation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
  /** How many writes it asks for. */
  readonly fields: number;
}

/** What nobody should write, by scalar; most of it is refused, and some of it is odd and good. */
const odd: Readonly<Record<string, readonly unknown[]>> = {
  ID: [
    "1/../actions/2",
    "1?x=1",
    "1,2",
    "",
    " ",
    "__proto__",
    "Matter:1",
    "Nobody:1",
    "a%2Fb",
    "--",
    "é--1",
    "999999",
    0,
    -1,
    1e21,
    1.5,
  ],
  String: ["", " ", "\u0000", "x".repeat(3000), "é日本\u{1f600}", "__proto__", '"<script>', "T04", "T", "2026-03-04", "-1", 7],
  SafeInt: [-2147483648, 2147483648, 9007199254740991, 9007199254740992, 1e300, 0, 1.5, "1", NaN],
  Boolean: ["T", 0, null],
  Decimal: ["-0", "1e5", "9".repeat(60), "0.000000001", 1e21, "NaN", 12],
  Date: ["2026-02-30", "0000-01-01", "9999-12-31", "2026-3-4", "2026-03-04T00:00:00Z"],
  DateTime: ["9999-12-31T23:59:59Z", "0000-01-01T00:00:00+14:00", "2026-03-04", "2026-03-04T25:00:00Z"],
  LocalTime: ["24:00:00", "23:59:59", "9:00"],
};

const fine: Readonly<Record<string, readonly unknown[]>> = {
  String: ["A text", "Another", "F"],
  SafeInt: [0, 1, 5],
  Boolean: [true, false],
  Decimal: ["1.00", "0", "12.5"],
  Date: ["2026-03-04"],
  DateTime: ["2026-03-04T09:15:00+13:00", "2026-12-01T09:15:00Z"],
  LocalTime: ["09:15:00"],
};

/** Makes mutations over the whole graph, about what a firm really has and about what it has not. */
export function randomMutations(schema: GraphQLSchema, firm: RawFirm, random: Random): () => WrittenMutation {
  const mutations = Object.values(schema.getMutationType()!.getFields());
  const idsOf = new Map(
    definitions.map((resource) => [resource.type, firm.rows(resource).flatMap((row) => rawId(resource, row) ?? [])]),
  );

  /** An id of the type that a description speaks of. */
  const idOf = (description: string): unknown => {
    const type = [...description.matchAll(/[A-Z]\w+/g)].map(([word]) => word).find((word) => idsOf.get(word)?.length);
    const id = random.pick(type ? idsOf.get(type)! : ["1", "2", "10"]);
    return type && random.chance(0.3) ? `${type}:${id}` : id;
  };

  const valueOf = (
    type: GraphQLInputType,
    { name, description }: GraphQLInputField | { name: string; description: string },
  ): unknown => {
    if (type instanceof GraphQLNonNull) {
      if (random.chance(0.01)) return null;
      return valueOf(type.ofType, { name, description: description ?? "" });
    }
    if (random.chance(0.05)) return null;
    const about = { name, description: description ?? "" };
    if (type instanceof GraphQLList)
      return Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () => valueOf(type.ofType, about));
    if (type instanceof GraphQLInputObjectType) return objectOf(type);
    if (type instanceof GraphQLEnumType) return random.chance(0.03) ? "NOT_A_VALUE" : random.pick(type.getValues()).name;
    const scalar = (type as { name: string }).name;
    if (random.chance(0.06)) return random.pick(odd[scalar] ?? [{}]);
    return scalar === "ID" ? idOf(about.description) : random.pick(fine[scalar]!);
  };

  const objectOf = (type: GraphQLInputObjectType): Record<string, unknown> => {
    const fields = Object.values(type.getFields());
    const few = random.pick([0.1, 0.3, 0.9]);
    return Object.fromEntries(
      fields
        .filter((field) => field.type instanceof GraphQLNonNull || random.chance(few))
        .map((field) => [field.name, valueOf(field.type, field)]),
    );
  };

  const selected = (type: GraphQLObjectType, depth: number): string => {
    const isConnection = type.name.endsWith("Connection");
    const parts = Object.values(type.getFields()).flatMap((field: GraphQLField<unknown, unknown>): string[] => {
      const below = getNamedType(field.type);
      if (!(below instanceof GraphQLObjectType)) return isConnection || random.chance(0.3) ? [field.name] : [];
      if (below.name === "PageInfo" || below.name.endsWith("Edge")) return [];
      const isPart = isConnection || /Payload$/.test(type.name);
      if (!isPart && (depth <= 0 || !random.chance(1.5 / Object.keys(type.getFields()).length))) return [];
      const first = field.args.some(({ name }) => name === "first") ? "(first: 2)" : "";
      return [`${field.name}${first} ${selected(below, depth - 1)}`];
    });
    return `{ __typename ${parts.join(" ")} }`;
  };

  return () => {
    const fields = random.pick([1, 1, 1, 2]);
    const declared: string[] = [];
    const variables: Record<string, unknown> = {};
    const body = Array.from({ length: fields }, (_, index) => {
      const field = random.pick(mutations);
      const given = field.args.map((arg) => {
        const variable = `v${index}${arg.name}`;
        declared.push(`$${variable}: ${String(arg.type)}`);
        variables[variable] = valueOf(arg.type, { name: arg.name, description: arg.description ?? "" });
        return `${arg.name}: $${variable}`;
      });
      return `m${index}: ${field.name}(${given.join(", ")}) ${selected(getNamedType(field.type) as GraphQLObjectType, 3)}`;
    });
    return { query: `mutation (${declared.join(", ")}) { ${body.join(" ")} }`, variables, fields };
  };
}
