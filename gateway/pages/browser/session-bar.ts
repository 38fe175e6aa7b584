/** What `GET /auth/session` answers, as far as the bar shows it. */
interface Session {
  authenticated: boolean;
  viewer?: { id: string; name?: string; email?: string };
  org?: string;
}

const element = (tag: string, text: string, className = ""): HTMLElement => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};

function connectLink(bar: HTMLElement): HTMLElement {
  const link = element("a", "Connect", "button small primary");
  link.setAttribute("href", bar.dataset["connect"] ?? "/auth/connect");
  return link;
}

// Read before `forgetNotice` removes the parameter from the address.
const refused = new URLSearchParams(location.search).has("auth_error");

/** Why no queries can be made: in a few words, and what a wide window adds to them. */
function absence({ viewer }: Session): [short: string, long: string] {
  if (refused) return ["Not connected", ": you declined, or connecting did not work."];
  if (viewer) return ["Your connection has ended", ": connect again to go on."];
  return ["Not connected", ": you can read the schema, but not the data."];
}

/** Shows in the bar who is signed in, or a link to connect, or that the gateway does not answer. */
export async function showSession(): Promise<void> {
  const bar = document.getElementById("session");
  if (!bar) return;
  try {
    const response = await fetch("/auth/session", {
      headers: { accept: "application/json" },
      credentials: "same-origin",
      cache: "no-store",
    });
    if (!response.ok) throw new Error(`GET /auth/session answered ${response.status}`);
    const session = (await response.json()) as Session;
    const { authenticated, viewer, org } = session;
    bar.dataset["state"] = authenticated ? "present" : "absent";
    if (authenticated) {
      const who = element("span", "");
      who.append(
        element("span", "Asking as ", "long"),
        element("strong", viewer?.name ?? viewer?.email ?? "you"),
        element("span", org ? ` at ${org}` : "", "long"),
      );
      bar.replaceChildren(who);
    } else {
      const why = element("span", "");
      const [short, long] = absence(session);
      why.append(short, element("span", long, "long"));
      bar.replaceChildren(why, connectLink(bar));
    }
  } catch {
    bar.dataset["state"] = "unknown";
    bar.replaceChildren(element("span", "The gateway does not answer"), connectLink(bar));
  }
}
