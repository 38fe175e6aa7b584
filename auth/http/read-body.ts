/** Nothing that is read here is ever longer; more is not taken in. */
const MAX_BODY = 256 * 1_024;

/** A response's text, or its absence when it is longer than is ever read. */
export async function readText(response: Response): Promise<{ text: string; truncated: boolean }> {
  if (!response.body) return { text: "", truncated: false };
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: Buffer.concat(chunks).toString("utf8"), truncated: false };
    length += value.byteLength;
    if (length > MAX_BODY) {
      await reader.cancel();
      return { text: "", truncated: true };
    }
    chunks.push(value);
  }
}

/** The JSON object a text is, or undefined when it is anything else. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
