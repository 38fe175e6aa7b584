import { request } from "undici";

/** A browser without a screen: it keeps cookies and shows redirects one by one. */
export interface Browser {
  /** Sends one request; redirects are not followed. */
  send(
    url: string | URL,
    init?: { method?: string; form?: Record<string, string>; json?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
  /** Follows redirects by GET until something else comes. */
  open(url: string | URL): Promise<Response>;
  readonly cookies: ReadonlyMap<string, string>;
}

/** A browser with no cookies yet. All servers of a test are on this machine, so there is one jar. */
export function createBrowser(): Browser {
  const cookies = new Map<string, string>();
  const send: Browser["send"] = async (url, { method, form, json, headers } = {}) => {
    const body = form ? new URLSearchParams(form) : json === undefined ? undefined : JSON.stringify(json);
    // Not fetch: that tells servers it is a script, which a person's browser following links is not.
    const answer = await request(url, {
      method: (method ?? (body === undefined ? "GET" : "POST")) as "GET",
      headers: {
        ...(json !== undefined && { "content-type": "application/json" }),
        ...(form && { "content-type": "application/x-www-form-urlencoded" }),
        ...(cookies.size > 0 && { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") }),
        ...headers,
      },
      ...(body !== undefined && { body: String(body) }),
    });
    const received = new Headers();
    for (const [name, value] of Object.entries(answer.headers)) {
      for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) received.append(name, each);
    }
    const text = await answer.body.text();
    const response = new Response(answer.statusCode === 204 ? null : text, { status: answer.statusCode, headers: received });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (value === "" || /max-age=0|expires=thu, 01 jan 1970/i.test(line)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    return response;
  };
  return {
    send,
    cookies,
    async open(url) {
      let response = await send(url);
      let at = new URL(url);
      for (let hop = 0; response.status >= 300 && response.status < 400 && hop < 10; hop++) {
        await response.arrayBuffer();
        at = new URL(response.headers.get("location")!, at);
        response = await send(at);
      }
      return response;
    },
  };
}
