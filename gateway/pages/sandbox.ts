import { html } from "@remix-run/html-template";
import { document } from "./layout.js";
import { sandboxFrameOrigin } from "./security.js";
import { toolBar } from "./tool-bar.js";

/** What the page with Apollo Sandbox needs. */
export interface SandboxModel {
  /** The URL to which queries are posted: the only one that the page requests for the Sandbox. */
  readonly endpoint: string;
  /** The query that the Sandbox opens with. */
  readonly document: string;
  /** The URL where connecting begins. Default: `/auth/connect`. */
  readonly connectUrl?: string;
}

/**
 * The page with Apollo Sandbox in a frame. The frame comes from Apollo and needs the internet; the gateway's own script sends
 * its queries with the session cookie. When the frame does not load, the page says so and offers GraphiQL.
 */
export const sandboxPage = ({ endpoint, document: query, connectUrl = "/auth/connect" }: SandboxModel): string =>
  document({
    title: "Apollo Sandbox",
    bodyClass: "tool",
    stylesheets: ["site.css", "tool.css"],
    scripts: ["sandbox.js"],
    head: html`<link rel="preconnect" href="${sandboxFrameOrigin}" />`,
    body: html`${toolBar({ connectUrl, returnTo: "/graphql", here: "/graphql", sandbox: true })}
      <main class="sandbox" data-state="loading" data-endpoint="${endpoint}" data-document="${query}">
        <div id="embeddableSandbox"></div>
        <p class="waiting" role="status">Loading Apollo Sandbox from apollographql.com …</p>
        <section class="card unreachable" role="alert" hidden>
          <h2>Apollo Sandbox cannot be reached</h2>
          <p class="lead">
            It is loaded from apollographql.com, which does not answer from here: you may be offline, or your network does not
            allow it.
          </p>
          <p class="actions">
            <a class="button primary" href="/graphiql">Use GraphiQL instead</a> <a class="button" href="/graphql">Try again</a>
          </p>
          <p class="fine">GraphiQL is served by this gateway and works without the internet.</p>
        </section>
      </main>
      <noscript><p class="notice problem">Apollo Sandbox needs JavaScript.</p></noscript>`,
  });
