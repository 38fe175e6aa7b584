import type { Answer } from "../answer.js";
import type { BehaviourSettings } from "../control/behaviour.js";
import type { Database, Person } from "../database.js";
import { authorize, type AuthorizeCall } from "./authorize.js";
import type { RegisteredClient } from "./client.js";
import type { GrantFile } from "./grant-file.js";
import { Grants, type AccessTokenCheck, type Issue } from "./grants.js";
import { createIdentitySigner } from "./identity-token.js";
import { unknownScopes } from "./scopes.js";
import { createSignIns } from "./sign-in.js";
import { answerTokenRequest, type TokenCall } from "./token-endpoint.js";
import { tokenResponse, type TokenResponse } from "./token-response.js";

export type { AuthorizeCall } from "./authorize.js";
export type { RegisteredClient } from "./client.js";
export type { TokenCall } from "./token-endpoint.js";
export type { TokenResponse } from "./token-response.js";

/** What the authorization server works with. */
export interface OAuthParts {
  readonly database: Database;
  readonly client: RegisteredClient;
  readonly behaviour: BehaviourSettings;
  readonly now: () => number;
  /** The simulator's own URL; known only once it listens. */
  readonly url: () => string;
  readonly apiEndpoint: (orgkey: string) => string;
  /** Remembers grants from one run to the next. */
  readonly grantFile?: GrantFile;
}

/** A token response that has a refresh token, as every first one does. */
export type FirstTokenResponse = TokenResponse & { readonly refresh_token: string };

/** The simulated authorization server, without any HTTP. */
export interface OAuth {
  authorize(call: AuthorizeCall): Answer;
  token(call: TokenCall): Answer;
  /** The answer of the document with the keys of identity tokens. */
  identityKeys(): Readonly<Record<string, string>>;
  check(accessToken: string): AccessTokenCheck;
  /** Who is signed in, by `cookie` header. */
  signedIn(cookie: string | undefined): Person | undefined;
  /** Whom a token request is made for. */
  beneficiary(form: URLSearchParams | undefined): Person | undefined;
  /** Tokens without the browser. Throws for somebody or something that does not exist. */
  signIn(username: string, options?: { readonly scopes?: readonly string[]; readonly orgkey?: string }): FirstTokenResponse;
  expireAccessTokens(): number;
  revoke(username: string): void;
}

/** Makes an authorization server; nothing is granted yet but what its file remembers. */
export function createOAuth({ database, client, behaviour: settings, now, url, apiEndpoint, grantFile }: OAuthParts): OAuth {
  const behaviour = (): BehaviourSettings["current"] => settings.current;
  const grants = new Grants(now, behaviour, grantFile, database.people);
  const signIns = createSignIns(now);
  const signer = createIdentitySigner();
  const respond = (issue: Issue): TokenResponse => {
    const { orgkey } = issue.grant.person;
    const organisation = database.organisations.find((candidate) => candidate.orgkey === orgkey);
    if (!organisation) throw new Error(`There is no organisation ${orgkey} in the database.`);
    const parts = {
      clientId: client.id,
      organisation,
      apiEndpoint: apiEndpoint(orgkey),
      behaviour: behaviour(),
      signer,
      now: now(),
    };
    return tokenResponse(issue, parts);
  };
  const personCalled = (username: string, orgkey?: string): Person => {
    const [person, ...others] = database.people.filter(
      (one) => one.username === username && (orgkey === undefined || one.orgkey === orgkey),
    );
    if (!person)
      throw new Error(
        `Nobody called ${username} can sign in${orgkey ? ` to ${orgkey}` : ""}; there are ${database.people.map((one) => one.username).join(", ")}.`,
      );
    if (others.length > 0) throw new Error(`${username} belongs to several organisations: say which orgkey.`);
    return person;
  };
  return {
    authorize: (call) => authorize({ database, client, grants, signIns, behaviour, url }, call),
    token: (call) => answerTokenRequest({ client, grants, behaviour, respond }, call),
    identityKeys: () => signer.publicKeys(),
    check: (accessToken) => grants.check(accessToken),
    signedIn: (cookie) => signIns.personOf(cookie),
    beneficiary: (form) => grants.personOf(form?.get("code") ?? form?.get("refresh_token") ?? null),
    signIn: (username, { scopes = client.serverScopes, orgkey } = {}) => {
      const person = personCalled(username, orgkey);
      const strangers = unknownScopes(scopes);
      if (strangers.length > 0) throw new Error(`There is no scope ${strangers.join(", ")}.`);
      const issue = grants.open({ person, scopes });
      return { ...respond(issue), refresh_token: issue.refreshToken };
    },
    expireAccessTokens: () => grants.expireAccessTokens(),
    revoke: (username) => {
      if (!database.people.some((person) => person.username === username)) personCalled(username);
      grants.revoke(username);
    },
  };
}
