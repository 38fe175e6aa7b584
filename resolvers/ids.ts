import { BadUserInput } from "../schema/errors.js";
import { quoted, shortened } from "../schema/quote.js";
import type { ResourceDefinition } from "../schema/vocabulary/resource.js";

/**
 * What an id is not made of, since it would mean something else in an address: a comma ends it in a list and a slash in a
 * path, dots are a step in one, a star may stand for any id, a colon begins a word of Actionstep's own, and what looks like
 * an encoded character may be decoded once more than it was encoded. Nothing invisible is part of an id.
 */
const UNSAFE = /[*,/\\\p{Cc}\p{Cs}]|^\s|\s$|^\.{1,2}$|^:|%[0-9a-f]{2}/iu;

/** Whether an id that Actionstep sent would be taken for several, or for any, where it is sent back. */
export const meansSeveral = (restId: string): boolean => /[*,]/.test(restId);

/** Whether text can be sent as one id and stay one. */
export const isSafeId = (restId: string): boolean =>
  restId.length > 0 && restId.length <= 200 && !UNSAFE.test(restId) && restId !== "current";

/** Whether text can be an id of the resource, as protocol 7 has them, and can be sent to Actionstep as one. */
export function isRestId(resource: ResourceDefinition, restId: string): boolean {
  if (resource.identity?.numeric) return /^[1-9]\d{0,15}$|^0$/.test(restId);
  return isSafeId(restId);
}

const shapeOf = ({ identity }: ResourceDefinition): string => (identity?.numeric ? "a number" : (identity?.shape ?? "text"));

/**
 * Actionstep's id out of either form a client may give: `Task:7` or `7`.
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

/** Takes a typed id apart. Throws `BAD_USER_INPUT` when it names no type that can be fetched by id. */
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
