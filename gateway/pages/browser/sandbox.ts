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
  // The frame's first word is the only reliable sign that it came up: a failed load fires `load` as well.
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
    // The frame belongs to somebody else: whatever it asks for, it gets this graph, as this viewer, and nothing besides.
    handleRequest: (url, options) =>
      new URL(url, location.href).href === endpoint.href
        ? fetch(endpoint, { ...options, credentials: "same-origin" })
        : Promise.reject(new Error("Only this gateway's own graph can be asked here.")),
  });
}
