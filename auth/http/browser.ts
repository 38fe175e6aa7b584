import bowser from "bowser";

/** Characters of a `user-agent` that are looked at; of a longer one nothing is. Browsers send some 150. */
const MAX_USER_AGENT_CHARACTERS = 512;

/** What a request's `user-agent` is to a person: "Firefox on Linux". Only names from the parser's own lists; never the text sent. */
export function browserOf(userAgent: string | undefined): string | undefined {
  if (userAgent === undefined || userAgent === "" || userAgent.length > MAX_USER_AGENT_CHARACTERS) return undefined;
  const { browser, os } = bowser.parse(userAgent);
  // For a program it does not know, the parser repeats what the program says of itself.
  const name = known.has(browser.name ?? "") ? browser.name : undefined;
  if (name === undefined && os.name === undefined) return undefined;
  return [name ?? "A browser", ...(os.name === undefined ? [] : [os.name])].join(" on ");
}

const known: ReadonlySet<string> = new Set(Object.values(bowser.BROWSER_MAP));
