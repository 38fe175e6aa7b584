import { html, type SafeHtml } from "@remix-run/html-template";
import type { SessionSummary } from "../../auth/index.js";
import { actionButton } from "./action.js";
import { instant } from "./instant.js";

/** The card with the viewer's sessions and the buttons to end them. */
export function sessionsCard(sessions: readonly SessionSummary[]): SafeHtml {
  const others = sessions.filter(({ current }) => !current);
  return html` <section class="card" aria-labelledby="sessions">
    <div class="card-head">
      <h2 id="sessions">Where you are signed in</h2>
      ${
        others.length > 0
          ? html`<span class="tools"
              >${actionButton({
                label: "End all others",
                method: "DELETE",
                path: "/auth/sessions",
                done: "others-ended",
                kind: "danger",
                small: true,
              })}</span
            >`
          : ""
      }
    </div>
    <ul class="rows">
      ${[...sessions].sort((one, other) => Number(other.current) - Number(one.current)).map(row)}
    </ul>
  </section>`;
}

function row({ id, current, browser = "An unknown browser", createdAt, lastUsedAt, organisations }: SessionSummary): SafeHtml {
  return html`<li class="row">
    <div>
      <p class="row-title"><strong>${browser}</strong> ${current ? html`<span class="tag good">This browser</span>` : ""}</p>
      <p class="fine">
        ${organisations.join(", ")}${organisations.length > 0 ? " · " : ""}signed in
        ${instant(createdAt)}${current ? "" : html`, last used ${instant(lastUsedAt)}`}
      </p>
    </div>
    <div class="row-actions">
      ${
        current
          ? ""
          : actionButton({
              label: "End",
              about: `the session of ${browser}`,
              method: "DELETE",
              path: `/auth/sessions/${encodeURIComponent(id)}`,
              done: "session-ended",
              small: true,
            })
      }
    </div>
  </li>`;
}
