import type { RequestParts } from "../http/request-context.js";
import type { Transport } from "../rest/transport.js";
import type { ProgressBoard } from "./progress.js";
import type { Semaphore } from "./semaphore.js";

/** How files are sent and fetched. */
export interface FileSettings {
  /** The largest file that is taken, in bytes. */
  readonly maxUpload: number;
  /** Milliseconds without a byte from or to a client after which it is taken to be gone. */
  readonly silence: number;
  /** Milliseconds for one part at Actionstep: 5 MB on a slow line, and a scan at the end of it. */
  readonly partTimeout: number;
  /** Where files are put whose size is not known beforehand, while they arrive: in the first of these that takes them. */
  readonly directories: readonly string[];
}

/** What the file routes are made of. */
export interface FileRouteParts extends RequestParts {
  readonly transport: Transport;
  readonly settings: FileSettings;
  readonly uploads: Semaphore;
  readonly downloads: Semaphore;
  readonly board: ProgressBoard;
  readonly clock: () => number;
  /** Origins whose pages may send files with the cookie. */
  readonly origins: readonly string[];
}
