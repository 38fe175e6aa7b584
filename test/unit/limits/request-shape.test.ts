import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { Kind, Lexer, Source, TokenKind, parse } from "graphql";
import { documentShape } from "../../../gateway/http/document-shape.js";
import { inputShape } from "../../../gateway/http/input-shape.js";
import { MAX_DEFINITIONS, MAX_INPUT_DEPTH, MAX_INPUT_MEMBERS, MAX_NAME, MAX_NESTING } from "../../../gateway/limits.js";
import { problemOfRequest } from "../../../gateway/http/request-shape.js";
import { assertProperty } from "../../support/seeds.js";

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { value };
  return value;
};

describe("the shape of a document", () => {
  test.each<[string, number, number, number]>([
    ["{ a }", 1, 1, 1],
    ["{ a { b(c: [{ d: 1 }]) { e } } }", 5, 1, 1],
    ["query q($v: [In]) { abc } fragment Fr on T { defgh }", 2, 2, 8],
    [`{ a(b: "{{{{ \\" {{{ ") }`, 2, 1, 1],
    [`{ a(b: """{{ \\""" {{ " """) } # {{{{{`, 2, 1, 1],
    ["}}}} { a }", 1, 1, 1],
    [`{ a(b: "never ends {{{`, 2, 1, 1],
    ["", 0, 0, 0],
  ])("of %j", (source, nesting, definitions, longestName) => {
    expect(documentShape(source)).toEqual({ nesting, definitions, longestName });
  });

  test("is that of the tokens, for any text the lexer takes", async () => {
    const piece = fc.constantFrom(
      "{",
      "}",
      "(",
      ")",
      "[",
      "]",
      "abc",
      "$v",
      ":",
      '"x{y"',
      '"""z{"""',
      "# c{\n",
      " ",
      "1.5",
      "...",
      "@d",
      "\n",
    );
    await assertProperty(
      fc.property(
        fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(" ")),
        (text) => {
          let depth = 0;
          let nesting = 0;
          const lexer = new Lexer(new Source(text));
          for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
            if (["{", "(", "["].includes(token.kind)) nesting = Math.max(nesting, (depth += 1));
            else if (["}", ")", "]"].includes(token.kind)) depth = Math.max(0, depth - 1);
          }
          expect(documentShape(text).nesting).toBe(nesting);
        },
      ),
      { fixed: [1], runs: { few: 100, many: 1_000 } },
    );
  });

  test("counts operations and fragments as the parser does", () => {
    const source = "query a { x } query b($v: In = { k: { l: 1 } }) { y { z } } fragment f on T { x }";
    expect(documentShape(source).definitions).toBe(
      parse(source).definitions.filter(({ kind }) => kind !== Kind.SCHEMA_DEFINITION).length,
    );
  });
});

describe("the shape of an input", () => {
  test.each<[unknown, number, number]>([
    [1, 0, 0],
    [null, 0, 0],
    [{}, 0, 1],
    [{ a: 1, b: [1, 2, { c: 3 }] }, 6, 3],
  ])("of %j", (value, members, depth) => {
    expect(inputShape(value, 100, 100)).toEqual({ members, depth });
  });

  test("is found without recursion, and no further than the limits", () => {
    expect(inputShape(nested(200_000), 1_000_000, 50).depth).toBe(51);
    expect(
      inputShape(
        Array.from({ length: 150_000 }, () => ({})),
        1_000,
        50,
      ).members,
    ).toBe(150_000);
    const read = new Proxy([1, 2, 3], {
      get: (target, name) => (name === "length" || typeof name === "symbol" ? Reflect.get(target, name) : 1),
    });
    expect(inputShape({ a: read }, 2, 50).members).toBeGreaterThan(2);
  });
});

describe("a request is refused for", () => {
  const problem = (body: object): string | undefined => problemOfRequest(body, (body as { query?: unknown }).query)?.message;

  test.each<[string, object, RegExp | undefined]>([
    ["nothing, at every limit", { query: `{${"a{".repeat(MAX_NESTING - 1)}b${"}".repeat(MAX_NESTING - 1)}}` }, undefined],
    ["levels", { query: "{a".repeat(MAX_NESTING + 1) }, /nested 101 levels deep; at most 100/],
    ["definitions", { query: "{a}".repeat(MAX_DEFINITIONS + 1) }, /501 operations and fragments; at most 500/],
    ["a name", { query: `{${"a".repeat(MAX_NAME + 1)}}` }, /name or number of 256 characters/],
    ["members", { variables: { list: Array(MAX_INPUT_MEMBERS).fill(0) } }, /more than 10000 members/],
    ["depth", { variables: nested(MAX_INPUT_DEPTH) }, /nested deeper than 32 levels/],
    ["depth of its extensions", { extensions: nested(5_000) }, /nested deeper/],
    ["nothing where there is no document", { extensions: { persistedQuery: {} } }, undefined],
  ])("%s", (_, body, expected) => {
    if (expected) expect(problem(body)).toMatch(expected);
    else expect(problem(body)).toBeUndefined();
  });
});
