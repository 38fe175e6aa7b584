import fc from "fast-check";
import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from "graphql";
import type { WrittenQuery } from "./random-query.js";

/** Levels of types and fields below a root field: each may hold the next one several times. */
const DEPTH = 4;

/** Random questions about a schema: selections of its description, under conditions, in fragments, of types by name. */
export function randomIntrospections(schema: GraphQLSchema): fc.Arbitrary<WrittenQuery> {
  const names = Object.keys(schema.getTypeMap());
  const typeNamed = (name: string): GraphQLObjectType => {
    const type = schema.getType(name);
    if (!isObjectType(type)) throw new Error(`There is no ${name}.`);
    return type;
  };
  const condition = fc.constantFrom("", "", "", "", " @include(if: $yes)", " @skip(if: $yes)");
  const selectedOf = (type: GraphQLObjectType, left: number): fc.Arbitrary<string> => {
    const [leaves, deeper]: [fc.Arbitrary<string>[], fc.Arbitrary<string>[]] = [[], []];
    for (const { name, type: fieldType, args } of Object.values(type.getFields())) {
      const target = getNamedType(fieldType);
      if (isLeafType(target))
        leaves.push(fc.tuple(fc.constantFrom("", `a${name}: `), condition).map(([alias, on]) => `${alias}${name}${on}`));
      else if (left > 0) {
        const hasDeprecated = args.some((arg) => arg.name === "includeDeprecated");
        const given = hasDeprecated
          ? fc.constantFrom("", "(includeDeprecated: true)", "(includeDeprecated: $yes)")
          : fc.constant("");
        const below = selectedOf(target as GraphQLObjectType, left - 1);
        deeper.push(fc.tuple(given, condition, below).map(([one, on, selected]) => `#: ${name}${one}${on} ${selected}`));
      }
    }
    const some = fc.oneof(
      ...leaves.map((arbitrary) => ({ weight: 3, arbitrary })),
      ...deeper.map((arbitrary) => ({ weight: 1, arbitrary })),
    );
    return fc.array(some, { minLength: 1, maxLength: 3 }).map((parts) => `{ __typename ${parts.join(" ")} }`);
  };
  const root = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.constantFrom(...names, "Nothing"), selectedOf(typeNamed("__Type"), DEPTH)) },
    { weight: 1, arbitrary: fc.tuple(fc.constant(""), selectedOf(typeNamed("__Schema"), 2)) },
  );
  const one = root.map(([name, below]) => (name ? `__type(name: "${name}") ${below}` : `__schema ${below}`));
  return fc.tuple(one, one, fc.boolean()).map(([first, second, yes]) => {
    const query = `query ($yes: Boolean!) { x: __typename @include(if: $yes) a: ${first} ...F } fragment F on Query { b: ${second} }`;
    // Each question has a name of its own: two of one name with other arguments would not agree.
    let count = 0;
    return { query: query.replaceAll("#:", () => `f${++count}:`), variables: { yes } };
  });
}
