import { describe, expect, test } from "@jest/globals";
import { Kind, parse } from "graphql";
import { exampleQueries, withComment } from "../../../gateway/pages/example-queries.js";
import { graphiqlPage } from "../../../gateway/pages/graphiql.js";
import { homePage, type HomeModel } from "../../../gateway/pages/home.js";
import { noticeFor } from "../../../gateway/pages/notices.js";
import { notFoundPage, problemPage, type Problem } from "../../../gateway/pages/problem.js";
import { sandboxPage } from "../../../gateway/pages/sandbox.js";
import { filledWith, hostileTexts, liabilities, readPage } from "../../support/page.js";

const stranger: HomeModel = {
  environment: "demo",
  session: { authenticated: false },
  sessions: [],
  tokens: [],
  connectUrl: "/auth/connect",
  notice: { tone: "problem", text: "Something to know." },
  hints: { people: [{ username: "ana", password: "demo", description: "A partner" }] },
};
const connected: HomeModel = {
  environment: "staging",
  session: {
    authenticated: true,
    viewer: { id: "7", name: "Ana Tamahori", email: "ana@kauri.example" },
    org: "kauripartners",
    scopes: ["tasks", "actions"],
    accessTokenExpiresAt: "2026-11-24T03:12:00.000Z",
    reconnectBy: "2026-12-15T02:12:00.000Z",
    connections: [
      { id: "c_1", org: "kauripartners", viewer: { id: "7", name: "Ana Tamahori" }, scopes: [], current: true, usable: true },
      { id: "c_2", org: "harlowreyes", viewer: { id: "3" }, scopes: [], current: false, usable: false },
    ],
  },
  sessions: [
    {
      id: "s-2",
      current: false,
      browser: "Safari on iOS",
      createdAt: "2026-11-20T03:12:00.000Z",
      lastUsedAt: "2026-11-21T03:12:00.000Z",
      expiresAt: "2026-12-11T03:12:00.000Z",
      organisations: ["kauripartners"],
    },
    {
      id: "s-1",
      current: true,
      createdAt: "2026-11-23T03:12:00.000Z",
      lastUsedAt: "2026-11-23T03:12:00.000Z",
      expiresAt: "2026-12-14T03:12:00.000Z",
      organisations: ["harlowreyes", "kauripartners"],
    },
  ],
  tokens: [
    {
      id: "Ab3dEf7h",
      label: "Nightly report",
      access: "read",
      organisations: ["kauripartners"],
      createdAt: "2026-11-20T03:12:00.000Z",
      expiresAt: "2026-12-20T03:12:00.000Z",
    },
  ],
  connectUrl: "/auth/connect",
};
const ended: HomeModel = { ...connected, session: { ...connected.session, authenticated: false } };
const ending: HomeModel = { ...connected, session: { ...connected.session, reconnectBy: "2026-11-24T03:12:00.000Z" } };
const problem: Problem = {
  status: 400,
  title: "This sign-in has expired",
  detail: "Start again.",
  restartUrl: "/auth/connect",
  requestId: "r-1",
};
const explorer = { endpoint: "/graphql", examples: exampleQueries, connectUrl: "/auth/connect" };
const sandbox = { endpoint: "/graphql", document: "{ viewer { org } }", connectUrl: "/auth/connect" };

/** Every page, as a function of how the texts it is given are treated first. */
const pages: [name: string, page: (treat: <T>(model: T) => T) => string][] = [
  ["the home page of a stranger", (treat) => homePage({ ...treat(stranger), environment: "demo" })],
  ["the home page of somebody connected", (treat) => homePage({ ...treat(connected), environment: "staging" })],
  ["the home page after a connection has ended", (treat) => homePage({ ...treat(ended), environment: "production" })],
  ["the home page before a connection ends", (treat) => homePage({ ...treat(ending), environment: "custom" })],
  ["a problem", (treat) => problemPage(treat(problem))],
  ["a page that is not there", () => notFoundPage()],
  ["GraphiQL", (treat) => graphiqlPage(treat(explorer))],
  ["Apollo Sandbox", (treat) => sandboxPage(treat(sandbox))],
];
const asTheyAre = <T>(model: T): T => model;

