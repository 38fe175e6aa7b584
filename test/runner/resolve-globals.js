/** A hook of Node's: `@jest/globals` is what jest-light-runner has put into the global scope. */
const globals = new URL("./globals.js", import.meta.url).href;

export const resolve = (specifier, context, next) =>
  specifier === "@jest/globals" ? { url: globals, format: "module", shortCircuit: true } : next(specifier, context);
