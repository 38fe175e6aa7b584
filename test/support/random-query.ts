import fc from "fast-check";
import { resourceOf, type Attribute, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import { definitions, rawId, shown, type RawFirm } from "./raw-firm.js";

/** A value of the query language that is not JSON: an enumeration's. */
export class EnumValue {
  constructor(readonly name: string) {}
  toJSON(): string {
    return this.name;
  }
}

/** A query as it is sent. */
export interface WrittenQuery {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

type Arguments = Readonly<Record<string, unknown>>;
type Guard = "none" | "skip" | "keep" | "include" | "exclude";

/** One thing that is selected, before it has a name of its own. */
type Selection =
  | { readonly kind: "leaf"; readonly name: string; readonly aliased: boolean; readonly guard: Guard }
  | { readonly kind: "link"; readonly name: string; readonly aliased: boolean; readonly guard: Guard; readonly below: Selected }
  | {
      readonly kind: "list";
      readonly name: string;
      readonly type: string;
      readonly args: Arguments;
      readonly asVariables: boolean;
      readonly guard: Guard;
      readonly parts: readonly ListPart[];
    }
  | {
      readonly kind: "fragment";
      readonly named: boolean;
      readonly conditional: boolean;
      readonly guard: Guard;
      readonly below: Selected;
    };

/** What is selected of one type. */
interface Selected {
  readonly type: string;
  readonly selections: readonly Selection[];
}

/** What is selected of a connection; several parts are the same field written several times, which GraphQL merges. */
interface ListPart {
  readonly rows: "nodes" | "edges" | "none";
  readonly total: boolean;
  readonly pageInfo: boolean;
  readonly below: Selected;
}

type Root =
  | { readonly kind: "field"; readonly selection: Selection }
  | { readonly kind: "one"; readonly name: string; readonly id: string; readonly below: Selected }
  | { readonly kind: "node"; readonly id: string; readonly below: Selected }
  | { readonly kind: "nodes"; readonly ids: readonly string[]; readonly below: readonly Selected[] };

const constant = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();
const guards: fc.Arbitrary<Guard> = fc.oneof(
  { weight: 8, arbitrary: fc.constant<Guard>("none") },
  { weight: 2, arbitrary: fc.constantFrom<Guard>("skip", "keep", "include", "exclude") },
);
const sometimes = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const most: fc.Arbitrary<boolean> = fc.oneof(
  { weight: 3, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
);

/** A list, without the stretch of it that is wanted. */
export interface RandomList {
  readonly resource: ResourceDefinition;
  readonly args: Arguments;
}

/** Random queries, and random lists for what queries cannot show. */
export interface RandomRequests {
  readonly queries: fc.Arbitrary<WrittenQuery>;
  readonly lists: fc.Arbitrary<RandomList>;
}

/** Random valid requests over the whole graph, about what a firm really has. */
export function randomRequests(firm: RawFirm, depth: number): RandomRequests {
  const known = new Map<string, fc.Arbitrary<never>>();
  /** Each arbitrary is made once: there are many types, and every one leads to every other. */
  const once = <T>(key: string, make: () => fc.Arbitrary<T>): fc.Arbitrary<T> => {
    let arbitrary = known.get(key);
    if (!arbitrary) known.set(key, (arbitrary = make() as fc.Arbitrary<never>));
    return arbitrary;
  };

  const idOf = (resource: ResourceDefinition): fc.Arbitrary<string> =>
    once(`id ${resource.type}`, () => {
      const ids = firm.rows(resource).map((row) => rawId(resource, row)!);
      const plain = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.constant("999999") });
      return fc.tuple(plain, fc.boolean()).map(([id, typed]) => (typed ? `${resource.type}:${id}` : id));
    });

  const valueOf = (resource: ResourceDefinition, attribute: Attribute): fc.Arbitrary<unknown> =>
    once(`value ${resource.type}.${attribute.name}`, () => {
      const values = [...new Set(firm.rows(resource).map((row) => shown(attribute, row[attribute.wire])))];
      const present = values.filter((value) => value !== null && value !== "UNRECOGNIZED");
      const choices = attribute.choice ? Object.keys(attribute.choice.values) : [];
      const spare = { text: "", whole: 3, decimal: "1.5", flag: false, day: "2026-03-04", time: "09:00:00", choice: choices[0] };
      const fallback = attribute.kind === "timestamp" ? "2026-03-04T09:15:00+13:00" : spare[attribute.kind];
      const some = fc.constantFrom(...[...present, fallback]);
      return attribute.kind === "choice" ? some.map((name) => new EnumValue(name as string)) : some;
    });

  const patternOf = (resource: ResourceDefinition, attribute: Attribute): fc.Arbitrary<string> =>
    fc
      .tuple(
        valueOf(resource, attribute),
        fc.nat(12),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom("a*", "*a", "*a*", "a", "A*", "*A*"),
      )
      .map(([value, from, length, form]) => {
        const piece = String(value)
          .slice(from, from + length)
          .replaceAll("*", "");
        return form.replace(/[aA]/, (letter) => (letter === "A" ? piece.toUpperCase() : piece));
      });

  const comparisonsOf = (
    value: fc.Arbitrary<unknown>,
    { ordered = false, pattern }: { ordered?: boolean; pattern?: fc.Arbitrary<string> } = {},
  ): fc.Arbitrary<Arguments> => {
    const noComma = value.filter((each) => typeof each !== "string" || !each.includes(","));
    const forms: fc.Arbitrary<[string, unknown]>[] = [
      value.map((each) => ["eq", each]),
      // A difference beside a null test is written as a list, in which a comma would end a value.
      noComma.map((each) => ["neq", each]),
      fc.array(noComma, { maxLength: 4 }).map((list) => ["in", list]),
      fc.array(noComma, { minLength: 1, maxLength: 4 }).map((list) => ["notIn", list]),
      fc.boolean().map((each) => ["isNull", each]),
      ...(ordered ? ["gt", "gte", "lt", "lte"].map((name) => value.map((each): [string, unknown] => [name, each])) : []),
      ...(pattern
        ? ["like", "ilike", "notLike", "notIlike"].map((name) => pattern.map((each): [string, unknown] => [name, each]))
        : []),
    ];
    return fc
      .array(fc.oneof(...forms), { minLength: 1, maxLength: 3 })
      .map((comparisons) => Object.fromEntries(comparisons) as Arguments);
  };

  const idComparisons = (resource: ResourceDefinition): fc.Arbitrary<Arguments> =>
    once(`id comparisons ${resource.type}`, () => comparisonsOf(idOf(resource)));

  const attributeComparisons = (resource: ResourceDefinition, attribute: Attribute): fc.Arbitrary<Arguments> =>
    once(`comparisons ${resource.type}.${attribute.name}`, () => {
      const ordered = ["whole", "decimal", "day", "time", "timestamp"].includes(attribute.kind);
      const pattern = attribute.kind === "text" ? patternOf(resource, attribute) : undefined;
      return comparisonsOf(valueOf(resource, attribute), { ordered, ...(pattern && { pattern }) });
    });

  /** Filters follow at most two links, and one more for an id. */
  const filterOf = (resource: ResourceDefinition, links: number): fc.Arbitrary<Arguments> =>
    once(`filter ${resource.type} ${links}`, () => {
      const members: fc.Arbitrary<[string, unknown]>[] = resource.attributes
        .filter(({ filter }) => filter)
        .map((attribute) => attributeComparisons(resource, attribute).map((each) => [attribute.name, each]));
      if (resource.identity) members.push(idComparisons(resource).map((each) => ["id", each]));
      for (const link of resource.links.filter(({ filter }) => filter)) {
        const target = resourceOf(link.target());
        if (target.identity) members.push(idComparisons(target).map((each) => [link.name, { id: each }]));
        if (links > 0) members.push(filterOf(target, links - 1).map((each) => [link.name, each]));
      }
      const member = fc.oneof(...members);
      const several = fc.oneof({ weight: 3, arbitrary: fc.tuple(member) }, { weight: 1, arbitrary: fc.tuple(member, member) });
      return several.map((list) => Object.fromEntries(list) as Arguments);
    });

  const orderOf = (resource: ResourceDefinition): fc.Arbitrary<unknown> =>
    once(`order ${resource.type}`, () => {
      const names = resource.attributes.filter(({ sort }) => sort).map(({ name }) => constant(name));
      const field = fc.constantFrom(...(resource.identity ? ["ID"] : []), ...names).map((name) => new EnumValue(name));
      const direction = fc.constantFrom(new EnumValue("ASC"), new EnumValue("DESC"));
      return fc.array(fc.oneof(fc.record({ field, direction }), fc.record({ field })), { minLength: 1, maxLength: 3 });
    });

  const choiceOf = (resource: ResourceDefinition): fc.Arbitrary<Arguments> =>
    fc
      .tuple(sometimes(filterOf(resource, 2)), sometimes(orderOf(resource)))
      .map(([filter, orderBy]) => ({ ...(filter && { filter }), ...(orderBy !== undefined && { orderBy }) }));

  const argumentsOf = (resource: ResourceDefinition, rows: number): fc.Arbitrary<Arguments> => {
    const size = fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: rows }) }, { weight: 1, arbitrary: fc.constant(0) });
    const window = fc.oneof(
      size.map((first) => ({ first })),
      size.map((last) => ({ last })),
      fc.record({ first: size, page: fc.integer({ min: 1, max: 3 }) }),
      size.map((first) => ({ first })),
    );
    return fc.tuple(window, choiceOf(resource)).map(([page, choice]) => ({ ...page, ...choice }));
  };

  const waysBack = (target: ResourceDefinition): { name: string; source: ResourceDefinition }[] => {
    const taken = new Set([...target.attributes, ...target.links].map(({ name }) => name));
    return definitions.flatMap((source) => {
      const leading = source.links.filter((link) => resourceOf(link.target()) === target);
      const isPlain = leading.length === 1 && !taken.has(source.many);
      return leading
        .filter(({ many }) => !many)
        .map(({ name }) => ({
          source,
          name: isPlain ? source.many : `${source.many}As${name.charAt(0).toUpperCase()}${name.slice(1)}`,
        }));
    });
  };

  const listOf = (name: string, resource: ResourceDefinition, rows: number, left: number): fc.Arbitrary<Selection> => {
    const part: fc.Arbitrary<ListPart> = fc.record({
      rows: fc.constantFrom<ListPart["rows"]>("nodes", "nodes", "edges", "none"),
      total: fc.boolean(),
      pageInfo: fc.boolean(),
      below: selectedOf(resource, left),
    });
    return fc.record({
      kind: fc.constant("list" as const),
      name: fc.constant(name),
      type: fc.constant(resource.type),
      args: argumentsOf(resource, rows),
      asVariables: fc.boolean(),
      guard: guards,
      parts: fc.oneof({ weight: 4, arbitrary: fc.tuple(part) }, { weight: 1, arbitrary: fc.tuple(part, part) }),
    });
  };

  const selectedOf = (resource: ResourceDefinition, left: number): fc.Arbitrary<Selected> =>
    once(`selected ${resource.type} ${left}`, () => {
      const leaves = [
        ...(resource.identity ? ["id", "restId"] : []),
        ...resource.attributes.map(({ name }) => name),
        "__typename",
      ];
      const leaf: fc.Arbitrary<Selection> = fc.record({
        kind: fc.constant("leaf" as const),
        name: fc.constantFrom(...leaves),
        aliased: fc.boolean(),
        guard: guards,
      });
      const type = fc.constant(resource.type);
      const list = (one: fc.Arbitrary<Selection>): fc.Arbitrary<Selected> =>
        fc.record({ type, selections: fc.array(one, { minLength: 1, maxLength: 4 }) });
      if (left === 0) return list(leaf);

      const links = resource.links.map((link) =>
        fc.record({
          kind: fc.constant("link" as const),
          name: fc.constant(link.name),
          aliased: fc.boolean(),
          guard: guards,
          below: selectedOf(resourceOf(link.target()), left - 1),
        }),
      );
      const back = waysBack(resource).map(({ name, source }) => listOf(name, source, 3, left - 1));
      const fragment = fc.record({
        kind: fc.constant("fragment" as const),
        named: fc.boolean(),
        conditional: fc.boolean(),
        guard: guards,
        below: selectedOf(resource, left - 1),
      });
      return list(
        fc.oneof(
          { weight: 3, arbitrary: leaf },
          { weight: 1, arbitrary: fragment },
          ...(links.length > 0 ? [{ weight: 3, arbitrary: fc.oneof(...links) }] : []),
          ...(back.length > 0 ? [{ weight: 3, arbitrary: fc.oneof(...back) }] : []),
        ),
      );
    });

  // Chosen by name first, so that a small case of a failure keeps its type.
  const any = (
    of: readonly ResourceDefinition[],
    root: (resource: ResourceDefinition) => fc.Arbitrary<Root>,
  ): fc.Arbitrary<Root> => fc.constantFrom(...of).chain(root);
  const identified = definitions.filter(({ identity }) => identity);
  const typed = (resource: ResourceDefinition): fc.Arbitrary<string> =>
    idOf(resource).map((id) => (id.startsWith(`${resource.type}:`) ? id : `${resource.type}:${id}`));
  const hub = definitions.filter(({ type }) => ["Matter", "Participant", "Task", "TimeEntry", "Division", "Step"].includes(type));

  const many = (resource: ResourceDefinition): fc.Arbitrary<Root> =>
    listOf(resource.many, resource, 6, depth).map((selection) => ({ kind: "field", selection }));
  const one = (resource: ResourceDefinition): fc.Arbitrary<Root> =>
    fc.record({
      kind: fc.constant("one" as const),
      name: fc.constant(resource.one),
      id: idOf(resource),
      below: selectedOf(resource, depth),
    });
  const root: fc.Arbitrary<Root> = fc.oneof(
    { weight: 3, arbitrary: any(definitions, many) },
    { weight: 2, arbitrary: any(hub, many) },
    { weight: 2, arbitrary: any(identified, one) },
    {
      weight: 1,
      arbitrary: any(identified, (resource) =>
        fc.record({ kind: fc.constant("node" as const), id: typed(resource), below: selectedOf(resource, depth) }),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...identified), fc.constantFrom(...identified)).chain(([a, b]) =>
        fc.record({
          kind: fc.constant("nodes" as const),
          ids: fc.array(fc.oneof(typed(a), typed(b)), { maxLength: 5 }),
          below: fc.tuple(selectedOf(a, depth - 1), selectedOf(b, depth - 1)),
        }),
      ),
    },
  );
  return {
    queries: fc
      .record({ roots: fc.array(root, { minLength: 1, maxLength: 2 }), yes: most })
      .map(({ roots, yes }) => written(roots, yes)),
    lists: fc.constantFrom(...definitions).chain((resource) => choiceOf(resource).map((args) => ({ resource, args }))),
  };
}

