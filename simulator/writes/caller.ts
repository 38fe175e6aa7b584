import { timestampIn } from "../time-zones.js";
import { linkedIds } from "../rest/collection.js";
import type { Work } from "./work.js";

/** Who writes, and when, as the server notes it down in rows. */
export interface Caller {
  readonly participant: string;
  readonly user: number;
  /** As staff are written in rows: `Quill, Jo`. */
  readonly name: string;
  readonly division: string | null;
  /** Now, in the organisation's zone. */
  readonly timestamp: string;
  readonly day: string;
}

/** The caller of a write. */
export function callerOf(work: Work): Caller {
  const { person } = work.call.view;
  const user = work.findAt("users", String(person.userId));
  const name = work.findAt("participants", String(person.participantId))?.["displayName"];
  const timestamp = timestampIn(work.organisation.timeZone, work.call.request.now);
  return {
    participant: String(person.participantId),
    user: person.userId,
    name: typeof name === "string" ? name : person.displayName,
    division: (user && linkedIds(user, "division")[0]) ?? null,
    timestamp,
    day: timestamp.slice(0, 10),
  };
}
