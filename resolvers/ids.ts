import { BadUserInput } from "../schema/errors.js";
import { quoted, shortened } from "../schema/quote.js";
import type { ResourceDefinition } from "../schema/vocabulary/resource.js";

/**
 * What an id must not hold, since it has another meaning in a URL: a comma ends an id in a list, a slash ends it in a path,
 * one or two dots are a path segment of their own, a star is a wildcard, a colon begins tokens like `:NULL`, and text that
 * looks percent-encoded may be decoded twice. Control characters and surrounding blanks are not part of an id either.
 */
const UNSAFE = /[*,/\\\p{Cc}\p{Cs}]|^\s|\s$|^\.{1,2}$|^:|%[0-9a-f]{2}/iu;

/** Whether an id that Actionstep sent would mean several ids, or any id, when it is sent back. */
export const meansSeveral = (restId: string): boolean => /[*,]/.test(restId);

/** Whether a text can be sent to Actionstep as one id. */
export const isSafeId = (restId: string): boolean =>
  restId.length > 0 && restId.length <= 200 && !UNSAFE.test(restId) && restId !== "current";

/** Whether a text can be an id of the resource (protocol 7), and can be sent to Actionstep as one. */
export function isRestId(resource: ResourceDefinition, restId: string): boolean {
  if (resource.identity?.numeric) return /^[1-9]\d{0,15}$|^0$/.test(restId);
  return isSafeId(restId);
}

const shapeOf = ({ identity }: ResourceDefinition): string => (identity?.numeric ? "a number" : (identity?.shape ?? "text"));

/**
 * Actionstep's id, from either form a client may give: `Task:7` or `7`.
 * Throws `BAD_USER_INPUT`, naming the argument, for an id of another type or shape.
 */
export function restIdOf(resource: ResourceDefinition, argument: string, id: string): string {
  const { type } = resource;
  const prefix = /^([A-Z]\w*):/.exec(id)?.[1];
  const isOfAnotherType = prefix !== undefined && prefix !== type;
  const restId = prefix === type ? id.slice(type.length + 1) : id;
  if (!isOfAnotherType && isRestId(resource, restId)) return restId;
  throw new BadUserInput(
    argument,
    isOfAnotherType
      ? `${quoted(id)} is the id of a ${shortened(prefix, 40)}; expected a ${type}.`
      : `${quoted(id)} is not the id of a ${type}; expected ${shapeOf(resource)}, alone or after "${type}:".`,
  );
}

/** Splits a typed id into its resource and Actionstep's id. Throws `BAD_USER_INPUT` when its type cannot be fetched by id. */
export function parseNodeId(
  byType: ReadonlyMap<string, ResourceDefinition>,
  argument: string,
  id: string,
): { resource: ResourceDefinition; restId: string } {
  const type = /^([A-Z]\w*):./.exec(id)?.[1];
  if (!type) throw new BadUserInput(argument, `${quoted(id)} is not a typed id; expected a type and an id, like "Matter:113".`);
  const resource = byType.get(type);
  if (!resource) throw new BadUserInput(argument, `${quoted(type)} is not a type that can be fetched by its id.`);
  return { resource, restId: restIdOf(resource, argument, id) };
}
