import type { RequestParts } from "../http/request-context.js";
import type { Transport } from "../rest/transport.js";
import type { ProgressBoard } from "./progress.js";
import type { Semaphore } from "./semaphore.js";

/** Settings of uploads and downloads. */
export interface FileSettings {
  /** The largest file that is taken, in bytes. */
  readonly maxUpload: number;
  /** Milliseconds without a byte from or to a client after which it is taken to be gone. */
  readonly silence: number;
  /** Milliseconds that Actionstep may take for one part: 5 MB on a slow line, and the virus scan after the last (protocol 5). */
  readonly partTimeout: number;
  /** Folders for files of unknown size while they arrive; the first that can be written to is used. */
  readonly directories: readonly string[];
}

/** What uploads and downloads need. */
export interface FileRouteParts extends RequestParts {
  readonly transport: Transport;
  readonly settings: FileSettings;
  readonly uploads: Semaphore;
  readonly downloads: Semaphore;
  readonly board: ProgressBoard;
  readonly clock: () => number;
  /** Origins whose pages may upload files with the session cookie. */
  readonly origins: readonly string[];
}
