import type { InputMember } from "../schema/derive/input.js";
import type { UserError } from "../schema/derive/payload.js";
import { inputCodes, validationCodes, type InputCode } from "../schema/validation-codes.js";
import { UNRECOGNIZED, codecs } from "../schema/vocabulary/codecs.js";
import { resourceOf, type Attribute, type Link, type ResourceDefinition } from "../schema/vocabulary/resource.js";
import type { WriteDraft, ValidationError } from "./context.js";
import { restIdOf } from "./ids.js";

/** An input as a client gave it, by the names of its members. */
export type InputValues = Readonly<Record<string, unknown>>;

/** The path of a value in the arguments: `["input", "name"]`. */
export type InputPath = readonly string[];

/** A validation error of the gateway's own. */
export const userError = (code: InputCode, field: InputPath | null, message: string = inputCodes[code]): UserError => ({
  code,
  message,
  field: field && [...field],
});

/** The wire name of a member. */
const wireOf = ({ attribute, link }: InputMember): string => (attribute ?? link).wire;

/** Whether it is required, and an update may not set it to null. */
const isRequired = ({ attribute, link }: InputMember): boolean => (attribute ?? link).required;

function problemOf(member: InputMember, value: unknown, path: InputPath): UserError | undefined {
  const { attribute, name } = member;
  const isBlank = (attribute ?? member.link).required && typeof value === "string" && value.trim() === "";
  if ((value === null && isRequired(member)) || isBlank) return userError("REQUIRED", path, `${name} cannot be left empty.`);
  if (value === UNRECOGNIZED && attribute?.choice)
    return userError("INVALID", path, `${name} cannot be ${UNRECOGNIZED}: that is only ever read.`);
  return undefined;
}

const encoded = (attribute: Attribute, value: unknown): unknown => (value === null ? null : codecs[attribute.kind].encode(value));

/** The Actionstep ids that a link is set to. Throws `BAD_USER_INPUT` for ids of another type. */
export function linkedId(link: Link, value: unknown, path: InputPath): string | readonly string[] | null {
  const target = resourceOf(link.target());
  const idAt = (id: unknown, at: InputPath): string => restIdOf(target, at.join("."), String(id));
  if (value === null) return null;
  if (!Array.isArray(value)) return idAt(value, path);
  // An empty list is null on the wire, as it is when read (protocol 2.7).
  return value.length === 0 ? null : value.map((id, index) => idAt(id, [...path, String(index)]));
}

/**
 * The draft of an input, which holds only the members that were given, and the validation errors found in it.
 * Throws `BAD_USER_INPUT` for ids of another type.
 */
export function draftOf(
  members: readonly InputMember[],
  input: InputValues,
  path: InputPath,
  restId?: string,
): { readonly draft: WriteDraft; readonly problems: readonly UserError[] } {
  const problems: UserError[] = [];
  const attributes: Record<string, unknown> = {};
  const links: Record<string, string | readonly string[] | null> = {};
  for (const member of members) {
    const value = input[member.name];
    if (value === undefined) continue;
    const at = [...path, member.name];
    const problem = problemOf(member, value, at);
    if (problem) problems.push(problem);
    else if (member.attribute) attributes[wireOf(member)] = encoded(member.attribute, value);
    else links[wireOf(member)] = linkedId(member.link, value, at);
  }
  return { draft: { ...(restId !== undefined && { restId }), attributes, links }, problems };
}

/** Whether a draft changes nothing. */
export const isEmpty = ({ attributes, links }: WriteDraft): boolean =>
  Object.keys(attributes).length + Object.keys(links).length === 0;

/** Records that one request may write: as many as Actionstep's largest page has (assumed). */
export const MAX_AT_ONCE = 200;

/** The validation error of a write of more than `MAX_AT_ONCE` records; empty for fewer. */
export const tooMany = (count: number, field: InputPath): readonly UserError[] =>
  count > MAX_AT_ONCE ? [userError("TOO_MANY", field, `${count} were given; one request takes at most ${MAX_AT_ONCE}.`)] : [];

/** Characters of a list of ids in a URL, encoded, that every server on the way accepts (assumed). */
const MAX_ID_LIST_LENGTH = 7_000;

/** The validation error of records whose ids together are too long for one URL; empty where they fit. */
export function tooLong(ids: readonly string[], field: InputPath): readonly UserError[] {
  const length = ids.reduce((sum, id) => sum + encodeURIComponent(id).length + 1, 0);
  return length > MAX_ID_LIST_LENGTH
    ? [userError("TOO_MANY", field, "Their ids together are too long for one request: write fewer at once.")]
    : [];
}

/**
 * Actionstep's validation errors in terms of the input. The member is the one the error names, or the one its code is about.
 * `pathOf` returns undefined where the index does not tell which of several records is meant.
 */
export function userErrorsOf(
  validationErrors: readonly ValidationError[],
  { attributes, links }: ResourceDefinition,
  members: readonly InputMember[],
  pathOf: (index: number | undefined) => InputPath | undefined,
): UserError[] {
  return validationErrors.map(({ code, member, index }) => {
    const about = code && [...attributes, ...links].find(({ codes }) => codes.includes(code))?.wire;
    const named = members.find((each) => wireOf(each) === member) ?? members.find((each) => wireOf(each) === about);
    const path = pathOf(index);
    return {
      code: code ?? "REJECTED",
      message: code ? validationCodes[code] : named ? `Actionstep does not accept this ${named.name}.` : inputCodes.REJECTED,
      field: !path ? null : named ? [...path, named.name] : index === undefined ? null : [...path],
    };
  });
}
