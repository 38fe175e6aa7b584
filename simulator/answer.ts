import { simulatorPageHeaders } from "./pages/layout.js";

/** An HTTP answer, before anything is done to it. */
export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** An answer in JSON. */
export const jsonAnswer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

/** A page for a person. */
export const pageAnswer = (status: number, page: string): Answer => ({ status, headers: simulatorPageHeaders, body: page });

/** Plain text, for somebody at a terminal. */
export const textAnswer = (status: number, text: string): Answer => ({
  status,
  headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
  body: `${text}\n`,
});

/** Sends the browser elsewhere. */
export const redirectAnswer = (status: 302 | 303, location: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { location, "cache-control": "no-store", ...headers },
});
