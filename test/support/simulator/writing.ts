import type { Row, Simulator } from "../../../simulator/index.js";

/** One error of the errors envelope. */
export interface WriteError {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly source: { readonly pointer: string | null; readonly parameter: string | null };
  readonly meta: unknown;
}

/** An answer over HTTP, its body read as JSON; undefined where there is none. */
export interface Answered {
  readonly status: number;
  readonly allow: string | null;
  readonly body: Readonly<Record<string, unknown>> | undefined;
  /** The records of the collection that was asked, however many. */
  readonly records: readonly Row[];
  /** The errors, one or several. */
  readonly errors: readonly WriteError[];
}

/** Sends calls as one person: JSON unless a content type says otherwise. */
export type Client = (method: string, address: string, body?: unknown, contentType?: string) => Promise<Answered>;

const listOf = <Item>(value: unknown): readonly Item[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as Item[]) : [value as Item];

/** What somebody's application sends to the simulator. */
export function clientOf(simulator: Simulator, username: string, scopes?: readonly string[]): Client {
  const { access_token, api_endpoint } = simulator.signIn(username, scopes ? { scopes } : {});
  return async (method, address, body, contentType = "application/vnd.api+json") => {
    const response = await fetch(`${api_endpoint}rest/${address}`, {
      method,
      headers: { authorization: `Bearer ${access_token}`, ...(body !== undefined && { "content-type": contentType }) },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const answered = text === "" ? undefined : (JSON.parse(text) as Record<string, unknown>);
    return {
      status: response.status,
      allow: response.headers.get("allow"),
      body: answered,
      records: listOf<Row>(answered?.[address.split(/[/?]/)[0]!]),
      errors: listOf<WriteError>(answered?.["errors"]),
    };
  };
}

/** Uploads a small file in one part; answers its id. */
export async function upload(simulator: Simulator, username: string, name: string, content: string): Promise<string> {
  const { access_token, api_endpoint } = simulator.signIn(username);
  const form = new FormData();
  form.set("file", new Blob([content]), name);
  const response = await fetch(`${api_endpoint}rest/files?part_count=1&part_number=1`, {
    method: "POST",
    headers: { authorization: `Bearer ${access_token}` },
    body: form,
  });
  const { files } = (await response.json()) as { files: { id: string } };
  return files.id;
}
