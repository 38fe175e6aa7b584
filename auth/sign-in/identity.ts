import { timeLimit, type Time } from "../../time/time.js";
import { parseObject, readText } from "../http/read-body.js";
import { pause, untilAborted } from "../store/waiting.js";

/** The person an access token belongs to. */
export interface Identity {
  readonly userId: string;
  readonly name?: string;
  readonly email?: string;
  /** The organisation in the user record, which must be that of the token. */
  readonly orgkey?: string;
}

/** Actionstep did not say whose access token it is. `passing`: a later request may succeed. */
export class IdentityFailure extends Error {
  constructor(
    readonly passing: boolean,
    readonly status?: number,
  ) {
    super(`Actionstep did not say who has connected${status === undefined ? "" : ` (status ${status})`}.`);
    this.name = "IdentityFailure";
  }
}

/** What it takes to read the current user. */
export interface IdentityParts {
  readonly fetch: typeof globalThis.fetch;
  readonly timeoutMs: number;
  /** Milliseconds to pause before each further try. */
  readonly pauses: readonly number[];
  readonly time: Time;
}

/** Reads the current user of an access token, with some further tries. Rejects with {@link IdentityFailure}. */
export async function fetchIdentity(
  parts: IdentityParts,
  apiEndpoint: URL,
  accessToken: string,
  scopes: readonly string[],
): Promise<Identity> {
  // The person's name is in the linked participant, which Actionstep sends only with the scope `participants`.
  const withParticipant = scopes.includes("participants") || scopes.includes("all");
  for (let tries = 0; ; tries++) {
    try {
      return await ask(parts, apiEndpoint, accessToken, withParticipant);
    } catch (error) {
      const failure = error instanceof IdentityFailure ? error : new IdentityFailure(true);
      const wait = parts.pauses[tries];
      if (!failure.passing || wait === undefined) throw failure;
      await pause(parts.time, wait);
    }
  }
}

async function ask(parts: IdentityParts, apiEndpoint: URL, accessToken: string, withParticipant: boolean): Promise<Identity> {
  const url = new URL("rest/users/current", apiEndpoint);
  if (withParticipant) url.searchParams.set("include", "participant");
  const { signal, lift } = timeLimit(parts.time, parts.timeoutMs);
  const headers = {
    authorization: `Bearer ${accessToken}`,
    accept: "application/vnd.api+json",
    "content-type": "application/vnd.api+json",
  };
  const answered = async (): Promise<{ readonly status: number; readonly text: string }> => {
    const response = await parts.fetch(url.href, { headers, redirect: "manual", signal });
    return { status: response.status, text: (await readText(response)).text };
  };
  const { status, text } = await untilAborted(answered(), signal).finally(lift);
  if (status !== 200) {
    // The request may have been refused because of its `include`: it is sent once more without.
    if (withParticipant && status >= 400 && status < 404 && status !== 401) return ask(parts, apiEndpoint, accessToken, false);
    throw new IdentityFailure(![400, 403, 404].includes(status), status);
  }
  const identity = readIdentity(parseObject(text));
  if (!identity) throw new IdentityFailure(true, 200);
  return identity;
}

/** Reads the answer of `users/current`; its record may be an object or a list of one. Null when it has no id. */
export function readIdentity(body: Record<string, unknown> | undefined): Identity | null {
  const user = firstOf(body?.["users"]);
  const id = user?.["id"];
  if (!user || (typeof id !== "string" && typeof id !== "number") || id === "") return null;
  const email = textOf(user["emailAddress"]);
  const orgkey = textOf(user["orgkey"]);
  const participantId = (user["links"] as Record<string, unknown> | undefined)?.["participant"];
  const participants = listOf((body?.["linked"] as Record<string, unknown> | undefined)?.["participants"]);
  const name = textOf(participants.find((each) => String(each["id"]) === String(participantId))?.["displayName"]);
  return {
    userId: String(id),
    ...(email !== undefined && { email }),
    ...(orgkey !== undefined && { orgkey }),
    ...(name !== undefined && { name }),
  };
}

function listOf(value: unknown): Record<string, unknown>[] {
  const list: unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((each): each is Record<string, unknown> => typeof each === "object" && each !== null);
}

function firstOf(value: unknown): Record<string, unknown> | undefined {
  return listOf(value)[0];
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
