import { html, type SafeHtml } from "@remix-run/html-template";
import { brand } from "./layout.js";

const tools = [
  ["/graphiql", "GraphiQL"],
  ["/graphql", "Apollo Sandbox"],
] as const;

/** The path of a tool. */
export type ToolPath = (typeof tools)[number][0];

interface ToolBar {
  readonly connectUrl: string;
  readonly returnTo: string;
  readonly here: ToolPath;
  /** Whether Apollo Sandbox is on. */
  readonly sandbox: boolean;
}

/** The bar above a tool: links to the home page and the tools, and room for the viewer's name, filled in by a script. */
export function toolBar({ connectUrl, returnTo, here, sandbox }: ToolBar): SafeHtml {
  const offered = tools.filter(([path]) => sandbox || path !== "/graphql");
  const connect = `${connectUrl}${connectUrl.includes("?") ? "&" : "?"}${new URLSearchParams({ return_to: returnTo }).toString()}`;
  return html`<header class="top bar">
    ${brand}
    <h1 class="unseen">${tools.find(([path]) => path === here)?.[1]}</h1>
    <nav aria-label="Tools">
      ${offered.map(([path, name]) => html`<a href="${path}" ${path === here ? html` aria-current="page"` : ""}>${name}</a>`)}
    </nav>
    <div class="asking" id="session" role="status" data-connect="${connect}"></div>
  </header>`;
}
