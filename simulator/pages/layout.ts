import { html, type SafeHtml } from "@remix-run/html-template";
import { stylesheet, stylesheetHash } from "./style.js";

/** One page of the simulator, as text: the ribbon that says it is simulated, then the content. */
export function simulatorPage({ title, wide = false, content }: { title: string; wide?: boolean; content: SafeHtml }): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title} · Simulated Actionstep</title>
<link rel="icon" href="data:,">
<style>${html.raw`${stylesheet}`}</style>
</head>
<body>
<div class="ribbon"></div>
<header class="ribbon-note"><strong>SIMULATED ACTIONSTEP</strong> — a stand-in for trying things out. Every firm, person and matter here is invented.</header>
<main${wide ? html` class="wide"` : ""}>
${content}
<footer>Not affiliated with Actionstep. Do not enter a real password.</footer>
</main>
</body>
</html>
`);
}

/**
 * The headers every simulator page is sent with: HTML, no script, no framing, nothing loaded from anywhere.
 * No `form-action`: Chromium applies it to redirects too, and signing in ends with one to the client.
 */
export const simulatorPageHeaders: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy": `default-src 'none'; style-src ${stylesheetHash}; img-src data:; base-uri 'none'; frame-ancestors 'none'`,
  "cache-control": "no-store",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** The first letters of up to two names, for the circle beside a person. */
export const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 2)
    .map((word) => [...word][0]!.toUpperCase())
    .join("");
