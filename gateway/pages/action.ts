import { html, type SafeHtml } from "@remix-run/html-template";

/** A button that asks the gateway to do something, and where the page goes on from there. */
export interface Action {
  readonly label: string;
  /** What it is done to, for those who hear the button without its row. */
  readonly about?: string;
  readonly method?: "POST" | "DELETE";
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The outcome to report on the page that follows. */
  readonly done: string;
  readonly kind?: "danger" | "plain";
  readonly small?: boolean;
}

/** A button for the page's script to bring to life: without script it stays disabled, for these requests need a header. */
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
