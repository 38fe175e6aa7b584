import type { GraphQLResolveInfo } from "graphql";
import { DateTime, IANAZone } from "luxon";
import { Division } from "../schema/resources/division.js";
import { User } from "../schema/resources/user.js";
import { linkTo, resourceOf } from "../schema/vocabulary/resource.js";
import { LINKS, type Context } from "./context.js";
import { ownSelection } from "./selection.js";
import type { WrittenField } from "./written-field.js";

const user = resourceOf(User);
const division = resourceOf(Division);
const toDivision = linkTo(user, division.type);

/** What is needed of the viewer's own records, in wire names. */
export const neededForTimeZone: WrittenField["needs"] = [
  [user, "id", toDivision.wire],
  [division, "id", "timezoneName"],
];

const known = new WeakMap<Context, Promise<string | null>>();

async function read(context: Context, info: GraphQLResolveInfo): Promise<string | null> {
  context.viewer.requireScope(user);
  const own = ownSelection(context, info, division);
  const viewer = await context.records.current(ownSelection(context, info, user, [[toDivision, own]]));
  const id = viewer?.[LINKS][toDivision.wire];
  const found = typeof id === "string" ? await context.records.one(id, own) : null;
  const name = found?.["timezoneName"];
  return typeof name === "string" && IANAZone.isValidZone(name) ? name : null;
}

/** The time zone of the viewer's division, as `Pacific/Auckland`; null where that cannot be told. Read once for an operation. */
export function timeZoneOf(context: Context, info: GraphQLResolveInfo): Promise<string | null> {
  let zone = known.get(context);
  // Whoever may not see their own division sees times all the same.
  if (!zone) known.set(context, (zone = read(context, info).catch(() => null)));
  return zone;
}

/** The instant at which the clocks of a zone show `2026-03-04T09:15:00`, with their offset; in UTC where there is no zone. */
export function instantIn(zone: string | null, local: string): string {
  if (zone === null) return `${local}Z`;
  return local + DateTime.fromISO(local, { zone }).toFormat("ZZ");
}
