/** One change of the sources: a text that stands once in a file, and what is put in its place. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

/** A fault that is put into the sources on purpose, to see that a test notices. */
export interface Fault {
  /** What is wrong then, as whoever uses the gateway sees it. */
  readonly name: string;
  /** The commit that mended it, the rule it breaks, or the room it stands in. */
  readonly from: string;
  readonly edits: readonly Edit[];
  /** The test files of which one has to notice, the likeliest first. */
  readonly tests: readonly string[];
  /** A pattern of test names, where the files hold many slow ones. */
  readonly only?: string;
  /** Whether its tests start built programs, so that the build has to have the fault as well. */
  readonly needsBuild?: true;
}
