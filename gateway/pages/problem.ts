import { html } from "@remix-run/html-template";
import { plainPage } from "./layout.js";

/** A problem as its page shows it. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** The URL to start again. */
  readonly restartUrl: string;
  /** The id to quote when asking for help. */
  readonly requestId?: string;
}

/** The page about a problem: what happened, and where to start again. */
export const problemPage = ({ status, title, detail, restartUrl, requestId }: Problem): string =>
  plainPage(
    title,
    html` <section class="card problem-page">
      <p class="eyebrow">Error ${status}</p>
      <h1>${title}</h1>
      <p class="lead">${detail}</p>
      <p class="actions"><a class="button primary" href="${restartUrl}">Start again</a> <a class="button" href="/">Home</a></p>
      ${requestId ? html`<p class="fine">Request <code>${requestId}</code> — quote this when you ask for help.</p>` : ""}
    </section>`,
  );

/** The page for an unknown path. */
export const notFoundPage = (): string =>
  plainPage(
    "Page not found",
    html` <section class="card problem-page">
      <p class="eyebrow">Error 404</p>
      <h1>There is no page here</h1>
      <p class="lead">The address may be mistyped, or the page has moved.</p>
      <p class="actions"><a class="button primary" href="/">Home</a> <a class="button" href="/graphiql">GraphiQL</a></p>
    </section>`,
  );
