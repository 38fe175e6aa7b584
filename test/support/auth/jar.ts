/** A browser's cookies and how it asks: redirects are shown, not followed. */
export interface Jar {
  readonly cookies: Map<string, string>;
  /** What it sends as `cookie`. */
  header(): string;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  post(path: string, headers?: Record<string, string>): Promise<Response>;
  /** A page's own script acting for the person: with the header that needs, and JSON if there is any. */
  act(method: "POST" | "DELETE", path: string, json?: unknown): Promise<Response>;
}

/** A browser before one gateway, with no cookies yet. It keeps secure ones too, as if a proxy with https stood between. */
export function createJar(url: string): Jar {
  const cookies = new Map<string, string>();
  const header = (): string => [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  const send = async (method: string, path: string, headers: Record<string, string> = {}, body?: string): Promise<Response> => {
    const response = await fetch(new URL(path, url), {
      method,
      redirect: "manual",
      headers: { ...(cookies.size > 0 && { cookie: header() }), ...headers },
      ...(body !== undefined && { body }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
      if (/; Max-Age=0(;|$)/.test(line)) cookies.delete(name!);
      else cookies.set(name!, value!);
    }
    return response;
  };
  return {
    cookies,
    header,
    get: (path, headers) => send("GET", path, headers),
    post: (path, headers) => send("POST", path, headers),
    act: (method, path, json) => send(method, path, { "x-csrf": "1" }, json === undefined ? undefined : JSON.stringify(json)),
  };
}
