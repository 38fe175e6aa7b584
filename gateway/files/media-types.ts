import mime from "mime";

/** Media types that browsers show or save but do not run as part of a page; scripts, styles and markup are left out. */
const INERT: ReadonlySet<string> = new Set([
  "text/plain",
  "text/csv",
  "application/pdf",
  "application/zip",
  "application/rtf",
  "application/msword",
  "application/vnd.ms-excel",
  "application/vnd.ms-powerpoint",
  "application/vnd.ms-outlook",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/vnd.openxmlformats-officedocument.presentationml.presentation",
  "application/vnd.oasis.opendocument.text",
  "application/vnd.oasis.opendocument.spreadsheet",
  "application/vnd.oasis.opendocument.presentation",
  "image/png",
  "image/jpeg",
  "image/gif",
  "image/webp",
  "image/avif",
  "image/heic",
  "image/heif",
  "image/tiff",
  "image/bmp",
  "audio/mpeg",
  "audio/mp4",
  "audio/wav",
  "audio/ogg",
  "video/mp4",
  "video/quicktime",
  "video/webm",
]);

/** The media type to serve a file as: by its name's extension if that is harmless, else `application/octet-stream`. */
export function inertTypeOf(name: string): string {
  const type = mime.getType(name);
  return type !== null && INERT.has(type) ? type : "application/octet-stream";
}
