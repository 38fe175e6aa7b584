import type { Row } from "../database.js";

const textOf = (row: Row, ...names: readonly string[]): string => {
  const value = names.map((name) => row[name]).find((each) => typeof each === "string");
  return typeof value === "string" ? value : "";
};

const line = (row: Row): string => `${textOf(row, "name", "displayName")} (${textOf(row, "file")})`;

const ascii = (text: string): string => text.replace(/[^\x20-\x7e]/g, "?").replace(/[()\\]/g, "\\$&");

/** A one-page PDF of an exact size: a comment between the objects takes up the rest. */
function pdf(row: Row, size: number): string {
  const text = `BT /F1 14 Tf 72 720 Td (${ascii(line(row))}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
  ];
  const withFiller = (filler: string): string => {
    let body = `%PDF-1.4\n%${filler}\n`;
    const offsets = objects.map((object, index) => {
      const offset = body.length;
      body += `${index + 1} 0 obj\n${object}\nendobj\n`;
      return offset;
    });
    const table = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
    return `${body}xref\n0 6\n0000000000 65535 f \n${table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${String(body.length).padStart(10, "0")}\n%%EOF\n`;
  };
  return withFiller(" ".repeat(Math.max(size - withFiller("").length, 0)));
}

const plain = (row: Row, size: number): string => `${ascii(line(row))}\r\n`.padEnd(size, `${".".repeat(70)}\r\n`).slice(0, size);

/** The bytes of a document: as many as its row says, and always the same. */
export function fileContent(row: Row): Uint8Array {
  const size = Number(row["fileSize"] ?? row["attachmentSize"] ?? 0);
  const extension = textOf(row, "extension", "displayName");
  return Buffer.from(extension.endsWith("pdf") ? pdf(row, size) : plain(row, size), "latin1");
}
