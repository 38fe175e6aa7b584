import { GraphQLID, type GraphQLScalarType } from "graphql";
import { Field, InputType } from "type-graphql";
import { codecs } from "../vocabulary/codecs.js";
import { resourceOf, type Attribute, type Link, type ResourceDefinition } from "../vocabulary/resource.js";
import { singular } from "./names.js";
import { derivedClass } from "./types.js";

/** One member of an input: an attribute, or a link that is written by id. */
export type InputMember =
  | { readonly name: string; readonly attribute: Attribute; readonly link?: undefined }
  | { readonly name: string; readonly link: Link; readonly attribute?: undefined };

/** The input of one mutation: its GraphQL type, and what its members stand for. */
export interface WriteInput {
  readonly type: object;
  readonly members: readonly InputMember[];
}

/** The inputs of one resource, for what can be done with it. */
export interface WriteInputs {
  readonly create?: WriteInput;
  readonly update?: WriteInput;
  readonly delete?: WriteInput;
}

/** The name a link has where it is written: `matter` → `matterId`, `tags` → `tagIds`. */
export const idNameOf = ({ name, many }: Link): string => (many ? `${singular(name)}Ids` : `${name}Id`);

/** What may be written of a resource when it is made, or when it is changed. */
export function membersOf({ attributes, links, type }: ResourceDefinition, when: "once" | "update"): InputMember[] {
  const writable = ({ write }: Attribute | Link): boolean => write === true || write === when;
  const members: InputMember[] = [
    ...attributes.filter(writable).map((attribute) => ({ name: attribute.name, attribute })),
    ...links.filter(writable).map((link) => ({ name: idNameOf(link), link })),
  ];
  const names = new Set(members.map(({ name }) => name));
  if (names.size < members.length) throw new Error(`${type} has an attribute and a link that are written by the same name.`);
  return members;
}

const typeOf = ({ attribute, link }: InputMember): GraphQLScalarType | object => {
  if (attribute) return attribute.choice?.type ?? codecs[attribute.kind].scalar!;
  return link.many ? [GraphQLID] : GraphQLID;
};

const descriptionOf = ({ name, attribute, link }: InputMember): string => {
  // Where the member has a name of its own, so has its description.
  if (attribute || link.name === name) return (attribute ?? link).description;
  const { type } = resourceOf(link.target());
  return link.many
    ? `Ids of ${type} records, in the graph's form or Actionstep's own. ${link.description}`
    : `Id of a ${type}, in the graph's form or Actionstep's own. ${link.description}`;
};

/** Makes the type of an input out of its members. */
export function inputType(
  name: string,
  description: string,
  members: readonly InputMember[],
  isCreate: boolean,
  id?: string,
): object {
  const target = derivedClass(name);
  const prototype = target.prototype as object;
  if (id) Field(() => GraphQLID, { description: id })(prototype, "id");
  for (const each of members) {
    const { required, startsAs, deprecated } = each.attribute ?? each.link;
    const isRequired = isCreate && required;
    Field(() => typeOf(each) as never, {
      nullable: !isRequired,
      description: descriptionOf(each),
      ...(isCreate && startsAs !== undefined && { defaultValue: startsAs }),
      // GraphQL does not allow a required input field to be deprecated.
      ...(deprecated && !isRequired && { deprecationReason: deprecated }),
    })(prototype, each.name);
  }
  InputType(name, { description })(target);
  return target;
}

/** Derives the inputs of a resource from its verbs. */
export function deriveInputs(resource: ResourceDefinition): WriteInputs {
  const { type, one, can } = resource;
  const id = `Which one: \`${type}:…\` or Actionstep's own id.`;
  const created = membersOf(resource, "once");
  const changed = membersOf(resource, "update");
  return {
    ...(can.includes("create") && {
      create: { type: inputType(`Create${type}Input`, `What a new ${one} is to be.`, created, true), members: created },
    }),
    ...(can.includes("update") && {
      update: {
        type: inputType(
          `Update${type}Input`,
          `What is to change of a ${one}. What is left out stays as it is; null clears a value or a link.`,
          changed,
          false,
          id,
        ),
        members: changed,
      },
    }),
    ...(can.includes("delete") && {
      delete: { type: inputType(`Delete${type}Input`, `Which ${one} is to be deleted.`, [], false, id), members: [] },
    }),
  };
}
