/** Where a browser may be sent back to after connecting. */
export interface ReturnTargets {
  readonly publicUrl: URL;
  /** Origins other than our own that may be named in full. */
  readonly origins: readonly string[];
}

/** Characters of an address to come back to; our front page stands for a longer one. */
const MAX_RETURN_TO_CHARACTERS = 2_048;

/** What a sign-in tells whoever it comes back to, as parameters in the query. */
export interface ReturnNote {
  readonly auth_error?: string;
  readonly auth_notice?: string;
}

/** The names of those parameters. They belong to the sign-in that set them, and to no later one. */
const OWN_PARAMETERS: ReadonlySet<string> = new Set(["auth_error", "auth_notice"] satisfies (keyof ReturnNote)[]);

/**
 * Where to send the browser: `wanted` when it is a path of ours or a full URL on an allowed origin, else our front page.
 * Anything two parsers could read in two ways counts as not allowed. What an earlier sign-in added to the query is left out.
 */
export function acceptReturnTo(wanted: unknown, { publicUrl, origins }: ReturnTargets): URL {
  const home = new URL("/", publicUrl);
  if (typeof wanted !== "string" || wanted.length > MAX_RETURN_TO_CHARACTERS || !isPlain(wanted)) return home;
  const isPath = wanted.startsWith("/");
  if ((!isPath && !/^https?:\/\/[^/]/i.test(wanted)) || !URL.canParse(wanted, publicUrl.href)) return home;
  const url = new URL(wanted, publicUrl);
  const allowed = url.origin === publicUrl.origin || (!isPath && origins.includes(url.origin));
  if (!allowed || url.username !== "" || url.password !== "") return home;
  // Our own auth routes would send the browser round in circles.
  if (url.origin === publicUrl.origin && /^\/auth(\/|$)/i.test(url.pathname)) return home;
  setNote(url, {});
  return url;
}

/** Makes a note the only one in an address. The other parameters keep their order and their text, and the fragment stays. */
export function setNote(url: URL, note: ReturnNote): void {
  const given = url.search === "" ? [] : url.search.slice(1).split("&");
  const others = given.filter((parameter) => !OWN_PARAMETERS.has(parameterName(parameter)));
  const added = new URLSearchParams({ ...note }).toString();
  // Setting it also where nothing changes would remove a question mark that stands alone.
  if (others.length === given.length && added === "") return;
  const search = [...others, ...(added === "" ? [] : [added])].join("&");
  url.search = search === "" ? "" : `?${search}`;
}

/** The decoded name in one `name=value` of a query. */
function parameterName(parameter: string): string {
  // A question mark at the beginning would be taken for no part of the name.
  return new URLSearchParams(`&${parameter}`).keys().next().value ?? "";
}

// Looks at the text as given: parsing would already have repaired what makes it suspicious.
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
