import type { ValidationError } from "../../resolvers/context.js";
import { validationCodes, type ValidationCode } from "../../schema/validation-codes.js";
import { errorsIn, isObject, parsed, type JsonObject } from "../rest/json.js";

/** Statuses with which Actionstep answers a write that it does not accept; which of them is nowhere documented. */
const REJECTIONS: ReadonlySet<number> = new Set([400, 409, 422]);

/** Its codes for faults of a request or of what is in it come with status 500 too. */
const REQUEST_CODE = /^AS-1[35]\d\d$/;

const VALIDATION_CODE = /\b(?:A0[12]|P0[1-3]|T0[1-9]|T1[01]|TR0[1-5])\b/;
const BEGINS_WITH_CODE = new RegExp(`^\\W*${VALIDATION_CODE.source}`);

const textIn = (error: JsonObject, name: string): string => (typeof error[name] === "string" ? error[name] : "");

/** Where in an error a validation code can stand. */
const PLACES = ["code", "title", "detail"] as const;

/** A documented validation code, wherever in the error it stands. */
function codeOf(error: JsonObject): ValidationCode | undefined {
  for (const name of PLACES) {
    const [code] = VALIDATION_CODE.exec(textIn(error, name)) ?? [];
    if (code && Object.hasOwn(validationCodes, code)) return code as ValidationCode;
  }
  return undefined;
}

/** What the error points at: `/tasks/1/dueTimestamp`, `links[action]`, or the plain name. */
function pointedAt({ source }: JsonObject): Pick<ValidationError, "member" | "index"> {
  const { pointer, parameter } = isObject(source) ? source : {};
  const place = [pointer, parameter].find((each) => typeof each === "string" && each !== "");
  const words = (place as string | undefined)?.split(/[^\w-]+/).filter(Boolean) ?? [];
  const index = words.find((word) => /^\d+$/.test(word));
  const member = words.findLast((word) => !/^\d+$/.test(word));
  return { ...(member !== undefined && { member }), ...(index !== undefined && { index: Number(index) }) };
}

/** What Actionstep objected to in a write; undefined for an answer that says something else. */
export function validationErrorsIn(status: number, body: string): readonly ValidationError[] | undefined {
  const errors = errorsIn(parsed(body));
  // A failure is taken for an objection only where that is what it begins with: it may quote what people typed.
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
