import type { Database } from "./database.js";
import { paths } from "./endpoints.js";
import type { RegisteredClient } from "./oauth/oauth.js";

/** A value as it can stand in a form and, unquoted, in a shell. */
const plain = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*~]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);

/** How to get tokens with curl alone, as text for a terminal. */
export function curlRecipe(url: string, { id, redirectUris }: RegisteredClient, { people }: Database): string {
  const redirectUri = redirectUris?.[0] ?? "http://localhost/callback";
  const { username, password } = people[0] ?? { username: "USERNAME", password: "PASSWORD" };
  const authorize = `${url}${paths.authorize}?response_type=code&client_id=${plain(id)}&redirect_uri=${plain(redirectUri)}&state=STATE`;
  return `Without a browser: who and whether in one request; the answer's "location" carries the code.

  curl -si '${authorize}' -d username=${plain(username)} -d password=${plain(password)} -d decision=allow

Then, within a minute:

  curl -s '${url}${paths.token}' -d grant_type=authorization_code -d code=CODE -d redirect_uri=${plain(redirectUri)} -d client_id=${plain(id)} -d client_secret=SECRET

"api_endpoint" in the answer, followed by "rest/", is where to call with "Authorization: Bearer ACCESS_TOKEN".`;
}
