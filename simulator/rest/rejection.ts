import type { RestQuirks } from "./quirks.js";

/** One error in the body of a write. */
export interface ValidationError {
  /** Actionstep's code for the rule (protocol 3.3); most rules have none. */
  readonly code?: string;
  /** The member at fault: `dueTimestamp`, `links/action`; absent where it is the record as a whole. */
  readonly member?: string;
  /** Which of several records, counted from 0; absent where the body held one. */
  readonly index?: number;
  readonly detail: string;
}

/** A write that was understood and refused; nothing of it was done. */
export class RejectedWrite extends Error {
  constructor(
    /** The resource written to, as in the body. */
    readonly path: string,
    readonly validationErrors: readonly ValidationError[],
  ) {
    super(validationErrors[0]?.detail);
  }
}

/** What one error of a rejection is made of. */
export interface RejectionPart {
  readonly title: string;
  readonly detail: string;
  readonly code?: string;
  readonly pointer?: string;
  readonly parameter?: string;
}

/** What the errors of a rejected write are made of, in the form that the quirks say. */
export function rejectionParts({ path, validationErrors }: RejectedWrite, quirks: RestQuirks): RejectionPart[] {
  const reported = quirks.rejections === "first" ? validationErrors.slice(0, 1) : validationErrors;
  return reported.map(({ code, member, index, detail }) => {
    const inCode = quirks.rejectionCodeIn === "code";
    const pointer = ["", path, ...(index === undefined ? [] : [String(index)]), ...(member === undefined ? [] : [member])];
    return {
      title: "Validation Error",
      detail: code !== undefined && !inCode ? `${code}: ${detail}` : detail,
      ...(code !== undefined && inCode && { code }),
      ...(quirks.rejectionPointer === "pointer" && { pointer: pointer.join("/") }),
      ...(quirks.rejectionPointer === "parameter" && member !== undefined && { parameter: member.replace(/^links\//, "") }),
    };
  });
}
