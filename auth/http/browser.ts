import bowser from "bowser";

/** Characters of a `user-agent`; a longer one is ignored. Browsers send about 150. */
const MAX_USER_AGENT_CHARACTERS = 512;

/** A short name for a `user-agent`, such as "Firefox on Linux", made of the parser's own names and never of the text sent. */
export function browserOf(userAgent: string | undefined): string | undefined {
  if (userAgent === undefined || userAgent === "" || userAgent.length > MAX_USER_AGENT_CHARACTERS) return undefined;
  const { browser, os } = bowser.parse(userAgent);
  // For an unknown program the parser returns a part of the text that was sent.
  const name = known.has(browser.name ?? "") ? browser.name : undefined;
  if (name === undefined && os.name === undefined) return undefined;
  return [name ?? "A browser", ...(os.name === undefined ? [] : [os.name])].join(" on ");
}

const known: ReadonlySet<string> = new Set(Object.values(bowser.BROWSER_MAP));
