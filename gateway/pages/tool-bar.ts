import { html, type SafeHtml } from "@remix-run/html-template";
import { brand } from "./layout.js";

const tools = [
  ["/graphiql", "GraphiQL"],
  ["/graphql", "Apollo Sandbox"],
] as const;

type ToolPath = (typeof tools)[number][0];

/** The bar above a tool that fills the window: the way home, the other tool, and who is asking, which its script fills in. */
export function toolBar({ connectUrl, returnTo, here }: { connectUrl: string; returnTo: string; here: ToolPath }): SafeHtml {
  const connect = `${connectUrl}${connectUrl.includes("?") ? "&" : "?"}${new URLSearchParams({ return_to: returnTo }).toString()}`;
  return html`<header class="top bar">
    ${brand}
    <h1 class="unseen">${tools.find(([path]) => path === here)?.[1]}</h1>
    <nav aria-label="Tools">
      ${tools.map(([path, name]) => html`<a href="${path}" ${path === here ? html` aria-current="page"` : ""}>${name}</a>`)}
    </nav>
    <div class="asking" id="session" role="status" data-connect="${connect}"></div>
  </header>`;
}
