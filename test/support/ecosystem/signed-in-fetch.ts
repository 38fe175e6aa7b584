import type { Client } from "../gateway.js";

/** A `fetch` that brings the cookies of somebody's browser, as one with `credentials: "include"` does there. */
export interface SignedInFetch {
  readonly fetch: typeof fetch;
  /** Names of the operations sent so far. */
  readonly sent: string[];
}

/** The fetch of an app in the browser of somebody who signed in. */
export function signedInFetch({ browser }: Client): SignedInFetch {
  const sent: string[] = [];
  return {
    sent,
    fetch: (input, init) => {
      // Clients send text, in the URL or in the body.
      const inUrl = new URL(input).searchParams.get("operationName");
      sent.push(inUrl ?? (JSON.parse(init!.body as string) as { operationName: string }).operationName);
      const headers = new Headers(init?.headers);
      headers.set("cookie", [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; "));
      return fetch(input, { ...init, headers });
    },
  };
}
