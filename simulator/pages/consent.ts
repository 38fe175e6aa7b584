import { html } from "@remix-run/html-template";
import { simulatorPage } from "./layout.js";
import { describeScope } from "./scopes.js";

/** What the consent page shows. */
export interface ConsentModel {
  /** The application that asks. */
  readonly clientName: string;
  readonly personName: string;
  readonly firmName: string;
  /** What it asks for, by scope name. */
  readonly scopes: readonly string[];
  /** Where the form posts `decision`, `allow` or `decline`, with the hidden fields. */
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  /** Where to go to sign in as somebody else. */
  readonly switchUrl: string;
}

/** The page on which a person allows or declines what an application asks for, scope by scope. */
export function consentPage({ clientName, personName, firmName, scopes, action, hidden, switchUrl }: ConsentModel): string {
  return simulatorPage({
    title: `Allow ${clientName}?`,
    wide: true,
    content: html` <header>
        <h1>Allow ${clientName} to use your data?</h1>
        <p class="lead">It sees and does only what you may see and do yourself, and only in what is listed here.</p>
      </header>
      <section class="sheet flow">
        <dl class="parties">
          <dt>You</dt>
          <dd>${personName}</dd>
          <dt>Firm</dt>
          <dd>${firmName}</dd>
          <dt>Application</dt>
          <dd>${clientName}</dd>
        </dl>
        <h2 id="scopes">What it asks for</h2>
        <ul class="scopes" aria-labelledby="scopes">
          ${scopes.map((scope) => {
            const { title, description } = describeScope(scope);
            return html` <li>
              <span class="title">${title}</span> <span class="code">${scope}</span> <span class="what">${description}</span>
            </li>`;
          })}
        </ul>
        <form class="decide" method="post" action="${action}">
          ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
          <button name="decision" value="allow">Allow</button>
          <button class="quiet" name="decision" value="decline">Decline</button>
          <a class="switch" href="${switchUrl}">Not ${personName}?</a>
        </form>
      </section>`,
  });
}
