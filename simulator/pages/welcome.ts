import { html } from "@remix-run/html-template";
import { simulatorPage } from "./layout.js";
import { demoPassword, type SimulatedPerson } from "./login.js";

/** What the simulator says of itself at its root. */
export interface WelcomeModel {
  readonly people: readonly SimulatedPerson[];
  /** What an application is configured with: a name for each URL. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** The requests by which a test drives the simulator. */
  readonly controls: readonly { readonly method: string; readonly path: string; readonly description: string }[];
}

/** The page at the simulator's root: who can sign in, which endpoints there are, and how tests control it. */
export function welcomePage({ people, endpoints, controls }: WelcomeModel): string {
  return simulatorPage({
    title: "Welcome",
    wide: true,
    content: html` <header>
        <h1>An Actionstep to practise on</h1>
        <p class="lead">
          It speaks Actionstep’s OAuth and REST protocols over data made up for the purpose. Whatever works here is meant to work
          there.
        </p>
      </header>
      <section class="sheet">
        <h2>Who can sign in</h2>
        <p class="lead">Everybody’s password is <code>${demoPassword}</code>.</p>
        <table>
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col">Username</th>
              <th scope="col">Firm</th>
            </tr>
          </thead>
          <tbody>
            ${people.map(
              ({ username, displayName, firm }) =>
                html` <tr>
                  <th scope="row">${displayName}</th>
                  <td><code>${username}</code></td>
                  <td>${firm}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </section>
      <section class="sheet">
        <h2>Endpoints</h2>
        <table>
          <tbody>
            ${Object.entries(endpoints).map(
              ([name, url]) =>
                html` <tr>
                  <th scope="row">${name}</th>
                  <td><code>${url}</code></td>
                </tr>`,
            )}
          </tbody>
        </table>
      </section>
      <section class="sheet">
        <h2>Controls for tests</h2>
        <table>
          <thead>
            <tr>
              <th scope="col">Method</th>
              <th scope="col">Path</th>
              <th scope="col">Does</th>
            </tr>
          </thead>
          <tbody>
            ${controls.map(
              ({ method, path, description }) =>
                html` <tr>
                  <td class="method">${method}</td>
                  <td><code>${path}</code></td>
                  <td>${description}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </section>`,
  });
}
