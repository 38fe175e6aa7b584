import { describe, expect, test } from "@jest/globals";
import { assertRowsOfKind, createEnvelopeReader } from "../../../gateway/rest/envelope.js";
import { LINKS } from "../../../resolvers/context.js";
import { UpstreamInvalidResponse } from "../../../schema/errors.js";
import { resources } from "../../../schema/resources/index.js";
import { Bill } from "../../../schema/resources/bill.js";
import { GenderType } from "../../../schema/resources/gender-type.js";
import { Matter } from "../../../schema/resources/matter.js";
import { TimeEntry } from "../../../schema/resources/time-entry.js";
import { resourceOf } from "../../../schema/vocabulary/resource.js";
import { memoryLog } from "../../support/memory-log.js";

const setUp = () => {
  const log = memoryLog();
  return { log, reader: createEnvelopeReader(resources.map(resourceOf), log) };
};
const matter = resourceOf(Matter);

describe("an answer of the REST API", () => {
  test("holds one row as an object, several as an array and none as nothing", () => {
    const { reader } = setUp();
    expect(reader.read(matter, { actions: { id: 1 } }).rows).toHaveLength(1);
    expect(reader.read(matter, { actions: [{ id: 1 }, { id: 2 }] }).rows.map(({ id }) => id)).toEqual(["Matter:1", "Matter:2"]);
    expect(reader.read(matter, undefined).rows).toEqual([]);
  });

  test("is read into the graph's names and values", () => {
    const { reader } = setUp();
    const [entry] = reader.read(resourceOf(TimeEntry), {
      timeentries: {
        id: "47",
        timestampDate: "2025-11-20T00:00:00+11:00",
        actualHours: "4.00",
        startTime: "14:52:00",
        isBillable: "T",
        billingBehavior: "No charge",
        timerDurationSeconds: "9000",
        description: "",
        rateTimestamp: null,
        links: { action: 7, owner: "12", task: null },
      },
    }).rows;
    expect(entry).toMatchObject({
      __typename: "TimeEntry",
      id: "TimeEntry:47",
      restId: "47",
      timestampDate: "2025-11-20T00:00:00+11:00",
      actualHours: "4.00",
      startTime: "14:52:00",
      isBillable: true,
      billingBehavior: "No charge",
      timerDurationSeconds: 9000,
      description: "",
      rateTimestamp: null,
    });
    expect(entry?.[LINKS]).toEqual({ action: "7", owner: "12", task: null });
  });

  test("brings side-loaded records, and its count of rows whatever name paging has", () => {
    const { reader } = setUp();
    const envelope = reader.read(resourceOf(Bill), {
      bills: [],
      linked: { participants: [{ id: 31, displayName: "Moss, Ana" }], unheardof: [{ id: 1 }] },
      meta: { paging: { participants: { recordCount: 412, pageSize: 50 } } },
    });
    expect(envelope).toMatchObject({ rows: [], linked: [{ id: "Participant:31" }], recordCount: 412, pageSize: 50 });
  });

  test("may spell the collection with capitals", () => {
    const { reader } = setUp();
    expect(reader.read(matter, { Actions: { id: 1 } }).rows).toHaveLength(1);
  });

  test("may leave the id to other members", () => {
    const { reader } = setUp();
    expect(reader.read(resourceOf(GenderType), { gendertypes: { genderTypeName: "Takatāpui" } }).rows[0]?.id).toBe(
      "GenderType:Takatāpui",
    );
  });

  test("with an undocumented value of an enumeration reads as UNRECOGNIZED and is logged", () => {
    const { reader, log } = setUp();
    expect(reader.read(matter, { actions: { id: 1, status: "Hibernating" } }).rows[0]?.["status"]).toBe("UNRECOGNIZED");
    expect(log.lines).toMatchObject([{ level: "warn", attribute: "status", value: "Hibernating" }]);
  });

  test("with a value of the wrong form is an error at that attribute alone", () => {
    const { reader } = setUp();
    const [row] = reader.read(matter, {
      actions: { id: 1, name: "Sale", modifiedTimestamp: "last Tuesday", isDeleted: "maybe" },
    }).rows;
    expect(row?.["name"]).toBe("Sale");
    expect(row?.["modifiedTimestamp"]).toBeInstanceOf(UpstreamInvalidResponse);
    expect(row?.["isDeleted"]).toBeInstanceOf(UpstreamInvalidResponse);
  });

  test("leaves out a row that does not say which record it is, and says where it was", () => {
    const { reader, log } = setUp();
    const envelope = reader.read(matter, { actions: [{ id: 1 }, { name: "whose?" }, null, { id: 4 }, "?"] });
    expect(envelope.rows.map(({ id }) => id)).toEqual(["Matter:1", "Matter:4"]);
    expect(envelope).toMatchObject({ sent: 5, unreadable: [1, 2, 4] });
    expect(log.lines).toMatchObject([{ level: "warn", resource: "actions", rows: 5, unreadable: 3 }]);
    expect(JSON.stringify(log.lines)).not.toContain("whose?");
  });

  test("leaves out a side-loaded record of that kind, which is then read by itself", () => {
    const { reader } = setUp();
    const { linked } = reader.read(matter, {
      actions: { id: 1 },
      linked: { participants: [{ displayName: "Moss, Ana" }, { id: 2 }] },
    });
    expect(linked.map(({ id }) => id)).toEqual(["Participant:2"]);
  });

  test("of several rows without any that can be read is of another kind", () => {
    const { reader } = setUp();
    expect(() => assertRowsOfKind(reader.read(matter, { actions: [{ name: "whose?" }, null] }))).toThrow(UpstreamInvalidResponse);
    expect(assertRowsOfKind(reader.read(matter, { actions: [{ name: "whose?" }, { id: 2 }] })).rows).toHaveLength(1);
  });

  test.each([
    ["a page of HTML", "<html>"],
    ["null", null],
    ["a list", []],
    ["an envelope of something else", { errors: {} }],
  ])("that is %s is refused", (_, body) => {
    const { reader } = setUp();
    expect(() => reader.read(matter, body)).toThrow(UpstreamInvalidResponse);
  });
});
