import { PART_SIZE, REFUSED_EXTENSIONS, beginsLike, extensionOf } from "../../schema/files.js";
import type { Call } from "./call.js";
import { RestFault, badParameter, noSuchRecord } from "./errors.js";
import type { RestAnswer, SentFile } from "./request.js";
import { addPart, beginUpload, fileOf, statusOf, type Upload } from "./uploads.js";

const refused = (detail: string): RestFault => new RestFault(400, "Invalid File", detail, { parameter: "file" });

/** The methods that send a part; the documentation and the wiki disagree (protocol 5). */
export const uploadMethods = ({ fileVerb }: Call["quirks"]): readonly string[] =>
  fileVerb === "both" ? ["POST", "PUT"] : [fileVerb === "put" ? "PUT" : "POST"];

function numberOf(parameter: string, call: Call): number {
  const text = call.value(parameter) ?? "";
  if (!/^[1-9]\d{0,5}$/.test(text)) throw badParameter(parameter, `'${text}' is not the number of a part`);
  return Number(text);
}

function sentFile({ request }: Call): SentFile {
  if (!/^multipart\/form-data\b/i.test(request.contentType ?? ""))
    throw new RestFault(415, "Unsupported Media Type", "A file is sent as multipart/form-data");
  if (!request.file) throw refused("There is no field 'file' with a file in it");
  return request.file;
}

function checkFirst({ name, bytes }: SentFile): void {
  const extension = extensionOf(name);
  if (REFUSED_EXTENSIONS.has(extension)) throw refused(`Files of the type '${extension}' are not allowed`);
  if (!beginsLike(extension, bytes)) throw refused(`The content of the file is not that of a '${extension}' file`);
}

/** The upload that a part continues. It is its owner's alone. */
function begun(id: string, { view }: Call): Upload {
  const upload = fileOf(view.organisation, id);
  if (!upload || upload.owner !== view.person.username) throw noSuchRecord("files", id);
  return upload;
}

/** Takes in one part of a file: the first begins an upload, each other belongs to the id that the first was given. */
export function answerPart(segment: string | undefined, call: Call): RestAnswer {
  const { view, request, quirks } = call;
  const { organisation, person } = view;
  const file = sentFile(call);
  const [count, number] = [numberOf("part_count", call), numberOf("part_number", call)];
  if (number > count) throw badParameter("part_number", `Part ${number} of ${count} does not exist`);
  if (file.bytes.byteLength > PART_SIZE) throw refused(`A part has at most ${PART_SIZE} bytes`);
  if (file.bytes.byteLength === 0) throw refused("The part is empty");
  const known = segment === undefined ? undefined : begun(segment, call);
  if (known && known.partCount !== count) throw badParameter("part_count", `This file has ${known.partCount} parts`);
  const next = (known?.parts ?? 0) + 1;
  if (number !== next) {
    const expected = known && next > known.partCount ? "all parts are there" : `part ${next} is expected`;
    throw badParameter("part_number", `Part ${number} cannot be taken: ${expected}`);
  }
  if (!known) checkFirst(file);
  const upload = known ?? beginUpload({ name: file.name, owner: person.username, partCount: count }, request.now);
  const { id, ...added } = addPart(organisation, upload, file.bytes, request.now);
  return { status: 200, body: { files: { id, status: statusOf({ id, ...added }, quirks, request.now) } } };
}
