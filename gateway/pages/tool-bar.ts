import { html, type SafeHtml } from "@remix-run/html-template";
import { brand } from "./layout.js";

const tools = [
  ["/graphiql", "GraphiQL"],
  ["/graphql", "Apollo Sandbox"],
] as const;

/** Where one of the tools is. */
export type ToolPath = (typeof tools)[number][0];

interface ToolBar {
  readonly connectUrl: string;
  readonly returnTo: string;
  readonly here: ToolPath;
  /** Whether there is Apollo Sandbox besides. */
  readonly sandbox: boolean;
}

/** The bar above a tool that fills the window: the way home, the other tool, and who is asking, which its script fills in. */
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
