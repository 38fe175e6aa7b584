import { ObjectType } from "type-graphql";
import { namesOf } from "../derive/names.js";
import type { ValidationCode } from "../validation-codes.js";
import { Node } from "./node.js";
import type { AttributeKind } from "./codecs.js";

/** A class that `@Resource` decorates. */
export type ResourceClass = abstract new () => object;

/** What a viewer may do with a resource over REST. */
export type Verb = "read" | "create" | "update" | "delete";

/** What a viewer may do to several records of a resource in one request. */
export type BulkVerb = Exclude<Verb, "read">;

/** When an attribute or link may be written: always, only on create, only on update, never. */
export type Writable = boolean | "once" | "update";

/** What attributes and links have in common. */
export interface Member {
  /** The name in the graph. */
  readonly name: string;
  /** The name on the wire. */
  readonly wire: string;
  readonly description: string;
  readonly filter: boolean;
  readonly write: Writable;
  readonly required: boolean;
  /** Its value on create when none is given. */
  readonly startsAs?: string | number | boolean;
  /** Actionstep's validation codes that are about its value. */
  readonly codes: readonly ValidationCode[];
  readonly deprecated?: string;
}

/** Options of an attribute or a link; each may be left out for the common case. */
export interface MemberOptions {
  /** The name on the wire, where it differs from the name in the graph. */
  wire?: string;
  /** False where the API cannot filter by it. */
  filter?: false;
  /** `true`: on create and update; `"once"`: on create; `"update"`: on update. Default: read only. */
  write?: Writable;
  /** Must be given on create. */
  required?: true;
  /** Its value on create when none is given, as Actionstep documents it. */
  startsAs?: string | number | boolean;
  /** Actionstep's validation codes that are about its value: schema/validation-codes.ts. */
  codes?: readonly ValidationCode[];
  /** Why not to use it, and what to use instead. */
  deprecated?: string;
}

/** One attribute of a resource: a plain value of the REST record. */
export interface Attribute extends Member {
  readonly kind: AttributeKind;
  readonly sort: boolean;
  /** For a choice: the GraphQL enum, and the wire values it stands for. */
  readonly choice?: Enumeration;
}

/** An enumeration: its GraphQL name and its values, GraphQL name to wire value. */
export interface Enumeration {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
  /** The runtime enum registered with type-graphql. */
  readonly type: object;
}

/** One link of a resource: the id, or ids, of records of another resource. */
export interface Link extends Member {
  readonly many: boolean;
  /** Where it leads is inferred, not documented. */
  readonly uncertain: boolean;
  /** Returns the class of the linked resource: a function, since resource files import each other in circles. */
  readonly target: () => ResourceClass;
}

/** How a resource names its records. */
export interface Identity {
  /** Actionstep's id is a number; otherwise it is text whose shape `shape` describes. */
  readonly numeric: boolean;
  readonly shape?: string;
  /** Wire attributes that make the id, joined by `--`, when the answer carries none. */
  readonly from?: readonly string[];
}

/** Everything known about one REST resource, as its file says it: what the derivation reads. */
export interface ResourceDefinition {
  readonly class: ResourceClass;
  /** GraphQL type name, `Task`. */
  readonly type: string;
  /** Root field for one, `task`. */
  readonly one: string;
  /** Root field for many, and the stem of reverse connections, `tasks`. */
  readonly many: string;
  /** REST collection, also the envelope key and the OAuth scope, `tasks`. */
  readonly path: string;
  readonly description: string;
  readonly can: readonly Verb[];
  /** What can be done to several records in one request. */
  readonly bulk: readonly BulkVerb[];
  /** Whether `GET /path/{id}` exists; without it records are looked up by a filter on the id. */
  readonly item: boolean;
  /** Seconds for which a record may be served from the reference cache; absent where it may not. */
  readonly maxAge?: number;
  /** Absent for the few resources whose records have no id. */
  readonly identity?: Identity;
  readonly attributes: readonly Attribute[];
  readonly links: readonly Link[];
}

export interface ResourceOptions {
  /** Default: read only. */
  can?: readonly Verb[];
  /** What can be done to several records in one request. Default: nothing. */
  bulk?: readonly BulkVerb[];
  /** False where the API offers no `GET /path/{id}`. */
  item?: false;
  /** Seconds for which a record may be served from the reference cache: for what a firm sets up once and seldom changes. */
  maxAge?: number;
  /** The plural, where it is irregular. */
  many?: string;
}

/** What the decorators of a class have said so far; it is complete once `@Resource` has run. */
interface ResourceBuilder {
  identity?: Identity;
  readonly attributes: Attribute[];
  readonly links: Link[];
}

const builders = new WeakMap<object, ResourceBuilder>();
const definitions = new WeakMap<ResourceClass, ResourceDefinition>();

/** The builder of a class whose decorators are still running. Only the vocabulary's decorators write to it. */
export function builderOf(prototype: object): ResourceBuilder {
  let builder = builders.get(prototype);
  if (!builder) builders.set(prototype, (builder = { attributes: [], links: [] }));
  return builder;
}

/** A member with the defaults for options that are not given. */
export const memberOf = (name: string, description: string, options: MemberOptions): Member => ({
  name,
  wire: options.wire ?? name,
  description,
  filter: options.filter ?? true,
  write: options.write ?? false,
  required: options.required ?? false,
  codes: options.codes ?? [],
  ...(options.startsAs !== undefined && { startsAs: options.startsAs }),
  ...(options.deprecated && { deprecated: options.deprecated }),
});

/**
 * Declares a class to be one REST resource, and so one GraphQL type.
 *
 * @example
 * ⁣@Resource("tasks", "A piece of work somebody has to do.", { can: ["read", "create"] })
 * export class Task { … }
 */
export function Resource(path: string, description: string, options: ResourceOptions = {}) {
  return (target: ResourceClass): void => {
    const builder = builderOf(target.prototype as object);
    const { one, many } = namesOf(target.name);
    const item = options.item ?? true;
    definitions.set(target, {
      class: target,
      type: target.name,
      one,
      many: options.many ?? many,
      path,
      description,
      can: options.can ?? ["read"],
      bulk: options.bulk ?? [],
      item,
      ...(options.maxAge !== undefined && { maxAge: options.maxAge }),
      ...builder,
    });
    ObjectType(target.name, { description, ...(builder.identity && { implements: Node }) })(target as never);
  };
}

/** The definition of a class decorated with `@Resource`. Throws for any other class. */
export function resourceOf(target: ResourceClass): ResourceDefinition {
  const definition = definitions.get(target);
  if (!definition) {
    throw new Error(`${target.name} is not a resource: decorate the class with @Resource("path", "description").`);
  }
  return definition;
}

/** The first link of a resource that leads to records of a type; there must be one. */
export const linkTo = (from: ResourceDefinition, type: string): Link =>
  from.links.find(({ target }) => resourceOf(target()).type === type)!;
