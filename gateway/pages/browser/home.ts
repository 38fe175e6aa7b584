/** The buttons of the home page, and times in the reader's own zone. */

const problem = document.getElementById("problem");

function report(text: string): void {
  if (!problem) return;
  problem.textContent = text;
  problem.hidden = false;
  problem.scrollIntoView({ block: "center" });
}

async function post(button: HTMLButtonElement, path: string, done: string): Promise<void> {
  button.disabled = true;
  try {
    const response = await fetch(path, { method: "POST", headers: { "x-csrf": "1" }, credentials: "same-origin" });
    if (response.ok) {
      location.assign(`/?done=${done}`);
      return;
    }
    report(`That did not work: the gateway answered ${response.status}. Reload the page and try again.`);
  } catch {
    report("That did not work: the gateway cannot be reached. Check your connection and try again.");
  }
  button.disabled = false;
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-post]")) {
  const { post: path = "", done = "" } = button.dataset;
  button.disabled = false;
  button.addEventListener("click", () => void post(button, path, done));
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

// The notice belongs to what just happened, not to every later reload of the page.
if (location.search) history.replaceState(null, "", location.pathname);
