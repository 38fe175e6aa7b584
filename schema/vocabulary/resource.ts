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
  /** What it is on create where nothing is said. */
  readonly startsAs?: string | number | boolean;
  /** Actionstep's validation codes that object to its value. */
  readonly codes: readonly ValidationCode[];
  readonly deprecated?: string;
}

/** What can be said of an attribute or a link beyond its name and description. Silence means the common case. */
export interface MemberOptions {
  /** The name on the wire, where it differs from the name in the graph. */
  wire?: string;
  /** False where the API cannot filter by it. */
  filter?: false;
  /** `true`: on create and update; `"once"`: on create; `"update"`: on update. Default: read only. */
  write?: Writable;
  /** Must be given on create. */
  required?: true;
  /** What it is on create where nothing is said, as Actionstep documents it. */
  startsAs?: string | number | boolean;
  /** Actionstep's validation codes that object to its value: schema/validation-codes.ts. */
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
  /** The class of the linked resource; late, since resource files link in circles. */
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

/** All that is known of one REST resource: what its file says, ready for the derivation. */
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
  /** Seconds for which a record may be kept and shown again; absent where it may not. */
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
  /**
   * Seconds for which a record may be kept and shown again without being read: for what a firm sets up once and changes
   * seldom.
   */
  maxAge?: number;
  /** The plural, where English leaves the rule. */
  many?: string;
}

/** What decorators have noted of a class so far; complete once `@Resource` has run. */
interface ResourceBuilder {
  identity?: Identity;
  readonly attributes: Attribute[];
  readonly links: Link[];
}

const drafts = new WeakMap<object, ResourceBuilder>();
const definitions = new WeakMap<ResourceClass, ResourceDefinition>();

/** The notes on a class under construction. Only the vocabulary's decorators write here. */
export function draftOf(prototype: object): ResourceBuilder {
  let draft = drafts.get(prototype);
  if (!draft) drafts.set(prototype, (draft = { attributes: [], links: [] }));
  return draft;
}

/** A member as its options describe it; what they leave unsaid is the common case. */
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
    const draft = draftOf(target.prototype as object);
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
      ...draft,
    });
    ObjectType(target.name, { description, ...(draft.identity && { implements: Node }) })(target as never);
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
