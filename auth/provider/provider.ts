import * as client from "openid-client";
import { classifyAnswer, classifyError, type TokenRequestFailure } from "../connections/token-outcome.js";
import { readTokenAnswer, type TokenAnswer } from "../connections/token-answer.js";
import { newWatch, watchedFetch, type TokenRequestWatch } from "./token-fetch.js";

/** The addresses of Actionstep's authorization server, and the gateway's credentials there. */
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

/** The network and the clock of the provider. */
export interface ProviderPorts {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: () => number;
}

/** A callback that does not answer this sign-in's request: wrong state or issuer, or parameters missing or repeated. */
export class CallbackInvalid extends Error {
  constructor() {
    super("The callback does not answer the request that was made.");
    this.name = "CallbackInvalid";
  }
}

/** A callback in which the authorization server refuses; `error` is OAuth's code for the reason. */
export class CallbackDeclined extends Error {
  constructor(readonly error: string) {
    super(`Authorization was not given: ${error}.`);
    this.name = "CallbackDeclined";
  }
}

/** Actionstep's authorization server. Its errors contain no token, code or secret. */
export interface Provider {
  newState(): string;
  newVerifier(): string;
  /** The URL to send the browser to. Without `scope`, the server decides what is granted. */
  authorizationUrl(request: { state: string; verifier: string; redirectUri: URL; scope?: readonly string[] }): Promise<URL>;
  /** Exchanges the code in a callback's URL for tokens. Rejects with CallbackInvalid, CallbackDeclined or TokenRequestFailure. */
  exchange(callback: URL, expected: { state: string; verifier: string }): Promise<TokenAnswer>;
  /** Spends a refresh token. Calls `salvage` with the answer's body before checking it. Rejects with TokenRequestFailure. */
  refresh(refreshToken: string, salvage: (json: Readonly<Record<string, unknown>>) => Promise<void>): Promise<TokenAnswer>;
}

/** Makes the provider. Its metadata is written here, since Actionstep publishes no discovery document for it. */
export function createProvider(settings: ProviderSettings, { fetch, clock }: ProviderPorts): Provider {
  const { authorizeUrl, tokenUrl, clientId, clientSecret } = settings;
  const server: client.ServerMetadata = {
    issuer: authorizeUrl.origin,
    authorization_endpoint: authorizeUrl.href,
    token_endpoint: tokenUrl.href,
  };
  const authentication =
    settings.clientAuth === "basic" ? client.ClientSecretBasic(clientSecret) : client.ClientSecretPost(clientSecret);

  // Each request has a configuration of its own, whose fetch fills that request's watch.
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

// The code goes into a URL and a log, so that only small letters and underscores are let through.
function declineOf(error: string): string {
  return /^[a-z_]{1,40}$/.test(error) ? error : "server_error";
}
