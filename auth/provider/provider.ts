import * as client from "openid-client";
import { classifyAnswer, classifyError, type TokenRequestFailure } from "../connections/token-outcome.js";
import { readTokenAnswer, type TokenAnswer } from "../connections/token-answer.js";
import { newWatch, watchedFetch, type TokenRequestWatch } from "./token-fetch.js";

/** What is known of Actionstep's authorization server and of us as its client. */
export interface ProviderSettings {
  readonly authorizeUrl: URL;
  readonly tokenUrl: URL;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clientAuth: "body" | "basic";
  readonly allowInsecure: boolean;
  /** How long one token request may take, in milliseconds. */
  readonly timeoutMs: number;
}

/** What the network and the time are, for the provider. */
export interface ProviderPorts {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => number;
}

/** A callback that is not an answer to the question we asked: wrong state, wrong issuer, parameters missing or twice. */
export class CallbackInvalid extends Error {
  constructor() {
    super("The callback does not answer the request that was made.");
    this.name = "CallbackInvalid";
  }
}

/** A callback in which the authorization server says no; `error` is its reason. */
export class CallbackDeclined extends Error {
  constructor(readonly error: string) {
    super(`Authorization was not given: ${error}.`);
    this.name = "CallbackDeclined";
  }
}

/** Actionstep's authorization server, as far as it is used. No error that leaves here carries anything of a request or an answer. */
export interface Provider {
  newState(): string;
  newVerifier(): string;
  /** Where to send the browser. Without `scope`, the server decides it. */
  authorizationUrl(request: { state: string; verifier: string; redirectUri: URL; scope?: readonly string[] }): Promise<URL>;
  /** Trades the code in a callback's URL for tokens; rejects with CallbackInvalid, CallbackDeclined or TokenRequestFailure. */
  exchange(callback: URL, expected: { state: string; verifier: string }): Promise<TokenAnswer>;
  /** Spends a refresh token; `salvage` gets the answer's body before it is judged. Rejects with TokenRequestFailure. */
  refresh(refreshToken: string, salvage: (json: Readonly<Record<string, unknown>>) => Promise<void>): Promise<TokenAnswer>;
}

/** Describes the provider to openid-client by hand: it publishes no discovery document. */
export function createProvider(settings: ProviderSettings, { fetch, clock }: ProviderPorts): Provider {
  const { authorizeUrl, tokenUrl, clientId, clientSecret } = settings;
  const server: client.ServerMetadata = {
    issuer: authorizeUrl.origin,
    authorization_endpoint: authorizeUrl.href,
    token_endpoint: tokenUrl.href,
  };
  const authentication =
    settings.clientAuth === "basic" ? client.ClientSecretBasic(clientSecret) : client.ClientSecretPost(clientSecret);

  // One configuration for each request, so that what is watched belongs to that request alone.
  const configure = (watch: TokenRequestWatch): client.Configuration => {
    const config = new client.Configuration(server, clientId, undefined, authentication);
    config.timeout = settings.timeoutMs / 1_000;
    config[client.customFetch] = watchedFetch(fetch, watch);
    if (settings.allowInsecure) client.allowInsecureRequests(config);
    return config;
  };
  const failure = (error: unknown, watch: TokenRequestWatch): TokenRequestFailure =>
    watch.seen ? classifyAnswer(watch.seen, clock()) : classifyError(error);

  return {
    newState: () => client.randomState(),
    newVerifier: () => client.randomPKCECodeVerifier(),
    async authorizationUrl({ state, verifier, redirectUri, scope }) {
      return client.buildAuthorizationUrl(configure(newWatch()), {
        redirect_uri: redirectUri.href,
        state,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        ...(scope && { scope: scope.join(" ") }),
      });
    },
    async exchange(callback, { state, verifier }) {
      const watch = newWatch();
      try {
        const answer = await client.authorizationCodeGrant(configure(watch), callback, {
          expectedState: state,
          pkceCodeVerifier: verifier,
        });
        return readTokenAnswer({ ...answer });
      } catch (error) {
        if (watch.sent) throw failure(error, watch);
        if (error instanceof client.AuthorizationResponseError) throw new CallbackDeclined(declineOf(error.error));
        const ours = classifyError(error);
        throw ours.outcome === "client-config" ? ours : new CallbackInvalid();
      }
    },
    async refresh(refreshToken, salvage) {
      const watch = newWatch(salvage);
      try {
        return readTokenAnswer({ ...(await client.refreshTokenGrant(configure(watch), refreshToken)) });
      } catch (error) {
        throw failure(error, watch);
      }
    },
  };
}

// The word goes into a URL and a log: only a plain one is repeated.
function declineOf(error: string): string {
  return /^[a-z_]{1,40}$/.test(error) ? error : "server_error";
}
