/** Where a browser may be sent back to after connecting. */
export interface ReturnTargets {
  readonly publicUrl: URL;
  /** Origins other than our own that may be named in full. */
  readonly origins: readonly string[];
}

const LONGEST = 2_048;

/**
 * Where to send the browser: `wanted` when it is a path of ours or a full URL on an allowed origin, else our front page.
 * Anything two parsers could read in two ways counts as not allowed.
 */
export function acceptReturnTo(wanted: unknown, { publicUrl, origins }: ReturnTargets): URL {
  const home = new URL("/", publicUrl);
  if (typeof wanted !== "string" || wanted.length > LONGEST || !isPlain(wanted)) return home;
  const isPath = wanted.startsWith("/");
  if ((!isPath && !/^https?:\/\/[^/]/i.test(wanted)) || !URL.canParse(wanted, publicUrl.href)) return home;
  const url = new URL(wanted, publicUrl);
  const allowed = url.origin === publicUrl.origin || (!isPath && origins.includes(url.origin));
  if (!allowed || url.username !== "" || url.password !== "") return home;
  // Our own auth routes would send the browser round in circles.
  return url.origin === publicUrl.origin && /^\/auth(\/|$)/i.test(url.pathname) ? home : url;
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
