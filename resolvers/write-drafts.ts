import type { InputMember } from "../schema/derive/input.js";
import type { UserError } from "../schema/derive/payload.js";
import { inputCodes, validationCodes, type InputCode } from "../schema/validation-codes.js";
import { UNRECOGNIZED, codecs } from "../schema/vocabulary/codecs.js";
import { resourceOf, type Attribute, type Link, type ResourceDefinition } from "../schema/vocabulary/resource.js";
import type { WriteDraft, ValidationError } from "./context.js";
import { restIdOf } from "./ids.js";

/** An input as a client gave it, by the names of its members. */
export type InputValues = Readonly<Record<string, unknown>>;

/** Where in the arguments something stands: `["input", "name"]`. */
export type InputPath = readonly string[];

/** A user error that the gateway found itself, before anything was sent. */
export const userError = (code: InputCode, field: InputPath | null, message: string = inputCodes[code]): UserError => ({
  code,
  message,
  field: field && [...field],
});

/** The wire name of a member. */
const wireOf = ({ attribute, link }: InputMember): string => (attribute ?? link).wire;

/** Whether an update must not clear the member. */
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

/** Actionstep's own ids of what a link is set to, as a write sends them. Throws `BAD_USER_INPUT` for an id of another type. */
export function linkedId(link: Link, value: unknown, path: InputPath): string | readonly string[] | null {
  const target = resourceOf(link.target());
  const idAt = (id: unknown, at: InputPath): string => restIdOf(target, at.join("."), String(id));
  if (value === null) return null;
  if (!Array.isArray(value)) return idAt(value, path);
  // No ids are null on the wire, as they are when read.
  return value.length === 0 ? null : value.map((id, index) => idAt(id, [...path, String(index)]));
}

/**
 * The draft that an input makes, and what the gateway finds wrong with the input. Only members that were given are in the draft.
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

/** Records that one request may write: as many as Actionstep puts on a page (assumed; protocol 4 names no limit). */
export const MAX_AT_ONCE = 200;

/** The error of a request that writes more than MAX_AT_ONCE records; none for fewer. */
export const tooMany = (count: number, field: InputPath): readonly UserError[] =>
  count > MAX_AT_ONCE ? [userError("TOO_MANY", field, `${count} were given; one request takes at most ${MAX_AT_ONCE}.`)] : [];

/** Characters of the ids in one address, encoded: below what common servers and proxies accept (assumed). */
const MAX_ID_LIST = 7_000;

/** The error of a request whose ids are together longer than MAX_ID_LIST characters; none for shorter ones. */
export function tooLong(ids: readonly string[], field: InputPath): readonly UserError[] {
  const length = ids.reduce((sum, id) => sum + encodeURIComponent(id).length + 1, 0);
  return length > MAX_ID_LIST
    ? [userError("TOO_MANY", field, "Their ids together are too long for one request: write fewer at once.")]
    : [];
}

/**
 * Validation errors as user errors, each at the member of the input that it is about: the one that Actionstep named, or the
 * one that its code belongs to. `pathOf` returns undefined when the index does not tell which record is at fault.
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
