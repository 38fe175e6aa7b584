import type { Example } from "./examples.js";

/** What one tab holds. */
export interface Tab {
  query: string;
  variables?: string;
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
