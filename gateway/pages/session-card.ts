import { html, type SafeHtml } from "@remix-run/html-template";
import type { SessionInfo } from "../../auth/index.js";
import { isEnding, viewerName } from "./session.js";

const clock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** An instant in UTC; the page's script rewrites it to the reader's own zone. */
function instant(iso: string): SafeHtml | string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : html`<time datetime="${date.toISOString()}">${clock.format(date)} UTC</time>`;
}

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

/** Who was connected, when Actionstep no longer honours it. */
export const endedConnection = (session: SessionInfo): SafeHtml =>
  html`<p class="notice problem" role="status">
    The connection of ${viewerName(session)}${session.org ? ` (${session.org})` : ""} has ended. Connect again to go on.
  </p>`;

/** Who is connected, what they granted, how long it lasts, and the two ways to end it. */
export function signedIn(session: SessionInfo, { about, connectUrl }: { about: string; connectUrl: string }): SafeHtml {
  const { viewer, org, scopes = [], accessTokenExpiresAt, reconnectBy } = session;
  const name = viewerName(session);
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
        <button type="button" class="button" data-post="/auth/logout" data-done="logged-out" disabled>Log out</button>
        <p>Ends this session, in this browser only.</p>
      </div>
      <div>
        <button type="button" class="button danger" data-post="/auth/disconnect" data-done="disconnected" disabled>
          Disconnect
        </button>
        <p>Forgets your Actionstep tokens everywhere: every session and program that uses this connection stops.</p>
      </div>
    </div>
    <noscript><p class="notice problem">These two buttons need JavaScript.</p></noscript>
    <p class="fine">${about}</p>
  </section>`;
}
