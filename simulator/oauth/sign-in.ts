import type { Database, Person } from "../database.js";
import { digest, newSecret, sameSecret } from "./secrets.js";

/** Its own name, not a general one: browsers send the cookies of `localhost` to every port. */
export const SESSION_COOKIE = "simulator-session";

const SESSION_HOURS = 8;

/** Who is signed in to the simulator, by browser. */
export interface SignIns {
  /** The `set-cookie` header of a new session. */
  begin(person: Person): string;
  /** Who the session in a `cookie` header belongs to. */
  personOf(cookie: string | undefined): Person | undefined;
}

/** Keeps the sessions of browsers; a session lasts a working day. */
export function createSignIns(now: () => number): SignIns {
  const sessions = new Map<string, { readonly person: Person; readonly until: number }>();
  return {
    begin: (person) => {
      const id = newSecret();
      for (const [key, { until }] of sessions) if (until <= now()) sessions.delete(key);
      sessions.set(digest(id), { person, until: now() + SESSION_HOURS * 3_600_000 });
      return `${SESSION_COOKIE}=${id}; Path=/; HttpOnly; SameSite=Lax`;
    },
    personOf: (cookie) => {
      const [, id] = new RegExp(`(?:^|;)\\s*${SESSION_COOKIE}=([^;\\s]+)`).exec(cookie ?? "") ?? [];
      const session = id === undefined ? undefined : sessions.get(digest(id));
      return session && now() < session.until ? session.person : undefined;
    },
  };
}

/** Everybody with this name and password: several if they belong to several organisations and named none. */
export const peopleWith = ({ people }: Database, username: string, password: string, orgkey: string | null): readonly Person[] =>
  people.filter(
    (person) =>
      person.username === username && sameSecret(person.password, password) && (orgkey === null || person.orgkey === orgkey),
  );
