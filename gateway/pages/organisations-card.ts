import { html, type SafeHtml } from "@remix-run/html-template";
import type { ConnectionInfo, SessionInfo } from "../../auth/index.js";
import { actionButton } from "./action.js";
import { nameOf } from "./session.js";

/** The card with the session's connections: which is in use, the others to switch to, and a link to connect another. */
export function organisationsCard({ connections = [] }: SessionInfo, connectUrl: string): SafeHtml {
  return html` <section class="card" aria-labelledby="organisations">
    <div class="card-head">
      <h2 id="organisations">Your organisations</h2>
      <span class="tools"><a class="button small" href="${connectUrl}">Connect another</a></span>
    </div>
    <ul class="rows">
      ${connections.map((connection) => row(connection, connections))}
    </ul>
    <p class="fine">
      Queries go to the organisation in use; the header <code>x-actionstep-org</code> names another for one request. Connecting
      again adds an organisation, or gives an existing connection new scopes.
    </p>
  </section>`;
}

function row(connection: ConnectionInfo, all: readonly ConnectionInfo[]): SafeHtml {
  const { id, org, viewer, current, usable } = connection;
  // The label names the person too, since a session can have two connections to one organisation.
  const about = `${org}, ${nameOf(viewer)}`;
  return html`<li class="row">
    <div>
      <p class="row-title">
        <strong>${org}</strong> ${current ? html`<span class="tag good">In use</span>` : ""}
        ${usable ? "" : html`<span class="tag problem">Ended: connect again</span>`}
      </p>
      <p class="fine">as ${nameOf(viewer)}</p>
    </div>
    <div class="row-actions">
      ${
        current
          ? ""
          : actionButton({
              label: "Switch",
              about: `to ${about}`,
              path: "/auth/switch",
              body: { connection: id },
              done: "switched",
              small: true,
            })
      }
      ${
        all.length > 1
          ? actionButton({
              label: "Disconnect",
              about,
              path: "/auth/disconnect",
              body: { connection: id },
              done: "disconnected-one",
              kind: "danger",
              small: true,
            })
          : ""
      }
    </div>
  </li>`;
}
