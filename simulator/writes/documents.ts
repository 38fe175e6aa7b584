import type { Organisation, Row } from "../database.js";
import { linkedIds } from "../rest/collection.js";
import { timestampIn } from "../time-zones.js";
import { fileOf, fileUnder, type Upload } from "../rest/uploads.js";

/** What is known of the file a row is given. */
interface Given {
  readonly name: string;
  readonly size: number | null;
  /** What was uploaded; absent where a made-up id is let pass. */
  readonly upload?: Upload;
}

/** The file that a `file` member names: `<file id>;<name.ext>`, or the id alone. */
function givenFile(organisation: Organisation, file: string): Given {
  const [id = "", name = ""] = file.split(/;(.*)/s);
  const upload = fileOf(organisation, id);
  return { name: name || (upload?.name ?? id), size: upload?.size ?? null, ...(upload && { upload }) };
}

const extensionOf = (name: string): string | null => /\.[^.]+$/.exec(name)?.[0]?.toLowerCase() ?? null;

/** The members of a document's row that follow from the file it is given, by collection. */
const derived: Readonly<Record<string, (row: Row, given: Given, moment: string) => Readonly<Record<string, unknown>>>> = {
  actiondocuments: (row, { name, size }, moment) => {
    const matter = linkedIds(row, "action")[0] ?? "";
    return {
      status: "uploaded",
      fileSize: size,
      extension: extensionOf(name),
      fileName: `${matter}_${moment}_${name}`,
      file: `DL::Actions::${matter}::${String(row.id)}`,
    };
  },
  contactdocuments: (row, { name, size }) => {
    const contact = linkedIds(row, "participant")[0] ?? "";
    return {
      status: "uploaded",
      fileSize: size,
      extension: extensionOf(name),
      fileName: `pid_${contact}_${name}`,
      file: `CD::Contacts::${contact}::${String(row.id)}`,
    };
  },
  emailattachments: (row, { size }) => ({
    attachmentSize: size,
    file: `EA::Emails::${linkedIds(row, "email")[0] ?? ""}::${String(row.id)}`,
  }),
};

/** A document's row once it has been given a file; the row itself where its collection has no files. */
export function withFile(path: string, row: Row, file: unknown, organisation: Organisation, now: number): Row {
  if (typeof file !== "string" || !Object.hasOwn(derived, path)) return row;
  const moment = timestampIn(organisation.timeZone, now).slice(0, 19).replace(/\D/g, "");
  const given = givenFile(organisation, file);
  const members = derived[path]!(row, given, moment);
  if (given.upload) fileUnder(organisation, given.upload, String(members["file"]));
  return { ...row, ...Object.fromEntries(Object.entries(members).filter(([name]) => name in row || name === "file")) };
}
