import { Field, ID, registerEnumType } from "type-graphql";
import { UNRECOGNIZED, codecs, type AttributeKind } from "./codecs.js";
import { builderOf, memberOf, type Enumeration, type MemberOptions } from "./resource.js";

/** Options of an attribute. */
export interface AttributeOptions extends MemberOptions {
  /** False where the API cannot sort by it. */
  sort?: false;
}

/** Decorates a property whose type can hold values of `T`; anything else does not compile. */
type PropertyDecoratorOf<T> = <Key extends string>(prototype: { [Name in Key]?: T }, name: Key) => void;

function attribute<T>(
  kind: AttributeKind,
  description: string,
  options: AttributeOptions,
  choice?: Enumeration,
): PropertyDecoratorOf<T> {
  return (prototype, name) => {
    builderOf(prototype).attributes.push({
      ...memberOf(name, description, options),
      kind,
      sort: options.sort ?? true,
      ...(choice && { choice }),
    });
    Field(() => (choice ? choice.type : codecs[kind].scalar!), {
      simple: true,
      // Every attribute is nullable: a value that Actionstep leaves out or that cannot be read fails its own field alone.
      nullable: true,
      description,
      ...(options.deprecated && { deprecationReason: options.deprecated }),
    })(prototype, name);
  };
}

/** Text of any length. */
export const Text = (description: string, options: AttributeOptions = {}) => attribute<string>("text", description, options);
/** A whole number; how large it may be is not documented. */
export const Whole = (description: string, options: AttributeOptions = {}) => attribute<number>("whole", description, options);
/** A decimal number or an amount of money; text, so that nothing is rounded. */
export const Decimal = (description: string, options: AttributeOptions = {}) =>
  attribute<string>("decimal", description, options);
/** Yes or no; `"T"` and `"F"` on the wire. */
export const Flag = (description: string, options: AttributeOptions = {}) => attribute<boolean>("flag", description, options);
/** A day of the calendar. */
export const Day = (description: string, options: AttributeOptions = {}) => attribute<string>("day", description, options);
/** A time of day. */
export const Time = (description: string, options: AttributeOptions = {}) => attribute<string>("time", description, options);
/** An instant, with the offset it came in. */
export const Timestamp = (description: string, options: AttributeOptions = {}) =>
  attribute<string>("timestamp", description, options);

const choices = new Map<object, Enumeration>();

/** Registers an enumeration with GraphQL, once, together with `UNRECOGNIZED`. The attribute that has it describes it. */
function choiceOf(named: Readonly<Record<string, object>>, description: string): Enumeration {
  const [entry, ...others] = Object.entries(named);
  if (!entry || others.length)
    throw new Error("@Choice takes one enumeration in braces, which gives it its name: @Choice({ TaskStatus }, …).");
  const [name, values] = entry as [string, Record<string, string>];
  let choice = choices.get(values);
  if (!choice) {
    const type = { ...values, [UNRECOGNIZED]: UNRECOGNIZED };
    registerEnumType(type, {
      name,
      description,
      valuesConfig: {
        ...Object.fromEntries(
          Object.entries(values).map(([member, wire]) => [member, { description: `Called "${wire}" in Actionstep.` }]),
        ),
        [UNRECOGNIZED]: { description: "A value this version of the gateway does not know. Only ever read, never written." },
      },
    });
    choices.set(values, (choice = { name, values, type }));
  }
  return choice;
}

/** One of a few documented values: a TypeScript enum whose members are GraphQL names and whose values are Actionstep's. */
export const Choice = <E extends string>(
  named: Readonly<Record<string, Readonly<Record<string, E>>>>,
  description: string,
  options: AttributeOptions = {},
) => attribute<E>("choice", description, options, choiceOf(named, description));

/**
 * The record's id. A number, unless `shape` describes another form.
 * `from` names the wire attributes that make the id where an answer carries none.
 */
export function Id(shape?: string, { from }: { from?: readonly string[] } = {}): PropertyDecoratorOf<string> {
  return (prototype, name) => {
    if (name !== "id") throw new Error(`@Id belongs on a property called id, not ${name}.`);
    builderOf(prototype).identity = { numeric: shape === undefined, ...(shape && { shape }), ...(from && { from }) };
    Field(() => ID, { simple: true, description: "Type and Actionstep id, unique in one organisation: `Matter:113`." })(
      prototype,
      "id",
    );
    Field(() => ID, { simple: true, description: shape ? `Actionstep's own id: ${shape}.` : "Actionstep's own id, a number." })(
      prototype,
      "restId",
    );
  };
}
