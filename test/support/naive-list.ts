import { resourceOf, type Attribute, type ResourceDefinition } from "../../schema/vocabulary/resource.js";
import type { Row } from "../../simulator/index.js";
import { asText, rawId, rawLinks, type RawFirm } from "./raw-firm.js";

/** A filter or one of its members, as a client writes it. */
export type Conditions = Readonly<Record<string, unknown>>;

/** One field of an order, as a client writes it. */
export interface OrderBy {
  readonly field: string;
  readonly direction?: "ASC" | "DESC";
}

type Value = string | number;
type Test = (values: readonly (Value | null)[]) => boolean;

/** What a wire value is compared by; null where there is none. */
export function comparable({ kind }: Pick<Attribute, "kind">, wire: unknown): Value | null {
  if (wire === null || wire === undefined) return null;
  switch (kind) {
    case "whole":
    case "decimal":
      return wire === "" ? null : Number(wire);
    case "day":
      return wire === "" ? null : Date.parse(`${asText(wire).slice(0, 10)}T00:00:00Z`);
    case "timestamp":
      return wire === "" ? null : Date.parse(asText(wire));
    default:
      return asText(wire);
  }
}

/** What a value of a filter is compared by. */
function operand(attribute: Attribute, value: unknown): Value {
  if (attribute.kind === "flag") return value ? "T" : "F";
  if (attribute.kind === "choice") return attribute.choice!.values[value as string]!;
  return comparable(attribute, value)!;
}

const pattern = (text: string, flags: string): RegExp =>
  new RegExp(
    `^${text
      .split("*")
      .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join("[^]*")}$`,
    flags,
  );

/** One comparison. A row without a value meets none, but for `isNull`; of a link to several, one is enough, or none may. */
function test(comparator: string, value: unknown, read: (value: unknown) => Value): Test {
  const some = (meets: (one: Value) => boolean): Test => {
    return (values) => values.some((one) => one !== null && meets(one));
  };
  const every = (meets: (one: Value) => boolean): Test => {
    return (values) => values.every((one) => one !== null && meets(one));
  };
  const list = (): Value[] => (value as unknown[]).map(read);
  switch (comparator) {
    case "eq":
      return some((one) => one === read(value));
    case "neq":
      return every((one) => one !== read(value));
    case "in":
      return some((one) => list().includes(one));
    case "notIn":
      return list().length === 0 ? () => true : every((one) => !list().includes(one));
    case "gt":
      return some((one) => one > read(value));
    case "gte":
      return some((one) => one >= read(value));
    case "lt":
      return some((one) => one < read(value));
    case "lte":
      return some((one) => one <= read(value));
    case "like":
      return some((one) => pattern(value as string, "").test(String(one)));
    case "ilike":
      return some((one) => pattern(value as string, "i").test(String(one)));
    case "notLike":
      return every((one) => !pattern(value as string, "").test(String(one)));
    case "notIlike":
      return every((one) => !pattern(value as string, "i").test(String(one)));
    case "isNull":
      return (values) => values.every((one) => one === null) === value;
    default:
      throw new Error(`There is no comparator ${comparator}.`);
  }
}

/** Actionstep's id out of an id a client may give. */
export const plainId = ({ type }: ResourceDefinition, id: string): string =>
  id.startsWith(`${type}:`) ? id.slice(type.length + 1) : id;

/** Whether a row meets a filter. Every condition stands for itself, also below a link. */
export function meets(firm: RawFirm, resource: ResourceDefinition, row: Row, filter: Conditions | null | undefined): boolean {
  return Object.entries(filter ?? {}).every(([name, conditions]) => {
    if (conditions === null || conditions === undefined) return true;
    const comparisons = Object.entries(conditions as Conditions).filter(([, value]) => value !== undefined);
    const attribute = resource.attributes.find((each) => each.name === name);
    if (attribute) {
      const value = comparable(attribute, row[attribute.wire]);
      return comparisons.every(([comparator, given]) => test(comparator, given, (one) => operand(attribute, one))([value]));
    }
    if (name === "id") {
      const read = (one: unknown): Value => plainId(resource, one as string);
      return comparisons.every(([comparator, given]) => test(comparator, given, read)([rawId(resource, row)!]));
    }
    const link = resource.links.find((each) => each.name === name)!;
    const target = resourceOf(link.target());
    const ids = rawLinks(row, link);
    const { id, ...rest } = conditions as Conditions;
    const read = (one: unknown): Value => plainId(target, one as string);
    return (
      Object.entries((id ?? {}) as Conditions).every(([comparator, given]) =>
        test(comparator, given, read)(ids.length === 0 && !link.many ? [null] : ids),
      ) && leaves(rest).every((leaf) => ids.some((one) => below(firm, target, one, leaf)))
    );
  });
}

const below = (firm: RawFirm, target: ResourceDefinition, id: string, filter: Conditions): boolean => {
  const row = firm.row(target, id);
  return row !== undefined && meets(firm, target, row, filter);
};

/** A filter taken apart into filters of one comparison each. */
function leaves(filter: Conditions): Conditions[] {
  return Object.entries(filter).flatMap(([name, value]): Conditions[] =>
    typeof value !== "object" || value === null || Array.isArray(value)
      ? [{ [name]: value }]
      : leaves(value as Conditions).map((leaf) => ({ [name]: leaf })),
  );
}

const compare = (left: Value, right: Value): number => (left < right ? -1 : left > right ? 1 : 0);

/** Ids in order: number by number where they are made of numbers. */
function compareIds(left: string, right: string): number {
  const [a, b] = [left.split("--"), right.split("--")];
  const isNumber = (text: string): boolean => /^\d+$/.test(text);
  for (const [index, one] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const difference = isNumber(one) && isNumber(other) ? Number(one) - Number(other) : compare(one, other);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

const fieldName = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();

/** Rows in the order asked for: nothing last, or first where it runs down; the id decides between equal ones. */
export function sorted(
  resource: ResourceDefinition,
  rows: readonly Row[],
  orderBy: readonly OrderBy[] | null | undefined,
): Row[] {
  if (!orderBy?.length) return [...rows];
  const order = orderBy.map(({ field, direction = "ASC" }) => {
    const attribute = resource.attributes.find(({ name }) => fieldName(name) === field);
    return { attribute, sign: direction === "ASC" ? 1 : -1 };
  });
  const valueOf = (attribute: Attribute, row: Row): Value | null => {
    const value = comparable(attribute, row[attribute.wire]);
    return attribute.kind === "text" && typeof value === "string" ? value.toLowerCase() : value;
  };
  const keyed = rows.map((row) => ({
    row,
    id: resource.identity ? rawId(resource, row)! : "",
    values: order.map(({ attribute }) => (attribute ? valueOf(attribute, row) : null)),
  }));
  keyed.sort((left, right) => {
    for (const [index, { attribute, sign }] of order.entries()) {
      if (!attribute) return compareIds(left.id, right.id) * sign;
      const [a, b] = [left.values[index]!, right.values[index]!];
      const difference = a === null || b === null ? Number(a === null) - Number(b === null) : compare(a, b);
      if (difference !== 0) return difference * sign;
    }
    return compareIds(left.id, right.id);
  });
  return keyed.map(({ row }) => row);
}
