import type { InputCode } from "../validation-codes.js";
import type { CustomValueInput } from "./inputs.js";
import { type CustomKind, type DataType } from "./kind.js";

/** The members of an input that hold a value. */
export type ValueMember = Exclude<keyof CustomValueInput, "field">;

const MEMBERS: readonly ValueMember[] = [
  "text",
  "number",
  "money",
  "date",
  "dateTime",
  "flag",
  "choice",
  "choices",
  "participantId",
  "clear",
];

/** The member that belongs to each kind; absent for kinds that cannot be written. */
const memberOf: Readonly<Partial<Record<CustomKind, ValueMember>>> = {
  TEXT: "text",
  NUMBER: "number",
  MONEY: "money",
  DATE: "date",
  DATE_TIME: "dateTime",
  FLAG: "flag",
  CHOICE: "choice",
  CHOICES: "choices",
  PARTICIPANT: "participantId",
};

/** A field as far as a value is checked against it. */
export interface WritableField {
  readonly kind: CustomKind;
  readonly dataType: DataType;
  readonly isRequired: boolean | null;
  /** The stored values of its choices, for kinds that have choices. */
  readonly choices?: readonly string[];
}

/** What is wrong with a value: with which member of the input, or with the whole of it. */
export interface ValueProblem {
  readonly code: InputCode;
  readonly member?: ValueMember;
  readonly message: string;
}

/** The text that is to be stored, null for none; or what is wrong. */
export type CheckedValue = { readonly text: string | null } | { readonly problem: ValueProblem };

const problem = (code: InputCode, message: string, member?: ValueMember): CheckedValue => ({
  problem: { code, message, ...(member && { member }) },
});

/**
 * Checks what an input says against the field it is for, and writes it as Actionstep stores it. `idOf` makes an id of a
 * Participant Actionstep's own; what it throws is thrown on.
 */
export function checkedValue(input: CustomValueInput, field: WritableField, idOf: (id: string) => string): CheckedValue {
  const given = MEMBERS.filter((name) => input[name] !== undefined && !(name === "clear" && input.clear !== true));
  const [member, other] = given;
  const expected = memberOf[field.kind];
  if (!expected) return problem("INVALID", `A field of kind ${field.kind} cannot be written.`, member);
  if (!member) return problem("REQUIRED", `Give ${expected}, or clear.`);
  if (other) return problem("INVALID", `Give either ${member} or ${other}, not both.`, other);
  if (member === "clear") return cleared(field, "clear");
  if (member !== expected) return problem("INVALID", `The field is of kind ${field.kind}: give ${expected}.`, member);
  const value = input[member];
  if (value === null || value === undefined)
    return problem("INVALID", "null is not a value; to empty the field say clear: true.", member);
  return written(input, field, member, idOf);
}

const cleared = ({ isRequired }: WritableField, member: ValueMember): CheckedValue =>
  isRequired ? problem("REQUIRED", "The field cannot be left empty.", member) : { text: null };

function written(input: CustomValueInput, field: WritableField, member: ValueMember, idOf: (id: string) => string): CheckedValue {
  const { dataType, choices = [] } = field;
  switch (member) {
    case "text":
      if (input.text!.trim() === "") return field.isRequired ? cleared(field, member) : { text: input.text! };
      if (dataType.maxLength !== undefined && [...input.text!].length > dataType.maxLength)
        return problem("INVALID", `At most ${dataType.maxLength} characters can be stored.`, member);
      return { text: input.text! };
    case "flag":
      return { text: input.flag ? "T" : "F" };
    case "choice":
      return choices.includes(input.choice!)
        ? { text: input.choice! }
        : problem("INVALID", "This is none of the field's choices.", member);
    case "choices": {
      const chosen = [...new Set(input.choices)];
      if (chosen.length === 0) return cleared(field, member);
      if (chosen.some((each) => !choices.includes(each)))
        return problem("INVALID", "Not all of these are choices of the field.", member);
      // What separates them is not documented; a comma, unless one of them has one.
      return { text: chosen.join(chosen.some((each) => each.includes(",")) ? "\n" : ",") };
    }
    case "participantId":
      return { text: idOf(input.participantId!) };
    default:
      return { text: String(input[member]) };
  }
}
