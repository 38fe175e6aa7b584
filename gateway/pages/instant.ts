import { html, type SafeHtml } from "@remix-run/html-template";

const clock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** An instant in UTC; the page's script rewrites it to the reader's own zone. */
export function instant(iso: string): SafeHtml | string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : html`<time datetime="${date.toISOString()}">${clock.format(date)} UTC</time>`;
}