/** A literal of the query language. */
export function literal(value: unknown): string {
  if (value instanceof EnumValue) return value.name;
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value === "object" && value !== null)
    return `{ ${Object.entries(value)
      .map(([name, member]) => `${name}: ${literal(member)}`)
      .join(", ")} }`;
  return JSON.stringify(value);
}

const variableType = (name: string, type: string): string =>
  name === "filter" ? `${type}Filter` : name === "orderBy" ? `[${type}Order!]` : "Int";

/** Writes a query down. Whatever has arguments gets an alias of its own, so that only equal fields are merged. */
function written(roots: readonly Root[], yes: boolean): WrittenQuery {
  const variables: Record<string, unknown> = { yes };
  const declared = ["$yes: Boolean!"];
  const fragments: string[] = [];
  let count = 0;
  const next = (stem: string): string => `${stem}${++count}`;

  const directive = (guard: Guard): string =>
    ({
      none: "",
      skip: " @skip(if: $yes)",
      keep: " @skip(if: false)",
      include: " @include(if: $yes)",
      exclude: " @include(if: false)",
    })[guard];
  const argument = (name: string, value: unknown, type: string, asVariable: boolean): string => {
    if (!asVariable) return `${name}: ${literal(value)}`;
    const variable = next("v");
    declared.push(`$${variable}: ${variableType(name, type)}`);
    variables[variable] = JSON.parse(JSON.stringify(value));
    return `${name}: $${variable}`;
  };
  const part = ({ rows, total, pageInfo, below }: ListPart): string =>
    [
      "__typename",
      ...(rows === "nodes" ? [`nodes ${block(below)}`] : rows === "edges" ? [`edges { node ${block(below)} }`] : []),
      ...(total ? ["totalCount"] : []),
      ...(pageInfo ? ["pageInfo { hasNextPage hasPreviousPage page pageCount }"] : []),
    ].join(" ");
  /** `apart`: beside it stand fields of other types, which may have the same name and another form. */
  const selection = (each: Selection, apart = false): string => {
    const on = directive(each.guard);
    switch (each.kind) {
      case "leaf":
        return `${each.aliased || apart ? `${next("l")}: ` : ""}${each.name}${on}`;
      case "link":
        return `${each.aliased || apart ? `${next("k")}: ` : ""}${each.name}${on} ${block(each.below)}`;
      case "list": {
        const alias = next("c");
        const args = Object.entries(each.args).map(([name, value]) => argument(name, value, each.type, each.asVariables));
        return each.parts.map((one) => `${alias}: ${each.name}(${args.join(", ")})${on} { ${part(one)} }`).join(" ");
      }
      case "fragment": {
        const condition = ` on ${each.below.type}`;
        if (!each.named) return `...${each.conditional ? condition : ""}${on} ${block(each.below, apart)}`;
        const name = next("F");
        fragments.push(`fragment ${name}${condition} ${block(each.below, apart)}`);
        return `...${name}${on}`;
      }
    }
  };
  const block = ({ selections }: Selected, apart = false): string =>
    `{ __typename ${selections.map((each) => selection(each, apart)).join(" ")} }`;
  const field = (root: Root): string => {
    switch (root.kind) {
      case "field":
        return selection(root.selection);
      case "one":
        return `${next("o")}: ${root.name}(id: ${literal(root.id)}) ${block(root.below)}`;
      case "node":
        return `${next("n")}: node(id: ${literal(root.id)}) { id ... on ${root.below.type} ${block(root.below)} }`;
      case "nodes":
        return `${next("m")}: nodes(ids: ${literal(root.ids)}) { id ${root.below.map((each) => `... on ${each.type} ${block(each, root.below.length > 1)}`).join(" ")} }`;
    }
  };
  const body = roots.map(field).join(" ");
  // Every variable has to be used, whatever the rest of the query.
  return {
    query: [`query (${declared.join(", ")}) { __typename @include(if: $yes) ${body} }`, ...fragments].join("\n"),
    variables,
  };
}
