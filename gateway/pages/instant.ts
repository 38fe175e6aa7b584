import { html, type SafeHtml } from "@remix-run/html-template";

const clock = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
});

/** A time in UTC, which the page's script rewrites in the reader's time zone. A text that is no time stays as it is. */
export function instant(iso: string): SafeHtml | string {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? iso : html`<time datetime="${date.toISOString()}">${clock.format(date)} UTC</time>`;
}