describe.each(pages)("%s", (_name, page) => {
  test("is well-formed, in a stated language, with one first heading", () => {
    const { errors, elements } = readPage(page(asTheyAre));
    expect(errors).toEqual([]);
    expect(elements.find(({ tag }) => tag === "html")?.attributes["lang"]).toBe("en");
    expect(elements.filter(({ tag }) => tag === "h1")).toHaveLength(1);
    expect(elements.filter(({ tag }) => tag === "main")).toHaveLength(1);
  });

  test("has no script or style of its own and loads nothing from elsewhere", () => {
    expect(liabilities(readPage(page(asTheyAre)), ["https://sandbox.embed.apollographql.com"])).toEqual([]);
  });

  test.each(hostileTexts)("shows %j as text wherever it is given", (text) => {
    const usual = readPage(page(asTheyAre));
    const hostile = readPage(page((model) => filledWith(model, text)));
    expect(hostile.errors).toEqual([]);
    const shown = [hostile.text, ...hostile.elements.flatMap(({ attributes }) => Object.values(attributes))].join("\n");
    if (page(asTheyAre) !== page((model) => filledWith(model, text)))
      expect([text, JSON.stringify(text).slice(1, -1)].some((form) => shown.includes(form))).toBe(true);
    expect(hostile.elements.filter(({ tag }) => ["script", "img", "b", "style"].includes(tag)).length).toBe(
      usual.elements.filter(({ tag }) => ["script", "img", "b", "style"].includes(tag)).length,
    );
    expect(hostile.elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith("on"))).toEqual(
      [],
    );
  });
});

test("a stranger sees where to connect and, in the demo, who can sign in", () => {
  const { elements, text } = readPage(homePage(stranger));
  expect(elements.find(({ tag, text }) => tag === "a" && text === "Connect to Actionstep")?.attributes["href"]).toBe(
    "/auth/connect",
  );
  expect(text).toContain("A partner");
  expect(text).not.toContain("Disconnect");
});

test("somebody connected sees who, where, the scopes and how to end it", () => {
  const { elements, text } = readPage(homePage(connected));
  for (const shown of ["Ana Tamahori", "ana@kauri.example", "kauripartners", "2 scopes", "24 Nov 2026"])
    expect(text).toContain(shown);
  expect(elements.filter(({ attributes }) => attributes["data-post"]).map(({ attributes }) => attributes["data-post"])).toEqual([
    "/auth/logout",
    "/auth/disconnect",
    "/auth/disconnect",
    "/auth/switch",
    "/auth/disconnect",
    "/auth/tokens/Ab3dEf7h",
    "/auth/sessions",
    "/auth/sessions/s-2",
  ]);
});

test("somebody whose connection has ended is told so and can connect again", () => {
  const { text } = readPage(homePage(ended));
  expect(text).toContain("The connection of Ana Tamahori (kauripartners) has ended");
  expect(text).toContain("Connect to Actionstep");
  expect(readPage(homePage(ending)).text).toContain("no longer renews this connection");
});

test("the sample query opens in GraphiQL exactly as shown", () => {
  const link = readPage(homePage(stranger)).elements.find(({ attributes }) => attributes["href"]?.startsWith("/graphiql?"));
  const query = new URL(link!.attributes["href"]!, "http://localhost").searchParams.get("query");
  expect(query).toBe(withComment(exampleQueries[0]!));
});

test("every example has a name of its own that is its operation's, and variables it declares", () => {
  expect(new Set(exampleQueries.map(({ name }) => name)).size).toBe(exampleQueries.length);
  for (const example of exampleQueries) {
    const [operation, ...others] = parse(withComment(example)).definitions;
    if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error(`${example.name} is no operation`);
    expect(others).toEqual([]);
    expect(operation.name?.value).toBe(example.name);
    expect(Object.keys(example.variables ?? {}).sort()).toEqual(
      (operation.variableDefinitions ?? []).map(({ variable }) => variable.name.value).sort(),
    );
  }
});

test("connecting from GraphiQL or Sandbox comes back there", () => {
  const back = (html: string): string | null => {
    const bar = readPage(html).elements.find(({ attributes }) => attributes["data-connect"]);
    return new URL(bar!.attributes["data-connect"]!, "http://localhost").searchParams.get("return_to");
  };
  expect(back(graphiqlPage(explorer))).toBe("/graphiql");
  expect(back(sandboxPage({ ...sandbox, connectUrl: "http://localhost/auth/connect?scope=tasks" }))).toBe("/graphql");
});

describe("a notice", () => {
  test("says in our words what the code means", () => {
    expect(noticeFor({ auth_error: "access_denied" })).toEqual({
      tone: "problem",
      text: expect.stringContaining("declined"),
    });
    expect(noticeFor({ done: "disconnected" })).toEqual({ tone: "info", text: expect.stringContaining("forgotten") });
    expect(noticeFor({})).toBeUndefined();
  });

  test.each(["nobody-knows-this", "<script>", "constructor", "__proto__", ["access_denied", "x"]])("never repeats %j", (code) => {
    expect(noticeFor({ auth_error: code })?.text).toBe("Connecting to Actionstep did not work. Please try again.");
    expect(noticeFor({ done: code })).toBeUndefined();
  });
});
