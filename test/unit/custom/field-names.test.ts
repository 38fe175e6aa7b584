import { describe, expect, test } from "@jest/globals";
import { ambiguousField, meantBy, nearestNames, unknownField, type NamedField } from "../../../resolvers/custom/field-names.js";

const field = (group: string, name: string, groupId: string): NamedField => ({ group, name, groupId, isMultiple: false });
const fields = [
  field("property", "settlementDate", "1"),
  field("property", "price", "1"),
  field("Property", "Price", "2"),
  field("matter", "price", "3"),
  field("visa", "class", "4"),
];
const names = (wanted: string): string[] => meantBy(fields, wanted).map(({ groupId, name }) => `${groupId} ${name}`);

describe("a name of a custom field", () => {
  test("means a field by its collection and its own name, as they are written", () => {
    expect(names("property.price")).toEqual(["1 price"]);
    expect(names("Property.Price")).toEqual(["2 Price"]);
  });
  test("means every field of that name where no collection is said", () => {
    expect(names("price")).toEqual(["1 price", "3 price"]);
    expect(names("Price")).toEqual(["2 Price"]);
  });
  test("means a field without regard to case where none is written so", () => {
    expect(names("PROPERTY.PRICE")).toEqual(["1 price", "2 Price"]);
    expect(names("settlementdate")).toEqual(["1 settlementDate"]);
  });
  test("that nobody has is answered with the three nearest", () => {
    expect(nearestNames(fields, "setlementDate")[0]).toBe("property.settlementDate");
    expect(nearestNames(fields, "x")).toHaveLength(3);
    expect(nearestNames(fields, "x".repeat(10_000))).toEqual([]);
    expect(unknownField("field", "property.prise", fields).message).toMatch(
      /^field: no custom field is called "property.prise"; did you mean "property.price"/,
    );
  });
  test("of several collections is answered with all of them", () => {
    expect(ambiguousField("field", "price", meantBy(fields, "price")).message).toBe(
      'field: "price" may be any of "matter.price", "property.price"; say which.',
    );
  });
});
