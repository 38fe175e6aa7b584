import type { ValidationError } from "../../resolvers/context.js";
import { validationCodes, type ValidationCode } from "../../schema/validation-codes.js";
import { errorsIn, isObject, parsed, type JsonObject } from "../rest/json.js";

/** Statuses that are taken for a rejected write. Which of them Actionstep sends is not documented: assumed. */
const REJECTIONS: ReadonlySet<number> = new Set([400, 409, 422]);

/** Actionstep's error codes for a faulty request (13xx) or faulty data (15xx); it sends them with status 500 too (wiki). */
const REQUEST_CODE = /^AS-1[35]\d\d$/;

const VALIDATION_CODE = /\b(?:A0[12]|P0[1-3]|T0[1-9]|T1[01]|TR0[1-5])\b/;
const BEGINS_WITH_CODE = new RegExp(`^\\W*${VALIDATION_CODE.source}`);

const textIn = (error: JsonObject, name: string): string => (typeof error[name] === "string" ? error[name] : "");

/** The members of an error in which a validation code can stand (assumed). */
const PLACES = ["code", "title", "detail"] as const;

/** The first documented validation code in an error; undefined when it has none. */
function codeOf(error: JsonObject): ValidationCode | undefined {
  for (const name of PLACES) {
    const [code] = VALIDATION_CODE.exec(textIn(error, name)) ?? [];
    if (code && Object.hasOwn(validationCodes, code)) return code as ValidationCode;
  }
  return undefined;
}

/** The attribute or link that an error names, and its draft's index: from `/tasks/1/dueTimestamp`, `links[action]` or a plain name. */
function pointedAt({ source }: JsonObject): Pick<ValidationError, "member" | "index"> {
  const { pointer, parameter } = isObject(source) ? source : {};
  const place = [pointer, parameter].find((each) => typeof each === "string" && each !== "");
  const words = (place as string | undefined)?.split(/[^\w-]+/).filter(Boolean) ?? [];
  const index = words.find((word) => /^\d+$/.test(word));
  const member = words.findLast((word) => !/^\d+$/.test(word));
  return { ...(member !== undefined && { member }), ...(index !== undefined && { index: Number(index) }) };
}

/** The validation errors in the answer to a write; undefined when the answer does not reject the write. */
export function validationErrorsIn(status: number, body: string): readonly ValidationError[] | undefined {
  const errors = errorsIn(parsed(body));
  // A code counts only at the beginning of a text: further on it may be quoted from what people typed.
  const objects = (error: JsonObject): boolean =>
    REQUEST_CODE.test(textIn(error, "code")) || PLACES.some((name) => BEGINS_WITH_CODE.test(textIn(error, name)));
  const isInternal = status === 500 && errors.some(objects);
  if (!REJECTIONS.has(status) && !isInternal) return undefined;
  const validationErrors = errors.map((error): ValidationError => {
    const code = codeOf(error);
    return { ...(code && { code }), ...pointedAt(error) };
  });
  return validationErrors.length > 0 ? validationErrors : [{}];
}
