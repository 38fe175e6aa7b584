/** `@jest/globals` as jest-light-runner has it. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest, test } = globalThis;
