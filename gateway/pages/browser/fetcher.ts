import type { GraphiQLProps } from "graphiql";
import { showSession } from "./session-bar.js";

type Fetcher = GraphiQLProps["fetcher"];
type Answer = { errors?: readonly { extensions?: { code?: string } }[] };

const signedOut = new Set(["UNAUTHENTICATED", "RECONNECT_REQUIRED"]);

/** Makes GraphiQL's fetcher, which posts with the session cookie. It updates the bar when nobody is signed in any more. */
export const createFetcher =
  (endpoint: string): Fetcher =>
  async (parameters, options) => {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: {
        ...options?.headers,
        "content-type": "application/json",
        accept: "application/graphql-response+json, application/json",
      },
      credentials: "same-origin",
      body: JSON.stringify(parameters),
    });
    const text = await response.text();
    let answer: Answer;
    try {
      answer = JSON.parse(text) as Answer;
    } catch {
      throw new Error(`The gateway answered ${response.status}, and not with JSON.`);
    }
    if (answer.errors?.some(({ extensions }) => signedOut.has(extensions?.code ?? ""))) void showSession();
    return answer as Awaited<ReturnType<Fetcher>>;
  };
