import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { BadUserInput } from "../../../schema/errors.js";
import { quoted, shortened, withShortQuotes } from "../../../schema/quote.js";
import { assertProperty } from "../../support/seeds.js";

const long = "x".repeat(250_000);

test("what is short stays as it is", () => {
  expect(quoted("Matter:113")).toBe('"Matter:113"');
  const message = 'Unknown argument "firs" on field "Query.matters". Did you mean "first"?';
  expect(withShortQuotes(message)).toBe(message);
});

/** What was sent, and the message that repeats it. */
const repeating: [sent: string, message: (sent: string) => string][] = [
  [long, (sent) => `"${sent}" is not the id of a Matter; expected a number.`],
  [long, (sent) => `Cannot query field "${sent}" on type "Query". Did you mean "a"?`],
  [`[${"1, ".repeat(9_000)}]`, (sent) => `Expected value of type "Int", found ${sent}.`],
  ["{ a: 1 } ".repeat(500), (sent) => `Int cannot represent non-integer value: ${sent}`],
  ["a b ".repeat(9_000), (sent) => `Syntax Error: Expected Name, found String "${sent}".`],
  ['a \\" b '.repeat(900), (sent) => `DateTime cannot represent "${sent}": expected a value like "2026-03-04T09:15:00+11:00".`],
  [long, (sent) => `Unknown operation named ${sent}.`],
];

test.each(repeating)("a message repeats at most a hundred characters of what was sent: %#", (sent, message) => {
  const short = withShortQuotes(message(sent));
  expect(short.length).toBeLessThanOrEqual(600);
  for (let start = 0; start + 101 <= short.length; start++) expect(sent).not.toContain(short.slice(start, start + 101));
});

test("a shortened text is no longer than it may be, and whole characters", async () => {
  await assertProperty(
    fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), fc.integer({ min: 2, max: 120 }), (text, most) => {
      const short = shortened(text, most);
      expect(short.length).toBeLessThanOrEqual(most);
      // A pair of surrogates is cut off whole.
      if (!/[\ud800-\udfff]/.test(text.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "")))
        expect(short).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
    }),
    { fixed: [1], runs: { few: 100, many: 1_000 } },
  );
});

test("every error of the gateway is held to it", () => {
  expect(new BadUserInput("id", `"${long}" is not an id.`).message.length).toBeLessThan(250);
});
