/** The script of the home page: it enables the buttons and the form, and shows times in the reader's time zone. */

import { forgetNotice } from "./address.js";

const problem = document.getElementById("problem");

function report(text: string): void {
  if (!problem) return;
  problem.textContent = text;
  problem.hidden = false;
  problem.scrollIntoView({ block: "center" });
}

/** Sends a request and resolves to its answer; shows a failure on the page and resolves to undefined. */
async function ask(method: string, path: string, body?: string): Promise<unknown> {
  try {
    const headers = { "x-csrf": "1", ...(body !== undefined && { "content-type": "application/json" }) };
    const response = await fetch(path, { method, headers, credentials: "same-origin", ...(body !== undefined && { body }) });
    const answer = (await response.json().catch(() => ({}))) as { error?: { message?: string } };
    if (response.ok) return answer;
    report(
      response.status < 500 && answer.error?.message
        ? `That did not work: ${answer.error.message}`
        : `That did not work: the gateway answered ${response.status}. Reload the page and try again.`,
    );
  } catch {
    report("That did not work: the gateway cannot be reached. Check your connection and try again.");
  }
  return undefined;
}

async function act(button: HTMLButtonElement): Promise<void> {
  const { post = "", method = "POST", body, done = "" } = button.dataset;
  button.disabled = true;
  if ((await ask(method, post, body)) !== undefined) location.assign(`/?done=${done}`);
  else button.disabled = false;
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-post]")) {
  button.disabled = false;
  button.addEventListener("click", () => void act(button));
}

async function makeToken(form: HTMLFormElement, button: HTMLButtonElement): Promise<void> {
  const given = new FormData(form);
  const organisations = given.getAll("organisations");
  button.disabled = true;
  const answer = (await ask(
    "POST",
    "/auth/tokens",
    JSON.stringify({
      label: given.get("label"),
      access: given.get("access"),
      expiresInDays: Number(given.get("expiresInDays")),
      ...(form.elements.namedItem("organisations") && { organisations }),
    }),
  )) as { token: string } | undefined;
  button.disabled = false;
  const shown = document.getElementById("new-token");
  const text = document.getElementById("token-text");
  if (!answer || !shown || !text) return;
  text.textContent = answer.token;
  shown.hidden = false;
  form.hidden = true;
  shown.scrollIntoView({ block: "center" });
}

const form = document.querySelector<HTMLFormElement>("form#make-token");
const submit = form?.querySelector<HTMLButtonElement>("button[type=submit]");
if (form && submit) {
  submit.disabled = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void makeToken(form, submit);
  });
}

async function copy(button: HTMLButtonElement, source: HTMLElement): Promise<void> {
  try {
    await navigator.clipboard.writeText(source.textContent ?? "");
    button.textContent = "Copied";
  } catch {
    getSelection()?.selectAllChildren(source);
    button.textContent = "Selected";
  }
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  const source = document.getElementById(button.dataset["copy"] ?? "");
  if (!source) continue;
  button.hidden = false;
  button.addEventListener("click", () => void copy(button, source));
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
for (const time of document.querySelectorAll("time")) {
  time.title = time.textContent ?? "";
  time.textContent = local.format(new Date(time.dateTime));
}

forgetNotice();
