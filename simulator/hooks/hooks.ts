import type { Organisation, Row } from "../database.js";
import { post } from "./post.js";
import type { HookEvent } from "../rest/request.js";
import { hookPayload } from "./payload.js";
import { isExampleHost } from "./targets.js";
import type { RestQuirks } from "../rest/quirks.js";
import { PARTICIPANT_CREATED, eventOf } from "./events.js";
import { timestampIn } from "../time-zones.js";

/** Tells the targets of REST hooks what has happened. */
export interface Hooks {
  /** Sends one POST for each event to each active hook registered for it. */
  tell(organisation: Organisation, happened: readonly HookEvent[]): void;
  /** Lets go of every delivery. */
  end(): Promise<void>;
}

/** What the hooks of one simulator need to know. */
export interface HooksParts {
  readonly now: () => number;
  readonly quirks: () => RestQuirks;
}

const ADDED = eventOf("actionparticipants", "created");

const isFor = (hook: Row, { event }: HookEvent): boolean =>
  hook["eventName"] === event || (event === ADDED && hook["eventName"] === PARTICIPANT_CREATED);

const hooksOf = ({ rows }: Organisation): readonly Row[] => rows.get("resthooks") ?? [];
const hookWith = (organisation: Organisation, id: Row["id"]): Row | undefined =>
  hooksOf(organisation).find((hook) => hook.id === id);

/** Notes something in a hook's row. */
function note(organisation: Organisation, id: Row["id"], members: Readonly<Record<string, unknown>>): void {
  // The simulator owns the maps of its database, as writes do.
  const rows = organisation.rows as Map<string, readonly Row[]>;
  rows.set(
    "resthooks",
    hooksOf(organisation).map((hook) => (hook.id === id ? { ...hook, ...members } : hook)),
  );
}

/** Keeps the deliveries of one simulator: those of a hook one after the other, those of different hooks side by side. */
export function createHooks({ now, quirks }: HooksParts): Hooks {
  const ending = new AbortController();
  const queues = new Map<string, Promise<void>>();

  const deliver = async (organisation: Organisation, id: Row["id"], event: HookEvent): Promise<void> => {
    const hook = hookWith(organisation, id);
    if (ending.signal.aborted || hook?.["status"] !== "Active") return;
    const count = Number(hook["triggeredCount"] ?? 0) + 1;
    const triggeredLastTimestamp = timestampIn(organisation.timeZone, now());
    note(organisation, id, { triggeredCount: count, triggeredLastTimestamp });
    const target = String(hook["targetUrl"]);
    // Hosts kept for examples cannot be asked, so they count as content.
    if (isExampleHost(target)) return;
    const payload = hookPayload({ organisation, hook, count, event, now: now(), quirks: quirks() });
    const status = await post(target, JSON.stringify(payload), ending.signal);
    if (status === 200 || ending.signal.aborted || hookWith(organisation, id)?.["status"] !== "Active") return;
    const deleted = status === 401 && quirks().hookUnauthorized === "deletes";
    note(organisation, id, { status: deleted ? "Deleted" : "Disabled" });
  };

  return {
    tell: (organisation, happened) => {
      for (const event of happened) {
        for (const { id } of hooksOf(organisation).filter((hook) => hook["status"] === "Active" && isFor(hook, event))) {
          const name = `${organisation.orgkey}/${String(id)}`;
          const delivered = (queues.get(name) ?? Promise.resolve()).then(() => deliver(organisation, id, event));
          queues.set(name, delivered);
          void delivered.finally(() => queues.get(name) === delivered && queues.delete(name));
        }
      }
    },
    end: async () => {
      ending.abort();
      await Promise.all(queues.values());
    },
  };
}
