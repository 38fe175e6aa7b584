import { pageAnswer, redirectAnswer, type Answer } from "../answer.js";
import type { Behaviour } from "../control/behaviour.js";
import type { Database, Person } from "../database.js";
import { paths } from "../endpoints.js";
import { consentPage } from "../pages/consent.js";
import { loginPage } from "../pages/login.js";
import { refusedPage } from "../pages/refused.js";
import { readAuthorizationRequest, type AuthorizationRequest } from "./authorization-request.js";
import type { RegisteredClient } from "./client.js";
import type { Grants } from "./grants.js";
import { peopleWith, type SignIns } from "./sign-in.js";

/** What the authorization page works with. */
export interface AuthorizeParts {
  readonly database: Database;
  readonly client: RegisteredClient;
  readonly grants: Grants;
  readonly signIns: SignIns;
  readonly behaviour: () => Behaviour;
  /** The simulator's own URL. */
  readonly url: () => string;
}

/** A request to the authorization page. */
export interface AuthorizeCall {
  /** The query string, without `?`. */
  readonly search: string;
  readonly cookie?: string;
  /** What was posted; absent for a GET. */
  readonly form?: URLSearchParams;
  /** Whether the browser says that the request comes from another site's page; forms must not, and links may. */
  readonly foreign: boolean;
}

/** Answers the authorization page: first who, then whether, then back to the client. */
export function authorize(parts: AuthorizeParts, { search, cookie, form, foreign }: AuthorizeCall): Answer {
  const { database, client, signIns, behaviour } = parts;
  const query = new URLSearchParams(search);
  const read = readAuthorizationRequest(query, client, behaviour());
  if (read.kind === "refused") return pageAnswer(400, refusedPage(read));
  if (read.kind === "error") return backWith(parts, read, { error: read.error, error_description: read.description });
  if (form && foreign)
    return pageAnswer(403, refusedPage({ title: "Not from here", detail: "Another site’s page sent this form." }));

  const pages = pagesFor(parts, read, query);
  const session = signIns.personOf(cookie);
  if (!form) return session && !read.signInAgain ? pages.consent(200, session) : pages.signIn(200);

  const username = form.get("username");
  if (username === null) {
    if (!session) return pages.signIn(401, { error: "Sign in first." });
    return decide(parts, read, session, form.get("decision")) ?? pages.consent(400, session);
  }
  const [person, ...others] = peopleWith(database, username, form.get("password") ?? "", form.get("orgkey") || null);
  if (!person) return pages.signIn(401, { error: "The username or password is wrong.", username });
  if (others.length > 0) return pages.organisation(200, [person, ...others]);
  // A script may say who and whether at once, and then needs no cookie.
  const decided = form.has("decision") ? decide(parts, read, person, form.get("decision")) : undefined;
  return decided ?? redirectAnswer(303, pages.here, { "set-cookie": signIns.begin(person) });
}

interface Pages {
  /** This same request, for a browser in which somebody is signed in. */
  readonly here: string;
  signIn(status: number, problem?: { error: string; username?: string }): Answer;
  organisation(status: number, people: readonly Person[]): Answer;
  consent(status: number, person: Person): Answer;
}

/** The pages that ask a person who they are and whether they agree. */
function pagesFor({ database, client }: AuthorizeParts, { scopes }: AuthorizationRequest, query: URLSearchParams): Pages {
  const withPrompt = (prompt?: string): string => {
    const changed = new URLSearchParams(query);
    changed.delete("prompt");
    if (prompt) changed.set("prompt", prompt);
    return `${paths.authorize}?${changed.toString()}`;
  };
  const firms = new Map(database.organisations.map(({ orgkey, name }) => [orgkey, name]));
  const firmOf = ({ orgkey }: Person): string => firms.get(orgkey) ?? orgkey;
  const here = withPrompt();
  const login = {
    clientName: client.name,
    action: here,
    people: database.people.map((person) => ({
      username: person.username,
      displayName: person.displayName,
      firm: firmOf(person),
    })),
  };
  return {
    here,
    signIn: (status, problem) => pageAnswer(status, loginPage({ ...login, ...problem })),
    organisation: (status, people) => {
      const organisations = people.map((person) => ({ orgkey: person.orgkey, name: firmOf(person) }));
      return pageAnswer(status, loginPage({ ...login, organisations, username: people[0]!.username }));
    },
    consent: (status, person) =>
      pageAnswer(
        status,
        consentPage({
          clientName: client.name,
          personName: person.displayName,
          firmName: firmOf(person),
          scopes,
          action: here,
          hidden: {},
          switchUrl: withPrompt("login"),
        }),
      ),
  };
}

/** Back to the client with what was decided; undefined if nothing was. */
function decide(
  parts: AuthorizeParts,
  request: AuthorizationRequest,
  person: Person,
  decision: string | null,
): Answer | undefined {
  if (decision === "allow") {
    const { redirectUri, scopes, challenge, nonce } = request;
    return backWith(parts, request, { code: parts.grants.issueCode({ person, scopes, redirectUri, challenge, nonce }) });
  }
  if (decision !== "decline") return undefined;
  const { decline } = parts.behaviour();
  if (decline === "page")
    return pageAnswer(200, refusedPage({ title: "Declined", detail: "The application was not given access to your data." }));
  const denied = { error: "access_denied", error_description: "The user denied the request" };
  return backWith(parts, decline === "error" ? request : { redirectUri: request.redirectUri }, denied);
}

function backWith(
  { behaviour, url }: AuthorizeParts,
  { redirectUri, state }: { readonly redirectUri: string; readonly state?: string },
  parameters: Readonly<Record<string, string>>,
): Answer {
  const { returnsIss, iss } = behaviour();
  const back = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) back.searchParams.set(name, value);
  if (state !== undefined) back.searchParams.set("state", state);
  if (returnsIss) back.searchParams.set("iss", iss || url());
  return redirectAnswer(302, back.href);
}
