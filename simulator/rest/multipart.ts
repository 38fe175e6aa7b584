import { Busboy } from "@fastify/busboy";
import type { SentFile } from "./request.js";

/** The file in a form, in the field `file` (protocol 5); undefined where there is none or the form cannot be read. */
export function fileIn(body: Buffer, contentType: string): Promise<SentFile | undefined> {
  return new Promise((resolve) => {
    let found: SentFile | undefined;
    try {
      const form = new Busboy({ headers: { "content-type": contentType } });
      form.on("file", (field, stream, name) => {
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.once("end", () => {
          if (field === "file" && name) found ??= { name, bytes: Buffer.concat(chunks) };
        });
        stream.once("error", () => resolve(undefined));
      });
      form.once("error", () => resolve(undefined));
      form.once("finish", () => resolve(found));
      form.end(body);
    } catch {
      resolve(undefined);
    }
  });
}
