import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { readEnvFile } from "../../gateway/env-file.js";

const built = new URL("../../dist/gateway/env-file.js", import.meta.url).href;
const directory = mkdtempSync(join(tmpdir(), "gateway-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;
const path = (): string => join(directory, `${++files}.env`);
const written = (content: string | Buffer): string => {
  const file = path();
  writeFileSync(file, content);
  return file;
};
const utf16 = (text: string, order: "le" | "be"): Buffer => {
  const bytes = Buffer.from(`\uFEFF${text}`, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
};

const settings = {
  PORT: "4100",
  ACTIONSTEP_CLIENT_SECRET: "Zürich = # 100 %",
  FRONTEND_ORIGINS: "https://a.example https://b.example",
};
const text = [
  "# Kommentar für Zürich",
  "PORT=4100",
  "",
  "  export ACTIONSTEP_CLIENT_SECRET='Zürich = # 100 %'  # a comment",
  "FRONTEND_ORIGINS=https://a.example https://b.example",
].join("\n");

describe("a file of settings", () => {
  test.each<[string, string | Buffer]>([
    ["UTF-8", text],
    ["UTF-8 with a byte order mark", `\uFEFF${text}`],
    ["UTF-16, little-endian", utf16(text, "le")],
    ["UTF-16, big-endian", utf16(text, "be")],
    ["UTF-8 with the line ends of Windows", text.replaceAll("\n", "\r\n")],
    ["UTF-16 with the line ends of Windows", utf16(text.replaceAll("\n", "\r\n"), "le")],
    ["UTF-8 with the line ends of old Macs", text.replaceAll("\n", "\r")],
    ["two files put together", `\uFEFF${text.slice(0, text.indexOf("FRONTEND"))}\uFEFF${text.slice(text.indexOf("FRONTEND"))}\n`],
  ])("is read whole: %s", (_, content) => {
    expect(readEnvFile(written(content))).toEqual(settings);
  });

  test("may have values of several lines, with and without an equals sign in them", () => {
    const content = 'KEY="-----BEGIN KEY-----\r\nabc\r\nd=\r\n-----END KEY-----" # mine\r\nPORT=1';
    expect(readEnvFile(written(content))).toEqual({ KEY: "-----BEGIN KEY-----\nabc\nd=\n-----END KEY-----", PORT: "1" });
  });

  test("that is not there, or empty, says nothing", () => {
    expect(readEnvFile(path())).toEqual({});
    expect(readEnvFile(written(""))).toEqual({});
    expect(readEnvFile(written("\uFEFF# nothing yet\r\n"))).toEqual({});
    expect(readEnvFile("/dev/null")).toEqual({});
  });

  const hush = "hunter2";
  test.each<[string, () => string, RegExp]>([
    ["UTF-16 without a mark", () => written(Buffer.from(`SECRET=${hush}`, "utf16le")), /is not UTF-8, nor UTF-16 with/],
    ["UTF-32", () => written(Buffer.from([0xff, 0xfe, 0, 0, 0x50, 0, 0, 0])), /is not UTF-8/],
    ["an old code page", () => written(Buffer.from(`SECRET=${hush}Zürich`, "latin1")), /is not UTF-8/],
    ["something that is no text", () => written(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2])), /is not UTF-8/],
    ["a line that is no setting", () => written(`PORT=1\n\nSECRET: ${hush}\n`), /, line 3, is no setting; expected NAME=value/],
    ["a quote that never ends", () => written(`PORT=1\nSECRET="${hush}\nmore\n`), /, line 3, is no setting/],
    ["an invisible sign in a name", () => written("\u200BPORT=1"), /has a setting whose name cannot be one: "\?PORT"/],
    ["a space in a name", () => written("MY PORT=1"), /name cannot be one: "MY PORT"/],
    [
      "a directory",
      () => (mkdirSync(join(directory, "folder"), { recursive: true }), join(directory, "folder")),
      /is a directory; expected a text file/,
    ],
    [
      "a link that leads nowhere",
      () => {
        const file = path();
        symlinkSync(join(directory, "gone"), file);
        return file;
      },
      /is a link that leads nowhere/,
    ],
    [
      "a link that leads to itself",
      () => {
        const file = path();
        symlinkSync(file, file);
        return file;
      },
      /cannot be opened \(ELOOP\)/,
    ],
    [
      "a named pipe that nobody writes to",
      () => {
        const file = path();
        execFileSync("mkfifo", [file]);
        return file;
      },
      /is no file/,
    ],
    ["a file of more than a megabyte", () => written("#".repeat(1_048_577)), /is larger than 1048576 bytes/],
    ["a device without end", () => "/dev/zero", /is larger than 1048576 bytes/],
  ])("is refused, in words that repeat no value: %s", (_, file, problem) => {
    expect(() => readEnvFile(file())).toThrow(problem);
    expect(() => readEnvFile(file())).not.toThrow(hush);
  });

  test("is refused where it may not be read", () => {
    const file = written("PORT=1");
    chmodSync(file, 0);
    // Root may read everything, so whoever runs this becomes nobody first.
    const program = `
      const { readEnvFile } = await import(${JSON.stringify(built)});
      if (process.getuid() === 0) process.setuid(65534);
      try { readEnvFile(${JSON.stringify(file)}) } catch (error) { console.log(error.message) }`;
    const said = execFileSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
    expect(said).toMatch(/cannot be opened \(EACCES\)/);
  });
});
