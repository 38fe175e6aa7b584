import { html, type SafeHtml } from "@remix-run/html-template";
import type { SessionInfo } from "../../auth/index.js";
import { actionButton } from "./action.js";
import { instant } from "./instant.js";
import { isEnding, viewerName } from "./session.js";

const row = (term: string, value: SafeHtml | string | undefined): SafeHtml | "" =>
  value
    ? html`<div>
        <dt>${term}</dt>
        <dd>${value}</dd>
      </div>`
    : "";

const initials = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0]!.toUpperCase())
    .join("");

const scopeList = (scopes: readonly string[]): SafeHtml =>
  html` <details class="scopes" ${scopes.length <= 24 ? html` open` : ""}>
    <summary>${scopes.length === 1 ? "1 scope" : `${scopes.length} scopes`} granted</summary>
    <ul>
      ${[...scopes].sort().map((scope) => html`<li><code>${scope}</code></li>`)}
    </ul>
  </details>`;

const renewal = (expiresAt: string): SafeHtml => html`renewed by itself; the present one lasts until ${instant(expiresAt)}`;

const lasting = (reconnectBy: string): SafeHtml => html`lasts until ${instant(reconnectBy)}, and longer with each renewal`;

const ending = (reconnectBy: string, connectUrl: string): SafeHtml =>
  html`<p class="notice problem" role="alert">
    Actionstep no longer renews this connection. <a href="${connectUrl}">Connect again</a> before it ends:
    ${instant(reconnectBy)}.
  </p>`;

/** The notice that Actionstep no longer honours the session's connection. */
export const endedConnection = (session: SessionInfo): SafeHtml =>
  html`<p class="notice problem" role="status">
    The connection of ${viewerName(session)}${session.org ? ` (${session.org})` : ""} has ended. Connect again to go on.
  </p>`;

/** The card of the connection in use: the person, the scopes, how long it lasts, and the buttons to log out and disconnect. */
export function signedIn(session: SessionInfo, { about, connectUrl }: { about: string; connectUrl: string }): SafeHtml {
  const { viewer, org, scopes = [], accessTokenExpiresAt, reconnectBy } = session;
  const name = viewerName(session);
  const several = (session.connections?.length ?? 0) > 1;
  return html` <section class="card session" aria-labelledby="who">
    <div class="who">
      <span class="initials" aria-hidden="true">${initials(name)}</span>
      <div>
        <p class="eyebrow good">Connected to Actionstep</p>
        <h1 id="who">${name}</h1>
      </div>
    </div>
    ${isEnding(session) ? ending(reconnectBy!, connectUrl) : ""}
    <dl class="facts">
      ${row("Organisation", org)} ${row("Email", viewer?.email)} ${row("Actionstep user", viewer?.id)}
      ${accessTokenExpiresAt && !isEnding(session) ? row("Access token", renewal(accessTokenExpiresAt)) : ""}
      ${reconnectBy && !isEnding(session) ? row("Connection", lasting(reconnectBy)) : ""}
    </dl>
    ${scopes.length ? scopeList(scopes) : ""}
    <div class="endings">
      <div>
        ${actionButton({ label: "Log out", path: "/auth/logout", done: "logged-out" })}
        <p>Ends this session, in this browser only.</p>
      </div>
      <div>
        ${actionButton({ label: several ? "Disconnect all" : "Disconnect", path: "/auth/disconnect", done: "disconnected", kind: "danger" })}
        <p>
          Forgets your Actionstep tokens${several ? " of all these organisations" : ""} everywhere: every session and program that
          uses ${several ? "them" : "this connection"} stops.
        </p>
      </div>
    </div>
    <noscript><p class="notice problem">The buttons on this page need JavaScript.</p></noscript>
    <p class="fine">${about}</p>
  </section>`;
}
