/**
 * jest-light-runner with the same workers for every kind of test: it starts workers for each project otherwise, and keeps
 * them all until the last test has run, each with modules and memory of its own.
 */
import LightRunner from "jest-light-runner";

/** Files of this folder change what cannot be put back, so their workers run nothing else. */
const ALONE = /\/e2e\/alone\//;

export default class SharedWorkers extends LightRunner {
  /**
   * The configuration that stands for all others, by whether a file is run apart: a copy of its own for each, since workers
   * are kept by its identity. Kinds differ in nothing that workers read.
   */
  standing = new Map();

  _runTest(test) {
    const isApart = ALONE.test(test.path);
    if (!this.standing.has(isApart)) this.standing.set(isApart, { ...test.context.config });
    return super._runTest({ ...test, context: { ...test.context, config: this.standing.get(isApart) } });
  }
}
