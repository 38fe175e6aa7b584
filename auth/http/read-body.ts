/** Bytes of an answer that are read at most. */
const MAX_BODY = 256 * 1_024;

/** Reads the text of a response. If it has more than `MAX_BODY` bytes, the text is empty and `truncated` is true. */
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

/** Parses a text as a JSON object; undefined when it is no JSON, or JSON of another kind. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
