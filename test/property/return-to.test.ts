import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { acceptReturnTo, setNote } from "../../auth/http/return-to.js";
import { assertProperty, type Trials } from "../support/seeds.js";

const targets = { publicUrl: new URL("https://good.example"), origins: ["https://app.example", "http://localhost:3000"] };
const ALLOWED = new Set([targets.publicUrl.origin, ...targets.origins]);
/** So many random addresses are tried. */
const trials: Trials = { fixed: [1], runs: { few: 1_000, many: 3_000 } };

/** Names that parsers read as `auth_error` or `auth_notice`, whatever they are written like. */
const OWN = ["auth_error", "auth_notice", "auth%5Ferror", "%61uth_notice", "auth_err%6fr"] as const;
/** An address without a question mark that stands alone, which says nothing. */
const plainOf = ({ origin, pathname, search, hash }: URL): string => origin + pathname + search + hash;
const namesOf = (url: URL): string[] => [...url.searchParams.keys()];

const text = fc.string({ unit: fc.constantFrom(..."abcXYZ019-._~!$'()*,;:@/?+%20%C3%A9".split("")), maxLength: 12 });
const foreign = fc
  .tuple(text, fc.boolean(), text)
  .map(([name, valued, value]) => (valued ? `${name}=${value}` : name))
  .filter(
    (each) =>
      !each.includes("#") && !["auth_error", "auth_notice"].includes(new URLSearchParams(`&${each}`).keys().next().value ?? ""),
  );
const own = fc.tuple(fc.constantFrom(...OWN), text).map(([name, value]) => `${name}=${value}`);
const query = fc.array(fc.oneof(foreign, own), { maxLength: 8 });
const place = fc.constantFrom("/", "/matters", "/a/b.c/d", "https://app.example/", "https://good.example/x");
const fragment = fc.oneof(
  fc.constant(""),
  text.map((each) => `#${each}`),
  fc.constantFrom("#auth_error=x", "#/route?auth_notice=y&z"),
);

describe("An address to come back to", () => {
  test("is of an allowed origin and none of our auth routes, whatever is asked for", async () => {
    const odd = fc.string({
      unit: fc.oneof(
        fc.constantFrom(..."/\\.:@?#%&=[]<>\"' \t\r\n\u0000\u200b\u2028\uff0f\u3002\ufeff"),
        fc.constantFrom(
          "%2f",
          "%5C",
          "%09",
          "%2e",
          "//",
          "https:",
          "javascript:",
          "good.example",
          "app.example",
          "evil",
          "auth",
          "localhost:3000",
        ),
        fc.string({ unit: "binary", maxLength: 2 }),
      ),
      maxLength: 14,
    });
    await assertProperty(
      fc.property(
        fc.oneof(
          odd,
          odd.map((each) => `/${each}`),
          fc.webUrl(),
          fc.anything(),
        ),
        (wanted) => {
          const url = acceptReturnTo(wanted, targets);
          expect(ALLOWED).toContain(url.origin);
          expect([url.username, url.password]).toEqual(["", ""]);
          if (url.origin === targets.publicUrl.origin) expect(url.pathname).not.toMatch(/^\/auth(\/|$)/i);
          // What a browser makes of the header that sends it there is the same place.
          expect(new URL(url.href, "https://good.example/auth/callback").href).toBe(url.href);
          expect(acceptReturnTo(url.href, targets).href.length).toBeLessThanOrEqual(Math.max(url.href.length, 24));
        },
      ),
      trials,
    );
  });

  test("loses what an earlier sign-in added, and nothing else: order, spelling and fragment stay", async () => {
    await assertProperty(
      fc.property(place, query, fragment, (at, parameters, end) => {
        const wanted = `${at}${parameters.length > 0 ? `?${parameters.join("&")}` : ""}${end}`;
        const kept = parameters.filter((each) => !OWN.some((name) => each.startsWith(`${name}=`)));
        const expected = new URL(`${at}${kept.length > 0 ? `?${kept.join("&")}` : ""}${end}`, targets.publicUrl);
        const found = acceptReturnTo(wanted, targets);
        expect(plainOf(found)).toBe(plainOf(expected));
        expect(namesOf(found)).not.toContain("auth_error");
        expect(namesOf(found)).not.toContain("auth_notice");
      }),
      trials,
    );
  });

  test("gets one note at the end of its query, before the fragment, and the next one takes its place", async () => {
    await assertProperty(
      fc.property(place, fc.array(foreign, { maxLength: 6 }), fragment, (at, parameters, end) => {
        const url = acceptReturnTo(`${at}${parameters.length > 0 ? `?${parameters.join("&")}` : ""}${end}`, targets);
        const plain = plainOf(url);
        setNote(url, { auth_error: "access_denied" });
        expect(url.searchParams.getAll("auth_error")).toEqual(["access_denied"]);
        expect(url.hash).toBe(new URL(plain).hash);
        expect(url.search.endsWith("auth_error=access_denied")).toBe(true);
        setNote(url, { auth_notice: "org_mismatch" });
        expect([url.searchParams.getAll("auth_error"), url.searchParams.getAll("auth_notice")]).toEqual([[], ["org_mismatch"]]);
        setNote(url, {});
        expect(plainOf(url)).toBe(plain);
      }),
      trials,
    );
  });

  test.each([
    ["/?auth_error=access_denied", "https://good.example/"],
    ["/matters?tab=1&auth_error=access_denied&b=%20+%2B#top", "https://good.example/matters?tab=1&b=%20+%2B#top"],
    ["/?auth_error&auth%5Fnotice=x&auth_errors=1", "https://good.example/?auth_errors=1"],
    ["/x?a&&b=#auth_error=1", "https://good.example/x?a&&b=#auth_error=1"],
    ["/x??auth_error=1", "https://good.example/x??auth_error=1"],
    ["/x?", "https://good.example/x?"],
    ["https://app.example/?auth_notice=org_mismatch&x", "https://app.example/?x"],
  ])("%j becomes %j", (wanted, href) => {
    expect(acceptReturnTo(wanted, targets).href).toBe(href);
  });
});
