import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import { resources } from "../../../schema/resources/index.js";
import { resourceOf } from "../../../schema/vocabulary/resource.js";
import { consentPage, type ConsentModel } from "../../../simulator/pages/consent.js";
import { simulatorPageHeaders } from "../../../simulator/pages/layout.js";
import { loginPage, type LoginModel } from "../../../simulator/pages/login.js";
import { refusedPage } from "../../../simulator/pages/refused.js";
import { describeScope } from "../../../simulator/pages/scopes.js";
import { welcomePage, type WelcomeModel } from "../../../simulator/pages/welcome.js";
import { filledWith, hostileTexts, liabilities, readPage } from "../../support/page.js";

const ana = { username: "ana", displayName: "Ana Tamahori", firm: "Kauri Partners" };
const login: LoginModel = { clientName: "An application", action: "/authorize?state=1&scope=a+b", people: [ana] };
const again: LoginModel = { ...login, error: "The username or password is wrong.", username: "ana" };
const choice: LoginModel = {
  ...login,
  username: "sam",
  organisations: [
    { orgkey: "kauripartners", name: "Kauri Partners" },
    { orgkey: "harlowreyes", name: "Harlow & Reyes" },
  ],
};
const consent: ConsentModel = {
  clientName: "An application",
  personName: "Ana Tamahori",
  firmName: "Kauri Partners",
  scopes: ["actions", "tasks", "openid"],
  action: "/authorize",
  hidden: { state: "s-1" },
  switchUrl: "/authorize?prompt=login",
};
const welcome: WelcomeModel = {
  people: [ana],
  endpoints: { Token: "http://localhost:4001/token" },
  controls: [{ method: "POST", path: "/clock", description: "Moves the clock." }],
};
const refused = { title: "Not known here", detail: "No such client." };

/** Every page, as a function of how the texts it is given are treated first. */
const pages: [name: string, page: (treat: <T>(model: T) => T) => string][] = [
  ["the login page", (treat) => loginPage(treat(login))],
  ["the login page after a mistake", (treat) => loginPage(treat(again))],
  ["the choice of an organisation", (treat) => loginPage(treat(choice))],
  ["the consent page", (treat) => consentPage(treat(consent))],
  ["a refusal", (treat) => refusedPage(treat(refused))],
  ["the welcome page", (treat) => welcomePage(treat(welcome))],
];
const asTheyAre = <T>(model: T): T => model;

describe.each(pages)("%s", (_name, page) => {
  const usual = readPage(page(asTheyAre));

  test("is well-formed and says that it is simulated", () => {
    expect(usual.errors).toEqual([]);
    expect(usual.elements.find(({ tag }) => tag === "html")?.attributes["lang"]).toBe("en");
    expect(usual.elements.filter(({ tag }) => tag === "h1")).toHaveLength(1);
    expect(usual.elements.find(({ tag }) => tag === "title")?.text).toMatch(/Simulated Actionstep$/);
    expect(usual.text).toContain("SIMULATED ACTIONSTEP");
  });

  test("has no script, loads nothing, and its one stylesheet is the one its policy names", () => {
    expect(liabilities(usual)).toEqual([]);
    expect(usual.elements.filter(({ tag }) => tag === "script")).toEqual([]);
    const [style, ...others] = usual.elements.filter(({ tag }) => tag === "style");
    expect(others).toEqual([]);
    const hash = createHash("sha256").update(style!.text).digest("base64");
    expect(simulatorPageHeaders["content-security-policy"]).toContain(`style-src 'sha256-${hash}'`);
  });

  test("names every field it asks for", () => {
    const labels = usual.elements.filter(({ tag }) => tag === "label").map(({ attributes }) => attributes["for"]);
    const fields = usual.elements.filter(
      ({ tag, attributes: { type } }) => tag === "input" && type !== "hidden" && type !== "radio",
    );
    for (const { attributes } of fields) expect(labels).toContain(attributes["id"]);
  });

  test.each(hostileTexts)("shows %j as text wherever it is given", (text) => {
    const hostile = readPage(page((model) => filledWith(model, text)));
    expect(hostile.errors).toEqual([]);
    const names = (of: typeof hostile): string => of.elements.map(({ tag }) => tag).join(" ");
    expect(names(hostile)).toBe(names(usual));
    const given = [hostile.text, ...hostile.elements.flatMap(({ attributes }) => Object.values(attributes))].join("\n");
    expect(given).toContain(text);
    expect(hostile.elements.flatMap(({ attributes }) => Object.keys(attributes)).filter((name) => name.startsWith("on"))).toEqual(
      [],
    );
  });
});

describe("the login page", () => {
  const inputs = (html: string, tag = "input") => readPage(html).elements.filter((element) => element.tag === tag);

  test("has one form to type into and a button for each person", () => {
    const typed = inputs(loginPage(login)).filter(({ attributes }) => attributes["type"] !== "hidden");
    expect(typed.map(({ attributes }) => attributes["name"])).toEqual(["username", "password"]);
    const buttons = inputs(loginPage(login), "button").filter(({ attributes }) => attributes["name"] === "username");
    expect(buttons.map(({ attributes }) => attributes["value"])).toEqual(["ana"]);
    for (const { attributes } of inputs(loginPage(login), "form"))
      expect(attributes).toEqual({ method: "post", action: login.action });
  });

  test("keeps the username of a failed try", () => {
    expect(inputs(loginPage(again)).find(({ attributes }) => attributes["name"] === "username")?.attributes["value"]).toBe("ana");
  });

  test("offers the organisations of somebody who belongs to several, the first chosen", () => {
    const options = inputs(loginPage(choice)).filter(({ attributes }) => attributes["name"] === "orgkey");
    expect(options.map(({ attributes }) => [attributes["value"], "checked" in attributes])).toEqual([
      ["kauripartners", true],
      ["harlowreyes", false],
    ]);
  });
});

test("the consent page lists each scope by name, in words, and gives back what it was given", () => {
  const { elements, text } = readPage(consentPage(consent));
  for (const shown of ["actions", "Matters", "tasks", "Tasks", "openid", "Who you are"]) expect(text).toContain(shown);
  expect(elements.find(({ attributes }) => attributes["name"] === "state")?.attributes).toMatchObject({
    type: "hidden",
    value: "s-1",
  });
  expect(
    elements.filter(({ attributes }) => attributes["name"] === "decision").map(({ attributes }) => attributes["value"]),
  ).toEqual(["allow", "decline"]);
});

describe("a scope", () => {
  test.each(resources.map(resourceOf).map(({ path }) => path))("%s is described in a sentence", (path) => {
    const { title, description } = describeScope(path);
    expect(title).toMatch(/^[A-Z][a-z ]+$/);
    expect(description).toMatch(/^[A-Z].*\.$/);
    expect(description).not.toMatch(/does not know|`/);
  });

  test.each(["nobodys", "constructor", "__proto__"])("that is unknown, %s, goes by its own name", (scope) => {
    expect(describeScope(scope)).toEqual({ title: scope, description: "A scope this simulator does not know." });
  });
});
