/** The places a browser may be sent to after connecting. */
export interface ReturnTargets {
  readonly publicUrl: URL;
  /** Other allowed origins, whose URLs must be given in full. */
  readonly origins: readonly string[];
}

/** Characters of a `return_to`; a longer one is replaced by the home page. */
const MAX_RETURN_TO_CHARACTERS = 2_048;

/** The result of a sign-in, as query parameters of the page the browser returns to. */
export interface ReturnNote {
  readonly auth_error?: string;
  readonly auth_notice?: string;
}

/** The names of these parameters. Those of an earlier sign-in are removed. */
const OWN_PARAMETERS: ReadonlySet<string> = new Set(["auth_error", "auth_notice"] satisfies (keyof ReturnNote)[]);

/**
 * The URL to send the browser to: `wanted` if it is a path of this gateway or a full URL on an allowed origin, else the home
 * page. A URL that two parsers may read in two ways is not allowed. Parameters of an earlier sign-in are removed.
 */
export function acceptReturnTo(wanted: unknown, { publicUrl, origins }: ReturnTargets): URL {
  const home = new URL("/", publicUrl);
  if (typeof wanted !== "string" || wanted.length > MAX_RETURN_TO_CHARACTERS || !isPlain(wanted)) return home;
  const isPath = wanted.startsWith("/");
  if ((!isPath && !/^https?:\/\/[^/]/i.test(wanted)) || !URL.canParse(wanted, publicUrl.href)) return home;
  const url = new URL(wanted, publicUrl);
  const allowed = url.origin === publicUrl.origin || (!isPath && origins.includes(url.origin));
  if (!allowed || url.username !== "" || url.password !== "") return home;
  // A return to an auth route, such as `/auth/connect`, would begin another sign-in.
  if (url.origin === publicUrl.origin && /^\/auth(\/|$)/i.test(url.pathname)) return home;
  setNote(url, {});
  return url;
}

/** Replaces the note in a URL's query. The other parameters keep their order and text, and the fragment stays. */
export function setNote(url: URL, note: ReturnNote): void {
  const given = url.search === "" ? [] : url.search.slice(1).split("&");
  const others = given.filter((parameter) => !OWN_PARAMETERS.has(parameterName(parameter)));
  const added = new URLSearchParams({ ...note }).toString();
  // Setting `search` when nothing changes would remove a question mark without a query.
  if (others.length === given.length && added === "") return;
  const search = [...others, ...(added === "" ? [] : [added])].join("&");
  url.search = search === "" ? "" : `?${search}`;
}

/** The decoded name in one `name=value` of a query. */
function parameterName(parameter: string): string {
  // URLSearchParams drops a question mark at the beginning of its text, which here belongs to the name; hence the `&`.
  return new URLSearchParams(`&${parameter}`).keys().next().value ?? "";
}

// Checks the text before it is parsed: parsing would remove the suspicious parts, such as `..` and backslashes.
function isPlain(wanted: string): boolean {
  const path = /^(?:https?:\/\/[^/?#]*)?([^?#]*)/i.exec(wanted)?.[1] ?? "";
  let decoded: string;
  try {
    decoded = decodeURIComponent(path);
  } catch {
    return false;
  }
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
  if (/[\u0000-\u0020\u007f\\]/.test(wanted) || /[\u0000-\u001f\u007f\\]/.test(decoded)) return false;
  return !decoded.startsWith("//") && !decoded.split("/").some((segment) => segment === "." || segment === "..");
}
