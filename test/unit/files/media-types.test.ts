import { expect, test } from "@jest/globals";
import { inertTypeOf } from "../../../gateway/files/media-types.js";

test.each([
  "x.js",
  "x.mjs",
  "x.cjs",
  "x.jsx",
  "x.html",
  "x.htm",
  "x.xhtml",
  "x.xht",
  "x.svg",
  "x.svgz",
  "x.xml",
  "x.xsl",
  "x.rdf",
  "x.atom",
  "x.wasm",
  "x.css",
  "x.json",
  "x.webmanifest",
  "x.appcache",
  "x.mhtml",
  "x.eml",
  "x.swf",
  "x.hta",
  "x.unknown",
  "x",
  "X.HTML",
  "x.pdf.html",
  "x.vtt",
  "x.ics",
  "x.mht",
])("%s is served as bytes", (name) => {
  expect(inertTypeOf(name)).toBe("application/octet-stream");
});

test.each([
  ["a.pdf", "application/pdf"],
  ["A.PDF", "application/pdf"],
  ["a.html.txt", "text/plain"],
  ["a.csv", "text/csv"],
  ["a.png", "image/png"],
  ["a.jpg", "image/jpeg"],
  ["a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"],
  ["a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"],
  ["a.msg", "application/vnd.ms-outlook"],
  ["a.mp4", "video/mp4"],
])("%s is served as %s", (name, type) => {
  expect(inertTypeOf(name)).toBe(type);
});
