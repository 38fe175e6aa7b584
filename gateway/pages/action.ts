import { html, type SafeHtml } from "@remix-run/html-template";

/** A button that sends a request to the gateway. */
export interface Action {
  readonly label: string;
  /** What the button acts on, for screen readers, which may read it without its row. */
  readonly about?: string;
  readonly method?: "POST" | "DELETE";
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The key of the notice that the home page then shows. */
  readonly done: string;
  readonly kind?: "danger" | "plain";
  readonly small?: boolean;
}

/** The button, disabled until the page's script enables it: its request needs a header that only a script can send. */
export function actionButton({ label, about, method = "POST", path, body, done, kind = "plain", small }: Action): SafeHtml {
  return html`<button
    type="button"
    class="button${kind === "danger" ? " danger" : ""}${small ? " small" : ""}"
    data-post="${path}"
    data-done="${done}"
    ${method === "POST" ? "" : html` data-method="${method}"`}
    ${body ? html` data-body="${JSON.stringify(body)}"` : ""}
    disabled
  >
    ${label}${about ? html`<span class="unseen"> ${about}</span>` : ""}
  </button>`;
}
