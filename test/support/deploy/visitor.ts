import { request } from "undici";
import { createBrowser, type Browser } from "../browser.js";
import { fileForm } from "../file-form.js";
import { generatedFile } from "../generated-file.js";

/** Somebody who uses a gateway from outside, by nothing but its address. */
export interface Visitor {
  readonly browser: Browser;
  /** Resolves to the status and the body of a GraphQL answer; the body is null where it is no JSON. */
  query(query: string): Promise<{ status: number; body: GraphQLBody | null }>;
  /** Sends a file of this many bytes without saying how many there are; resolves to the status and the size that was stored. */
  upload(size: number): Promise<{ status: number; size: unknown; text: string }>;
}

/** The body of a GraphQL answer, of any shape. */
export interface GraphQLBody {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly { readonly message: string }[];
}

/** A visitor who has not signed in. */
export function strangerAt(url: string, browser: Browser = createBrowser()): Visitor {
  return {
    browser,
    async query(query) {
      const answer = await browser.send(`${url}/graphql`, { json: { query } });
      return { status: answer.status, body: (await answer.json().catch(() => null)) as GraphQLBody | null };
    },
    async upload(size) {
      const { headers, body } = fileForm(generatedFile(size), { name: "recording.bin", length: false });
      const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const answer = await request(`${url}/files`, { method: "POST", headers: { "x-csrf": "1", cookie, ...headers }, body });
      const text = await answer.body.text();
      return {
        status: answer.statusCode,
        size: answer.statusCode === 201 ? (JSON.parse(text) as { size: number }).size : undefined,
        text,
      };
    },
  };
}

/** A visitor who has signed in at the simulator behind a gateway, as ana of the demo. */
export async function signedInAt(url: string, browser: Browser = createBrowser()): Promise<Visitor> {
  const authorize = (await browser.send(`${url}/auth/connect`)).headers.get("location")!;
  await browser.send(authorize, { form: { username: "ana", password: "demo" } });
  const decided = await browser.send(authorize, { form: { decision: "allow" } });
  const finished = await browser.send(decided.headers.get("location")!);
  if (finished.status !== 303) throw new Error(`Signing in ended with ${finished.status}: ${await finished.text()}`);
  return strangerAt(url, browser);
}
