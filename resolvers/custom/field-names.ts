import leven from "leven";
import { BadUserInput } from "../../schema/errors.js";
import { quoted } from "../../schema/quote.js";

/** A field that a name may mean. */
export interface NamedField {
  /** The name of its collection, or participant type, and its own. */
  readonly group: string;
  readonly name: string;
  /** Actionstep's id of what it belongs to: a collection, or a participant type. */
  readonly groupId: string;
  /** Of a collection that may have several rows on one matter. */
  readonly isMultiple: boolean;
}

/** How many names like the one that was asked for an error tells. */
const MAX_SUGGESTIONS = 3;
/** Characters of a name beyond which it is compared with none. */
const MAX_COMPARED = 110;

/** Whether a field is meant by `group.name`, or by its name alone. */
const fits = (field: NamedField, wanted: string, fold: (text: string) => string): boolean => {
  const own = fold(field.name);
  const asked = fold(wanted);
  return own === asked || `${fold(field.group)}.${own}` === asked;
};

const exact = (text: string): string => text;
const folded = (text: string): string => text.toLowerCase();

/** The fields that a name means: as it is written, else without regard to case. */
export function meantBy<Field extends NamedField>(fields: readonly Field[], wanted: string): readonly Field[] {
  const found = fields.filter((field) => fits(field, wanted, exact));
  return found.length > 0 ? found : fields.filter((field) => fits(field, wanted, folded));
}

/** The names nearest to one that nothing is called. */
export function nearest(names: readonly string[], wanted: string): readonly string[] {
  if (wanted.length > MAX_COMPARED) return [];
  const far = (name: string): number => leven(folded(name), folded(wanted));
  const sorted = [...new Set(names)].map((name) => ({ name, far: far(name) })).sort((one, other) => one.far - other.far);
  return sorted.slice(0, MAX_SUGGESTIONS).map(({ name }) => name);
}

/** The names nearest to one that no field has, those of whole fields: `collection.field`. */
export function nearestNames(fields: readonly NamedField[], wanted: string): readonly string[] {
  if (wanted.length > MAX_COMPARED) return [];
  const asked = folded(wanted);
  const scored = fields.map(({ group, name }) => {
    const whole = `${group}.${name}`;
    return { whole, far: Math.min(leven(folded(whole), asked), leven(folded(name), asked)) };
  });
  const names = scored
    .sort((one, other) => one.far - other.far || one.whole.localeCompare(other.whole))
    .map(({ whole }) => whole);
  return [...new Set(names)].slice(0, MAX_SUGGESTIONS);
}

/** What a name that no field has is answered with. */
export const unknownField = (argument: string, wanted: string, fields: readonly NamedField[]): BadUserInput => {
  const names = nearestNames(fields, wanted);
  const instead = names.length > 0 ? `did you mean ${names.map(quoted).join(", ")}?` : "expected `collection.field`.";
  return new BadUserInput(argument, `no custom field is called ${quoted(wanted)}; ${instead}`);
};

/** What a name of fields of several collections of one matter type is answered with. */
export const ambiguousField = (argument: string, wanted: string, fields: readonly NamedField[]): BadUserInput => {
  const names = [...new Set(fields.map(({ group, name }) => `${group}.${name}`))].sort();
  return new BadUserInput(argument, `${quoted(wanted)} may be any of ${names.map(quoted).join(", ")}; say which.`);
};

/** What a field of a collection with several rows is answered with where one value is asked for. */
export const severalRows = (argument: string, { group, name }: NamedField): BadUserInput =>
  new BadUserInput(argument, `${quoted(`${group}.${name}`)} is of a collection that may have several rows; use customRecords.`);
