import type { GraphQLFieldResolver, GraphQLResolveInfo } from "graphql";
import { Arg, Ctx, FieldResolver, Info, Mutation, Query, Resolver, Root } from "type-graphql";
import { derivedClass, type DerivedClass } from "../schema/derive/types.js";
import { resourceOf, type ResourceClass } from "../schema/vocabulary/resource.js";
import type { Context, RestRecord } from "./context.js";

/** A GraphQL type as type-graphql takes it: a class, an enum, a scalar, or a list of one. */
type GraphType = object | [object];

/** An argument of a derived field. */
export interface ArgumentDefinition {
  readonly name: string;
  readonly type: GraphType;
  readonly nullable?: true;
  readonly description: string;
}

/** The arguments of a field resolver. */
export interface Call<Arguments> {
  readonly root: RestRecord;
  readonly args: Arguments;
  readonly context: Context;
  readonly info: GraphQLResolveInfo;
}

/** A field whose resolver is derived, not written. */
export interface FieldDefinition<Arguments> {
  readonly name: string;
  /** Left out for a field that a resource class declares itself. */
  readonly type?: GraphType;
  /** `true`: the field may be null; `"items"`: members of the list may be. */
  readonly nullable?: true | "items";
  readonly description?: string;
  readonly deprecated?: string;
  readonly args?: readonly ArgumentDefinition[];
  readonly resolve: (call: Call<Arguments>) => unknown;
}

/** A resolver class to which derived fields can be added, of `Query` and `Mutation` or of one type. */
export interface ResolverClass {
  readonly target: DerivedClass;
  /** The type whose fields it has, where that is one. */
  readonly type: string | undefined;
  /** The resolvers of its fields of that type, by their names, as GraphQL calls them. */
  readonly direct: ReadonlyMap<string, GraphQLFieldResolver<RestRecord, Context>>;
  query<Arguments>(field: FieldDefinition<Arguments>): void;
  mutation<Arguments>(field: FieldDefinition<Arguments>): void;
  field<Arguments>(field: FieldDefinition<Arguments>): void;
}

/** Makes an empty resolver class. With `of`, its fields belong to that type. */
export function defineResolver(name: string, of?: ResourceClass): ResolverClass {
  const target = derivedClass(name);
  const direct = new Map<string, GraphQLFieldResolver<RestRecord, Context>>();
  const add = <Arguments>(kind: "query" | "mutation" | "field", { resolve, ...field }: FieldDefinition<Arguments>): void => {
    const prototype = target.prototype as Record<string, unknown>;
    const names = (field.args ?? []).map((argument) => argument.name);
    // type-graphql finds a resolver by its method's name, which must be the field's.
    prototype[field.name] = (root: RestRecord, context: Context, info: GraphQLResolveInfo, ...values: unknown[]) =>
      resolve({
        root,
        context,
        info,
        args: Object.fromEntries(names.map((argument, index) => [argument, values[index]])) as Arguments,
      });
    if (kind === "field")
      direct.set(field.name, (root, args, context, info) => resolve({ root, args: args as Arguments, context, info }));
    Root()(prototype, field.name, 0);
    Ctx()(prototype, field.name, 1);
    Info()(prototype, field.name, 2);
    field.args?.forEach(({ name: argument, type, nullable, description }, index) => {
      Arg(argument, () => type as never, { nullable: nullable ?? false, description })(prototype, field.name, index + 3);
    });
    const options = {
      nullable: field.nullable ?? false,
      ...(field.description && { description: field.description }),
      ...(field.deprecated && { deprecationReason: field.deprecated }),
    };
    const descriptor = Object.getOwnPropertyDescriptor(prototype, field.name)!;
    if (kind === "query") Query(() => field.type as never, options)(prototype, field.name, descriptor);
    else if (kind === "mutation") Mutation(() => field.type as never, options)(prototype, field.name, descriptor);
    else if (field.type) FieldResolver(() => field.type as never, options)(prototype, field.name, descriptor);
    else FieldResolver()(prototype, field.name, descriptor);
  };
  (of ? Resolver(() => of as never) : Resolver())(target);
  return {
    target,
    type: of && resourceOf(of).type,
    direct,
    query: (field) => add("query", field),
    mutation: (field) => add("mutation", field),
    field: (field) => add("field", field),
  };
}
