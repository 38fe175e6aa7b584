import type { Call } from "../rest/call.js";
import type { Catalogued } from "../rest/catalogue.js";
import { RestFault, noSuchRecord } from "../rest/errors.js";
import type { RestAnswer } from "../rest/request.js";
import { idsOf } from "../rest/records.js";
import { RejectedWrite, type ValidationError } from "../rest/rejection.js";
import { answerWritten, type WrittenRecord } from "./answer.js";
import { bodyOf, type Body, type Sent } from "./body.js";
import { create } from "./create.js";
import { deleteRecord } from "./delete.js";
import { adderTo, type AddError } from "./members.js";
import { update } from "./update.js";
import { Work } from "./work.js";

/** Does something with every record of a body, all of it or, if anything is wrong, nothing. */
function withEach(
  { path }: Catalogued,
  { records, listed }: Body,
  deed: (sent: Sent, addError: AddError) => string,
): WrittenRecord[] {
  const errors: ValidationError[] = [];
  const written = records.map((sent, index) => ({ sent, key: deed(sent, adderTo(errors, listed ? index : undefined)) }));
  if (errors.length > 0) throw new RejectedWrite(path, errors);
  return written;
}

/** Answers a POST to a collection: one record, or several at once. */
export function answerCreate(resource: Catalogued, call: Call): RestAnswer {
  const work = new Work(call);
  const written = withEach(resource, bodyOf(resource, call), (sent, addError) => create(resource, sent, work, addError));
  return answerWritten(resource, written, call.quirks.createStatus, work.commit(), call);
}

/** The ids in a path that there are records for; whether others spoil the whole is a quirk. */
function presentIds(resource: Catalogued, segment: string, call: Call): string[] {
  const ids = idsOf(segment, call);
  const collection = call.collection(resource);
  const present = ids.filter((id) => collection.positionOf(id) !== undefined);
  const missing = ids.find((id) => !present.includes(id));
  if (missing !== undefined && ids.length > 1 && call.quirks.unknownInMany === "404") throw noSuchRecord(resource.path, missing);
  if (present.length === 0 && call.quirks.missingItem === "404") throw noSuchRecord(resource.path, ids.join(","));
  return present;
}

/** Answers a PUT or PATCH: one record, or several with a list that says by id which is which. */
export function answerUpdate(resource: Catalogued, segment: string, call: Call): RestAnswer {
  const body = bodyOf(resource, call);
  const asked = new Set(idsOf(segment, call));
  const present = presentIds(resource, segment, call);
  if (present.length === 0) return { status: 204 };
  const keyOfSent = ({ id }: Sent): string => {
    if (id === undefined && asked.size === 1 && body.records.length === 1) return [...asked][0]!;
    const key = typeof id === "number" || typeof id === "string" ? String(id) : "";
    if (!asked.has(key))
      throw new RestFault(400, "Invalid Request", "Every record of a list must carry one of the ids in the path");
    return key;
  };
  const work = new Work(call);
  const records = body.records.filter((sent) => present.includes(keyOfSent(sent)));
  const written = withEach(resource, { ...body, records }, (sent, addError) =>
    update(resource, keyOfSent(sent), sent, work, addError),
  );
  return answerWritten(resource, written, 200, work.commit(), call);
}

/** Answers a DELETE of one record or several. */
export function answerDelete(resource: Catalogued, segment: string, call: Call): RestAnswer {
  const work = new Work(call);
  for (const id of presentIds(resource, segment, call)) deleteRecord(resource, id, work);
  return { status: Number(call.quirks.deleteAnswer), happened: work.commit() };
}
