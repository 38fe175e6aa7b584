import { ApolloSandbox } from "@apollo/sandbox";
import { forgetNotice } from "./address.js";
import { showSession } from "./session-bar.js";

const frameOrigin = "https://sandbox.embed.apollographql.com";
const TIMEOUT = 8_000;

const root = document.querySelector<HTMLElement>("main.sandbox");
const target = document.getElementById("embeddableSandbox");
const unreachable = root?.querySelector<HTMLElement>(".unreachable");

function show(state: "ready" | "unreachable"): void {
  if (!root || !unreachable) return;
  root.dataset["state"] = state;
  unreachable.hidden = state === "ready";
}

void showSession();
forgetNotice();

if (root && target) {
  const endpoint = new URL(root.dataset["endpoint"] ?? "/graphql", location.href);
  const giveUp = setTimeout(() => show("unreachable"), navigator.onLine ? TIMEOUT : 0);
  // The frame's first message shows that it has loaded. Its `load` event does not: that is fired for a failed load too.
  addEventListener("message", ({ origin }) => {
    if (origin !== frameOrigin) return;
    clearTimeout(giveUp);
    show("ready");
  });

  new ApolloSandbox({
    target,
    initialEndpoint: endpoint.href,
    endpointIsEditable: false,
    runTelemetry: false,
    allowDynamicStyles: false,
    hideCookieToggle: true,
    initialState: { document: root.dataset["document"] ?? "", includeCookies: true, pollForSchemaUpdates: false },
    // The frame is Apollo's: its requests are sent, as this viewer, only if they are for this graph.
    handleRequest: (url, options) =>
      new URL(url, location.href).href === endpoint.href
        ? fetch(endpoint, { ...options, credentials: "same-origin" })
        : Promise.reject(new Error("Only this gateway's own graph can be asked here.")),
  });
}
