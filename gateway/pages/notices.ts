/** A line at the top of the home page. */
export interface Notice {
  readonly tone: "info" | "problem";
  readonly text: string;
}

/** Texts for a sign-in that failed, by OAuth's error code in `auth_error`. */
const authErrors: Readonly<Record<string, string>> = {
  access_denied: "You declined, so nothing was connected and nothing was stored. You can connect whenever you like.",
  invalid_scope:
    "Actionstep does not offer this application everything it asked for. Whoever runs this gateway has to adjust the scopes.",
  unauthorized_client: "Actionstep does not let this application connect. Whoever runs this gateway has to check its client id.",
  invalid_request: "Actionstep did not accept the request to connect. Please try again.",
  server_error: "Something went wrong at Actionstep. Please try again in a moment.",
  temporarily_unavailable: "Actionstep is busy or being maintained. Please try again in a few minutes.",
};

/** Texts for a sign-in that succeeded, by the code in `auth_notice`. */
const authNotices: Readonly<Record<string, string>> = {
  org_mismatch:
    "You are now connected to another organisation, or as another person, than before. The earlier connection is kept: you can switch below.",
};

/** Texts for what a button of the home page has done, by the code in `done`. */
const outcomes: Readonly<Record<string, string>> = {
  "logged-out": "You are logged out in this browser. Your connection to Actionstep is kept for next time.",
  disconnected: "Disconnected. The gateway has forgotten your Actionstep tokens everywhere.",
  "disconnected-one": "Disconnected. The gateway has forgotten your tokens for that organisation everywhere.",
  switched: "Switched. Queries now go to the organisation shown here.",
  "session-ended": "That session has ended.",
  "others-ended": "All other sessions have ended; this one goes on.",
  "token-revoked": "Revoked. Programs that use that token are refused from now on.",
};

const lookUp = (table: Readonly<Record<string, string>>, key: unknown): string | undefined =>
  typeof key === "string" && Object.hasOwn(table, key) ? table[key] : undefined;

/** The notice for the parameters of a query. Only texts from this file are shown, never text from the query. */
export function noticeFor(query: Readonly<Record<string, unknown>>): Notice | undefined {
  if (query["auth_error"] !== undefined) {
    return {
      tone: "problem",
      text: lookUp(authErrors, query["auth_error"]) ?? "Connecting to Actionstep did not work. Please try again.",
    };
  }
  const text = lookUp(authNotices, query["auth_notice"]) ?? lookUp(outcomes, query["done"]);
  return text ? { tone: "info", text } : undefined;
}
