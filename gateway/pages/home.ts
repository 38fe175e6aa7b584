import { html, type SafeHtml } from "@remix-run/html-template";
import { exampleQueries, withComment } from "./example-queries.js";
import { brand, document, productName, type Environment } from "./layout.js";
import type { Notice } from "./notices.js";
import { organisationsCard } from "./organisations-card.js";
import { endedConnection, signedIn } from "./session-card.js";
import { sessionsCard } from "./sessions-card.js";
import { tokensCard } from "./tokens-card.js";
import type { Account } from "../../auth/index.js";

/** A person who can sign in to the demo. */
export interface DemoPerson {
  readonly username: string;
  readonly password: string;
  readonly description: string;
}

/** What the home page shows. */
export interface HomeModel extends Account {
  readonly environment: Environment;
  /** The URL where connecting begins. */
  readonly connectUrl: string;
  readonly notice?: Notice;
  /** Whether there is Apollo Sandbox beside GraphiQL. Default: yes. */
  readonly sandbox?: boolean;
  readonly hints?: { readonly people: readonly DemoPerson[] };
}

const environments: Readonly<Record<Environment, string>> = {
  demo: "Demo: connects to a simulated Actionstep that runs beside this gateway. Every firm and person in it is invented.",
  staging: "Connects to Actionstep’s staging environment.",
  production: "Connects to Actionstep itself: what you see and change is real.",
  custom: "Connects to an Actionstep this gateway was set up for.",
};

const noticeLine = (notice?: Notice): SafeHtml | "" =>
  notice
    ? html`<p class="notice ${notice.tone}" role="${notice.tone === "problem" ? "alert" : "status"}">${notice.text}</p>`
    : "";

const invitation = ({ connectUrl, environment }: HomeModel): SafeHtml =>
  html` <section class="hero">
    <h1>Ask a law firm’s Actionstep in GraphQL</h1>
    <p class="lead">
      One typed graph over the Actionstep REST API: matters, people, tasks, time and more, read and written together in a single
      request. You connect once on Actionstep’s own sign-in page; the gateway then sees and does exactly what you may, and your
      tokens never leave it.
    </p>
    <p class="actions">
      <a class="button primary large" href="${connectUrl}">Connect to Actionstep</a>
      <a class="button large" href="/graphiql">Look at the schema first</a>
    </p>
    <p class="fine">${environments[environment]}</p>
  </section>`;

const demoPeople = (people: readonly DemoPerson[]): SafeHtml =>
  html` <section class="card" aria-labelledby="people">
    <h2 id="people">Who can sign in to the demo</h2>
    <table class="stacks">
      <thead>
        <tr>
          <th scope="col">Who</th>
          <th scope="col">Username</th>
          <th scope="col">Password</th>
        </tr>
      </thead>
      <tbody>
        ${people.map(
          ({ username, password, description }) =>
            html` <tr>
              <td>${description}</td>
              <td data-label="Username"><code>${username}</code></td>
              <td data-label="Password"><code>${password}</code></td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`;

const sample = exampleQueries[0]!;
const sampleQuery = html` <section class="card query" aria-labelledby="sample">
  <div class="card-head">
    <h2 id="sample">A query to begin with</h2>
    <span class="tools"
      ><button type="button" class="button small" data-copy="sample-query" hidden>Copy</button>
      <a class="button small primary" href="/graphiql?${new URLSearchParams({ query: withComment(sample) }).toString()}"
        >Run in GraphiQL</a
      ></span
    >
  </div>
  <pre tabindex="0" aria-label="GraphQL query"><code id="sample-query">${sample.query}</code></pre>
</section>`;

const tools = (sandbox: boolean): SafeHtml =>
  html` <nav class="tiles" aria-label="Tools">
      <a class="tile" href="/graphiql"
        ><strong>GraphiQL</strong
        ><span>Write queries and mutations with completion and examples. Served from here, works offline.</span></a
      >
      <a class="tile" href="/graphiql#docs"
        ><strong>Schema documentation</strong><span>Every type, field and argument, described.</span></a
      >
      ${
        sandbox
          ? html`<a class="tile" href="/graphql"
              ><strong>Apollo Sandbox</strong><span>Apollo’s explorer, pointed at this graph. Needs the internet.</span></a
            >`
          : ""
      }
    </nav>
    <p class="fine">
      For app developers, beside the gateway’s README: <code>docs/graph.md</code> on reading, <code>docs/writes.md</code> on
      writing, <code>docs/files.md</code> on files, <code>docs/errors.md</code> on what to do about errors.
    </p>`;

const account = ({ session, sessions, tokens }: HomeModel): SafeHtml =>
  html`${session.authenticated || tokens.length ? tokensCard(tokens, session) : ""}
  ${sessions.length ? sessionsCard(sessions) : ""}`;

/** The page at `/`: before a sign-in, what the gateway is and how to connect; after it, the viewer's connections and tokens. */
export function homePage(model: HomeModel): string {
  const { environment, session, connectUrl, notice, hints, sandbox = true } = model;
  return document({
    title: productName,
    scripts: ["home.js"],
    body: html`<header class="top">
        <div class="width">${brand}<span class="badge ${environment}">${environment}</span></div>
      </header>
      <main class="width">
        ${noticeLine(notice)} ${!session.authenticated && session.viewer ? endedConnection(session) : ""}
        <p class="notice problem" id="problem" role="alert" hidden></p>
        ${session.authenticated ? signedIn(session, { about: environments[environment], connectUrl }) : invitation(model)}
        ${session.connections?.length ? organisationsCard(session, connectUrl) : ""}
        ${!session.authenticated && hints?.people.length ? demoPeople(hints.people) : ""} ${sampleQuery} ${tools(sandbox)}
        ${account(model)}
      </main>
      <footer class="foot">
        <div class="width"><a href="/health/ready">Health</a></div>
      </footer>`,
  });
}
