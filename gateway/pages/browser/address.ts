import type { Example } from "./examples.js";

/** What one tab holds. */
export interface Tab {
  query: string;
  variables?: string;
}

/** Parameters that say what has just happened: the page has shown it, and a reload or a bookmark is not to say it again. */
const NOTICES: ReadonlySet<string> = new Set(["auth_error", "auth_notice", "done"]);

/** Takes the notice out of the address bar. The other parameters keep their order and their text, and the fragment stays. */
export function forgetNotice(): void {
  const { search, pathname, hash } = location;
  const given = search.slice(1).split("&");
  const kept = given.filter((each) => !NOTICES.has(new URLSearchParams(`&${each}`).keys().next().value ?? ""));
  if (kept.length < given.length)
    history.replaceState(history.state, "", `${pathname}${kept.length > 0 ? `?${kept.join("&")}` : ""}${hash}`);
}

/**
 * The query and variables the address asks for. They leave the address once they are read: the tab holds them now,
 * and a reload must not bring back what has been edited since.
 */
export function queryFromAddress(): Tab | undefined {
  const { searchParams, pathname, hash } = new URL(location.href);
  const query = searchParams.get("query");
  const variables = searchParams.get("variables");
  if (location.search) history.replaceState(null, "", pathname + hash);
  return query ? { query, ...(variables && { variables }) } : undefined;
}

/** The tabs of a first visit: what the address asks for, then every other example. */
export const openingTabs = (examples: readonly Example[], asked?: Tab): Tab[] => [
  ...(asked ? [asked] : []),
  ...examples
    .filter(({ query }) => query !== asked?.query)
    .map(({ query, variables }) => ({ query, ...(variables && { variables }) })),
];

/** `#docs` opens the documentation, whichever panel was open last. */
export function openDocumentationIfAsked(): void {
  if (location.hash !== "#docs") return;
  try {
    localStorage.setItem("graphiql:visiblePlugin", "Documentation Explorer");
  } catch {
    // Without storage GraphiQL opens with no panel; the documentation is one click away.
  }
}
