import { html } from "@remix-run/html-template";
import { simulatorPage } from "./layout.js";

/** The page for an authorization request that cannot go on and must not be redirected back. */
export function refusedPage({ title, detail }: { readonly title: string; readonly detail: string }): string {
  return simulatorPage({
    title,
    content: html` <section class="sheet">
      <h1>${title}</h1>
      <p class="problem" role="alert">${detail}</p>
      <p class="lead">Nothing was shared. Close this page, or go back to the application and start again.</p>
    </section>`,
  });
}
