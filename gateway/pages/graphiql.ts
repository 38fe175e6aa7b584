import { html } from "@remix-run/html-template";
import { withComment, type ExampleQuery } from "./example-queries.js";
import { document } from "./layout.js";
import { toolBar } from "./tool-bar.js";

/** What the GraphiQL page needs. */
export interface GraphiqlModel {
  /** The URL to which queries are posted. */
  readonly endpoint: string;
  readonly examples: readonly ExampleQuery[];
  /** The URL where connecting begins. Default: `/auth/connect`. */
  readonly connectUrl?: string;
  /** Whether there is Apollo Sandbox besides. Default: yes. */
  readonly sandbox?: boolean;
}

/** The page with GraphiQL, whose script the gateway serves itself. */
export function graphiqlPage({ endpoint, examples, connectUrl = "/auth/connect", sandbox = true }: GraphiqlModel): string {
  const tabs = examples.map((example) => ({
    name: example.name,
    comment: example.comment,
    query: withComment(example),
    ...(example.variables && { variables: JSON.stringify(example.variables, null, 2) }),
  }));
  return document({
    title: "GraphiQL",
    bodyClass: "tool",
    stylesheets: ["tool.css", "graphiql.css"],
    scripts: ["graphiql.js"],
    body: html`${toolBar({ connectUrl, returnTo: "/graphiql", here: "/graphiql", sandbox })}
      <main id="graphiql" data-endpoint="${endpoint}" data-examples="${JSON.stringify(tabs)}">
        <p class="waiting">Loading GraphiQL …</p>
      </main>
      <noscript><p class="notice problem">GraphiQL needs JavaScript.</p></noscript>`,
  });
}
