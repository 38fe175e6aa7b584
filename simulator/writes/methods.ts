import type { Catalogued } from "../rest/catalogue.js";
import { RestFault } from "../rest/errors.js";
import type { RestQuirks } from "../rest/quirks.js";
import { uploadMethods } from "../rest/upload-part.js";

const READS = ["GET", "HEAD", "OPTIONS"];

/** The methods of the two verbs that make and move matters. */
const verbMethods: Readonly<Record<string, readonly string[]>> = {
  actioncreate: ["OPTIONS", "POST"],
  actionchangestep: ["OPTIONS", "POST"],
};

/** What one address offers. */
function methodsOf(name: string, resource: Catalogued | undefined, isItem: boolean, quirks: RestQuirks): string[] {
  const { updateVerb } = quirks;
  if (name === "files") return [...READS, ...uploadMethods(quirks)];
  if (!resource) return !isItem && Object.hasOwn(verbMethods, name) ? [...verbMethods[name]!] : READS;
  if (!isItem) return [...READS, ...(resource.can.has("create") ? ["POST"] : [])];
  return [
    ...(resource.item ? READS : ["OPTIONS"]),
    ...(resource.can.has("update") && updateVerb !== "patch" ? ["PUT"] : []),
    ...(resource.can.has("update") && updateVerb !== "put" ? ["PATCH"] : []),
    ...(resource.can.has("delete") ? ["DELETE"] : []),
    // One client creates fields of data collections at the address of those it has.
    ...(name === "datacollectionfields" ? ["POST"] : []),
  ];
}

/** The `allow` header of an address. */
export const allowOf = (...about: Parameters<typeof methodsOf>): string => methodsOf(...about).join(", ");

/** Refuses a method that an address does not offer, and names those it does. */
export function demandMethod(method: string, ...about: Parameters<typeof methodsOf>): void {
  const methods = methodsOf(...about);
  if (methods.includes(method)) return;
  throw new RestFault(405, "Method Not Allowed", `'${method}' is not possible on '${about[0]}'`, {
    headers: { allow: methods.join(", ") },
  });
}
