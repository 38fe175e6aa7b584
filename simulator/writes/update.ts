import type { Row } from "../database.js";
import { keyOf, type Catalogued } from "../rest/catalogue.js";
import type { Sent } from "./body.js";
import { callerOf, type Caller } from "./caller.js";
import { replace } from "./consequences.js";
import { touched } from "./defaults.js";
import { displayNameOf } from "./display-names.js";
import { withFile } from "./documents.js";
import { saved } from "./field-values.js";
import { membersOf, type Members, type AddError } from "./members.js";
import { judge } from "./rules.js";
import { reckoned } from "./sums.js";
import type { Work } from "./work.js";

/** A row with what was sent in the place of what was there. */
function merged(row: Row, { attributes, links }: Members, caller: Caller): Row {
  const stamps = Object.entries(touched(caller)).filter(([name]) => name in row);
  const { links: known, ...rest } = row;
  const linked = { ...known, ...links };
  return {
    ...rest,
    ...Object.fromEntries(stamps),
    ...attributes,
    ...(Object.keys(linked).length > 0 && { links: linked }),
  };
}

/** What follows from other members: a contact's name from its names, the moment of a matter's status. */
function settled(path: string, before: Row, after: Row, { timestamp }: Caller): Row {
  if (path === "participants" && before["displayName"] === displayNameOf(before)) {
    const displayName = displayNameOf(after);
    return displayName === "" ? after : { ...after, displayName };
  }
  if (path === "actions" && "statusTimestamp" in after && before["status"] !== after["status"])
    return { ...after, statusTimestamp: timestamp };
  return after;
}

/** Changes the record with this key as a body says, or objects; answers its key, which may be another now. */
export function update(resource: Catalogued, key: string, sent: Sent, work: Work, addError: AddError): string {
  const before = work.find(resource, key)!;
  const id = sent["id"] as string | number | undefined;
  if (id !== undefined && String(id) !== key) addError(`The body speaks of '${id}', the path of '${key}'`, "id");
  const members = membersOf(resource, sent, { work, purpose: "update", addError });
  const caller = callerOf(work);
  const changed = settled(resource.path, before, merged(before, members, caller), caller);
  const after = saved(resource.path, changed, before, members, work, addError);
  judge(resource.path, { row: after, sent: members, isNew: false, work, addError });
  const priced = Object.keys(members.attributes).length > 0 ? reckoned(resource.path, after, members.attributes) : after;
  const filed = withFile(resource.path, priced, members.attributes["file"], work.organisation, work.call.request.now);
  const moved = keyOf(resource, filed) ?? key;
  if (moved !== key && work.find(resource, moved)) addError(`There is a '${resource.path}' record '${moved}' already`);
  replace(work, resource, key, filed);
  return moved;
}
