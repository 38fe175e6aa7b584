import type { Example } from "./examples.js";

/** The content of one tab of GraphiQL. */
export interface Tab {
  query: string;
  variables?: string;
}

/** Parameters with a notice. A reload or a bookmark must not show it again. */
const NOTICES: ReadonlySet<string> = new Set(["auth_error", "auth_notice", "done"]);

/** Removes the notice from the address bar. The other parameters keep their order and text, and the fragment stays. */
export function forgetNotice(): void {
  const { search, pathname, hash } = location;
  const given = search.slice(1).split("&");
  const kept = given.filter((each) => !NOTICES.has(new URLSearchParams(`&${each}`).keys().next().value ?? ""));
  if (kept.length < given.length)
    history.replaceState(history.state, "", `${pathname}${kept.length > 0 ? `?${kept.join("&")}` : ""}${hash}`);
}

/**
 * The query and variables in the address, which are removed from it: a reload must not replace what has been edited in the
 * tab since.
 */
export function queryFromAddress(): Tab | undefined {
  const { searchParams, pathname, hash } = new URL(location.href);
  const query = searchParams.get("query");
  const variables = searchParams.get("variables");
  if (location.search) history.replaceState(null, "", pathname + hash);
  return query ? { query, ...(variables && { variables }) } : undefined;
}

/** The tabs of a first visit: the query in the address, then every other example. */
export const openingTabs = (examples: readonly Example[], asked?: Tab): Tab[] => [
  ...(asked ? [asked] : []),
  ...examples
    .filter(({ query }) => query !== asked?.query)
    .map(({ query, variables }) => ({ query, ...(variables && { variables }) })),
];

/** Opens the documentation if the address ends with `#docs`, whichever panel was open last. */
export function openDocumentationIfAsked(): void {
  if (location.hash !== "#docs") return;
  try {
    localStorage.setItem("graphiql:visiblePlugin", "Documentation Explorer");
  } catch {
    // Without storage GraphiQL opens with no panel; the documentation is one click away.
  }
}
