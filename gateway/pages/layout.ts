import { html, type SafeHtml } from "@remix-run/html-template";

/** The Actionstep this gateway is set up for. */
export type Environment = "demo" | "staging" | "production" | "custom";

/** The name of the product, as pages say it. */
export const productName = "Actionstep GraphQL gateway";

/** The logo: two nodes that lead to a third. */
const mark = html`<svg class="mark" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
  <path d="M6 6.5 17 12 6 17.5" fill="none" stroke="currentColor" stroke-width="2" stroke-linejoin="round" />
  <circle cx="6" cy="6" r="3" fill="currentColor" />
  <circle cx="6" cy="18" r="3" fill="currentColor" />
  <circle cx="18" cy="12" r="4" fill="currentColor" />
</svg>`;

/** The product's name at the top left of every page, with a link to the home page. */
export const brand = html`<a class="brand" href="/">${mark}<span>${productName}</span></a>`;

/** The content of a page, and what its `<head>` needs. */
export interface PageFrame {
  readonly title: string;
  /** The content of `<body>`. */
  readonly body: SafeHtml;
  /** A class for `<body>`, for pages that fill the window. */
  readonly bodyClass?: string;
  /** Default: `site.css`. */
  readonly stylesheets?: readonly string[];
  readonly scripts?: readonly string[];
  readonly head?: SafeHtml;
}

/** A page as HTML text. Its scripts and stylesheets are under `/assets/`. */
export function document({ title, body, bodyClass, stylesheets = ["site.css"], scripts = [], head }: PageFrame): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title === productName ? title : html`${title} · ${productName}`}</title>
<link rel="icon" href="/assets/favicon.svg" type="image/svg+xml">
${stylesheets.map((file) => html`<link rel="stylesheet" href="/assets/${file}" />`)}
${head ?? ""}${scripts.map((file) => html`<script type="module" src="/assets/${file}"></script>`)}
</head>
<body${bodyClass ? html` class="${bodyClass}"` : ""}>
${body}
</body>
</html>
`);
}

/** A page with the top bar and its content in one column. */
export const plainPage = (title: string, content: SafeHtml): string =>
  document({
    title,
    body: html`<header class="top"><div class="width">${brand}</div></header>
      <main class="width narrow">${content}</main>`,
  });
