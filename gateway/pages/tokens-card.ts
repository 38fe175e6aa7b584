import { html, type SafeHtml } from "@remix-run/html-template";
import type { SessionInfo, TokenSummary } from "../../auth/index.js";
import { actionButton } from "./action.js";
import { instant } from "./instant.js";
import { nameOf } from "./session.js";

const LIVES = [1, 7, 30, 90];

/** The card with the viewer's gateway tokens and a form to make one. */
export function tokensCard(tokens: readonly TokenSummary[], session: SessionInfo): SafeHtml {
  return html` <section class="card" aria-labelledby="tokens">
    <h2 id="tokens">Tokens for programs</h2>
    <p class="lead">
      A program without a browser asks with <code>Authorization: Bearer asgw_…</code>, as you and until the token ends or you
      revoke it.
    </p>
    ${
      tokens.length > 0
        ? html`<ul class="rows">
            ${tokens.map(row)}
          </ul>`
        : ""
    }
    ${newToken} ${session.authenticated ? form(session) : ""}
  </section>`;
}

function row({ id, label, access, organisations, createdAt, expiresAt, lastUsedAt }: TokenSummary): SafeHtml {
  return html`<li class="row">
    <div>
      <p class="row-title">
        <strong>${label}</strong> <code class="fine">asgw_${id}_…</code>
        <span class="tag">${access === "read" ? "Read only" : "Read and write"}</span>
      </p>
      <p class="fine">
        ${organisations.join(", ")} · made ${instant(createdAt)}, ends ${instant(expiresAt)},
        ${lastUsedAt === undefined ? "not used yet" : html`last used ${instant(lastUsedAt)}`}
      </p>
    </div>
    <div class="row-actions">
      ${actionButton({
        label: "Revoke",
        about: label,
        method: "DELETE",
        path: `/auth/tokens/${encodeURIComponent(id)}`,
        done: "token-revoked",
        kind: "danger",
        small: true,
      })}
    </div>
  </li>`;
}

/** Where the page's script shows a new token's text, which cannot be had later. */
const newToken = html`<div class="notice" id="new-token" role="status" hidden>
  <p><strong>Copy this token now: it is not shown again.</strong></p>
  <p class="secret"><code id="token-text"></code></p>
  <p class="actions">
    <button type="button" class="button small primary" data-copy="token-text">Copy</button>
    <a class="button small" href="/">Done</a>
  </p>
</div>`;

const organisationChoice = ({ connections = [] }: SessionInfo): SafeHtml | "" =>
  connections.length > 1
    ? html`<fieldset class="field">
        <legend>Organisations</legend>
        ${connections.map(
          ({ id, org, viewer, current }) =>
            html`<label class="option"
              ><input type="checkbox" name="organisations" value="${id}" ${current ? html` checked` : ""} /> ${org}
              <span class="fine">${nameOf(viewer)}</span></label
            >`,
        )}
      </fieldset>`
    : "";

const form = (session: SessionInfo): SafeHtml =>
  html`<form id="make-token" class="make-token">
    <div class="field wide">
      <label for="token-label">What is it for?</label>
      <input id="token-label" name="label" type="text" maxlength="80" required autocomplete="off" />
    </div>
    <div class="field">
      <label for="token-access">It may</label>
      <select id="token-access" name="access">
        <option value="read">read</option>
        <option value="write">read and write</option>
      </select>
    </div>
    <div class="field">
      <label for="token-life">Ends after</label>
      <select id="token-life" name="expiresInDays">
        ${LIVES.map((days) => html`<option value="${days}" ${days === 30 ? html` selected` : ""}>${days} ${days === 1 ? "day" : "days"}</option>`)}
      </select>
    </div>
    ${organisationChoice(session)}
    <button type="submit" class="button" disabled>Make a token</button>
  </form>`;
