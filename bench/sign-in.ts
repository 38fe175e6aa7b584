/** Somebody who can sign in at the simulated Actionstep. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const cookies = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");

/** Signs somebody in at a gateway, as a browser would; resolves to the cookie of their session. All scopes, unless said. */
export async function signIn(gateway: string, { username, password }: Credentials, scope?: string): Promise<string> {
  const query = scope === undefined ? "" : `?scope=${encodeURIComponent(scope)}`;
  const start = await fetch(`${gateway}/auth/connect${query}`, { redirect: "manual" });
  if (start.status >= 400) throw new Error(`Connecting was answered with ${start.status}.`);
  const decided = await fetch(start.headers.get("location")!, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ username, password, decision: "allow" }),
  });
  const finished = await fetch(decided.headers.get("location")!, { redirect: "manual", headers: { cookie: cookies(start) } });
  if (finished.status !== 303) throw new Error(`Signing in ended with ${finished.status}: ${await finished.text()}`);
  return cookies(finished);
}
