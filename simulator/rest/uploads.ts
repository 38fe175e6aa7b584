import { randomInt } from "node:crypto";
import { appendFileSync, closeSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Database, Organisation } from "../database.js";
import type { RestQuirks } from "./quirks.js";

/** A file that was sent, or is being sent, to an organisation. */
export interface Upload {
  readonly id: string;
  readonly name: string;
  /** Username of who sends it. */
  readonly owner: string;
  readonly partCount: number;
  /** Parts that are there. */
  readonly parts: number;
  /** Bytes that are there. */
  readonly size: number;
  /** When the last part came; absent until then. */
  readonly completedAt?: number;
}

/** Bytes kept on disk. */
export interface StoredFile {
  readonly size: number;
  read(from: number, length: number): Uint8Array;
}

interface Shelf {
  directory?: string;
  readonly uploads: Map<string, Upload>;
  /** The ids of uploads, by what documents call them. */
  readonly documents: Map<string, string>;
}

/** How long the scan of a file takes, in milliseconds, where there is one. */
export const SCAN_TIME = 2_000;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const shelves = new WeakMap<Organisation, Shelf>();

function shelfOf(organisation: Organisation): Shelf {
  let shelf = shelves.get(organisation);
  if (!shelf) shelves.set(organisation, (shelf = { uploads: new Map(), documents: new Map() }));
  return shelf;
}

function pathOf(shelf: Shelf, id: string): string {
  shelf.directory ??= mkdtempSync(join(tmpdir(), "simulated-files-"));
  return join(shelf.directory, id);
}

/** Begins an upload of so many parts; none of them is there yet. */
export function beginUpload(begun: Pick<Upload, "name" | "owner" | "partCount">, now: number): Upload {
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join("");
  return { ...begun, id: `${Math.floor(now / 1000)}${letters}`, parts: 0, size: 0 };
}

/** Adds the next part. Bytes lie in a file, not in memory. */
export function addPart(organisation: Organisation, upload: Upload, bytes: Uint8Array, now: number): Upload {
  const shelf = shelfOf(organisation);
  appendFileSync(pathOf(shelf, upload.id), bytes);
  const parts = upload.parts + 1;
  const added: Upload = {
    ...upload,
    parts,
    size: upload.size + bytes.byteLength,
    ...(parts === upload.partCount && { completedAt: now }),
  };
  shelf.uploads.set(upload.id, added);
  return added;
}

/** What was sent to an organisation under an id, whole or not; undefined when nothing was. */
export const fileOf = (organisation: Organisation, id: string): Upload | undefined => shelves.get(organisation)?.uploads.get(id);

/** All that was sent to an organisation. */
export const uploadsOf = (organisation: Organisation): readonly Upload[] => [
  ...(shelves.get(organisation)?.uploads.values() ?? []),
];

/** Where a file stands: not whole or not looked at yet, or ready to be filed. */
export const statusOf = ({ completedAt }: Upload, { fileScan }: RestQuirks, now: number): "Pending" | "Uploaded" =>
  completedAt !== undefined && (fileScan === "none" || now - completedAt >= SCAN_TIME) ? "Uploaded" : "Pending";

/** Notes that a document has the bytes of an upload; `reference` is what its row calls its file. */
export function fileUnder(organisation: Organisation, { id }: Upload, reference: string): void {
  shelfOf(organisation).documents.set(reference, id);
}

/** The bytes that were filed under a reference; undefined for a document nobody uploaded. */
export function storedFile(organisation: Organisation, reference: string): StoredFile | undefined {
  const shelf = shelves.get(organisation);
  const upload = shelf?.uploads.get(shelf.documents.get(reference) ?? "");
  if (!shelf || !upload) return undefined;
  return {
    size: upload.size,
    read(from, length) {
      const bytes = Buffer.alloc(Math.max(0, Math.min(length, upload.size - from)));
      const file = openSync(pathOf(shelf, upload.id), "r");
      try {
        const count = readSync(file, bytes, 0, bytes.length, from);
        return bytes.subarray(0, count);
      } finally {
        closeSync(file);
      }
    },
  };
}

/** Where on disk the files of an organisation are; nowhere until there is one. */
export const directoryOf = (organisation: Organisation): string | undefined => shelves.get(organisation)?.directory;

/** Forgets all files of a database, and removes them from disk. */
export function removeUploads({ organisations }: Database): void {
  for (const organisation of organisations) {
    const directory = shelves.get(organisation)?.directory;
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    shelves.delete(organisation);
  }
}
