/**
 * Makes a worker of jest-light-runner read TypeScript and know `@jest/globals`, once for all the files it runs,
 * and ends tests and hooks that take longer than they may: the runner itself waits for ever.
 */
import { register } from "node:module";
import { addEventHandler } from "jest-circus";
import { register as readTypeScript } from "tsx/esm/api";

/** Milliseconds a test or hook may take that names no time itself. */
const TIMEOUT = 30_000;

/** As they are before a test puts a clock of its own in their place. */
const { clearTimeout, setTimeout } = globalThis;

readTypeScript();
register("./resolve-globals.js", import.meta.url);

/** The same function, rejecting when it is not done in time. */
const inTime = (run, milliseconds) =>
  run &&
  (async () => {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${milliseconds} ms`)), milliseconds);
    });
    try {
      await Promise.race([run(), late]);
    } finally {
      clearTimeout(timer);
    }
  });

addEventHandler(({ name, timeout = TIMEOUT }, { currentDescribeBlock: block }) => {
  const added = name === "add_test" ? block.children.at(-1) : name === "add_hook" ? block.hooks.at(-1) : undefined;
  if (added) added.fn = inTime(added.fn, timeout);
});
