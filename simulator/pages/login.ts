import { html, type SafeHtml } from "@remix-run/html-template";
import { initialsOf, simulatorPage } from "./layout.js";

/** Somebody who can sign in to the simulator. */
export interface SimulatedPerson {
  readonly username: string;
  readonly displayName: string;
  readonly firm: string;
}

/** The password of everybody in the simulator. */
export const demoPassword = "demo";

/** What the login page shows. */
export interface LoginModel {
  /** The application that wants to connect. */
  readonly clientName: string;
  /** Where the form posts `username`, `password` and, when organisations are offered, `orgkey`. */
  readonly action: string;
  /** What was wrong with the last try. */
  readonly error?: string;
  readonly people: readonly SimulatedPerson[];
  /** Given when the person belongs to several: they choose one. */
  readonly organisations?: readonly { readonly orgkey: string; readonly name: string }[];
  /** Who tried, so that it need not be typed again. */
  readonly username?: string;
}

const problem = (error?: string) => (error ? html`<p class="problem" role="alert">${error}</p>` : "");

const credentials = ({ action, error, username }: LoginModel): SafeHtml =>
  html` <section class="sheet">
    <h2>With a username</h2>
    ${problem(error)}
    <form method="post" action="${action}">
      <div class="field">
        <label for="username">Username</label>
        <input
          id="username"
          name="username"
          type="text"
          value="${username ?? ""}"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          required${username ? "" : " autofocus"}
        />
      </div>
      <div class="field">
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required${username ? " autofocus" : ""}
          aria-describedby="password-hint"
        />
        <span id="password-hint" class="lead">Everybody’s password is <code>${demoPassword}</code>.</span>
      </div>
      <button type="submit">Sign in</button>
    </form>
  </section>`;

const person = (action: string, { username, displayName, firm }: SimulatedPerson): SafeHtml =>
  html` <li>
    <form method="post" action="${action}">
      <input type="hidden" name="password" value="${demoPassword}" />
      <button class="person" name="username" value="${username}">
        <span class="initials" aria-hidden="true">${initialsOf(displayName)}</span>
        <span class="who"><span class="name">${displayName}</span> <span class="code">${username}</span></span>
        <span class="firm">${firm}</span>
      </button>
    </form>
  </li>`;

const organisationChoice = ({ action, error, organisations = [], username }: LoginModel): SafeHtml =>
  html` <section class="sheet">
    ${problem(error)}
    <form method="post" action="${action}">
      <div class="field">
        <label for="username">Username</label>
        <input
          id="username"
          name="username"
          type="text"
          value="${username ?? ""}"
          autocomplete="username"
          ${username ? " readonly" : " required"}
        />
      </div>
      <fieldset>
        <legend>Which organisation?</legend>
        ${organisations.map(
          ({ orgkey, name }, index) =>
            html` <label class="option"
              ><input type="radio" name="orgkey" value="${orgkey}" required${index === 0 ? " checked" : ""} />
              <span>${name}</span> <span class="code">${orgkey}</span></label
            >`,
        )}
      </fieldset>
      <div class="field">
        <label for="password">Password</label>
        <input id="password" name="password" type="password" value="${demoPassword}" autocomplete="current-password" required />
      </div>
      <button type="submit">Continue</button>
    </form>
  </section>`;

/** The page on which somebody says who they are: by typing it, or by pressing one button. */
export function loginPage(model: LoginModel): string {
  const choosing = Boolean(model.organisations?.length);
  return simulatorPage({
    title: choosing ? "Choose an organisation" : "Sign in",
    wide: !choosing,
    content: html` <header>
        <h1>${choosing ? "Choose an organisation" : "Sign in"}</h1>
        <p class="lead">
          <strong>${model.clientName}</strong> wants to connect to
          ${choosing ? "one of your organisations" : "your firm’s practice management"}.
        </p>
      </header>
      ${
        choosing
          ? organisationChoice(model)
          : html`<div class="pair">
              ${credentials(model)}
              <section class="sheet">
                <h2>Or in one step, as</h2>
                <ul class="people">
                  ${model.people.map((someone) => person(model.action, someone))}
                </ul>
              </section>
            </div>`
      }`,
  });
}
