import { describe, expect, test } from "@jest/globals";
import { chunkIds, listParameters } from "../../../gateway/rest/query.js";
import { NO_INCLUDES, addressOf, type Read } from "../../../gateway/rest/read.js";
import { resourceOf } from "../../../schema/vocabulary/resource.js";
import { Matter } from "../../../schema/resources/matter.js";
import { Task } from "../../../schema/resources/task.js";
import { conditionsOf, orderOf } from "../../../resolvers/filter.js";

const matter = resourceOf(Matter);
const task = resourceOf(Task);
const parameters = (filter: Record<string, unknown>): string[] =>
  listParameters({ conditions: conditionsOf(matter, filter), order: [] });

describe("a filter becomes query parameters", () => {
  test.each<[string, Record<string, unknown>, string[]]>([
    ["plain equality", { status: { eq: "Active" } }, ["status=Active"]],
    ["a difference", { status: { neq: "Closed" } }, ["status_nteq=Closed"]],
    ["a list", { status: { in: ["Active", "Inactive"] } }, ["status_in=Active,Inactive"]],
    ["an excluded list", { priority: { notIn: [1, 2] } }, ["priority_ntin=1,2"]],
    ["several comparisons of one attribute", { priority: { gt: 1, lte: 5 } }, ["priority_gt=1", "priority_lteq=5"]],
    ["patterns", { name: { ilike: "smith*", notLike: "*test*" } }, ["name_ilike=smith*", "name_ntlike=*test*"]],
    ["no value", { reference: { isNull: true } }, ["reference=:NULL"]],
    ["any value", { reference: { isNull: false } }, ["reference_nteq=:NULL"]],
    ["a flag", { isDeleted: { eq: false } }, ["isDeleted=F"]],
    [
      "an instant, in UTC without zone",
      { modifiedTimestamp: { gte: "2026-03-04T09:15:00+11:00" } },
      ["modifiedTimestamp_gteq=2026-03-03T22:15:00"],
    ],
    ["a day", { createdTimestamp: { lt: "2026-03-04" } }, ["createdTimestamp_lt=2026-03-04"]],
    ["an id in either form", { id: { in: ["Matter:7", "8"] } }, ["id_in=7,8"]],
    ["a link by id", { assignedTo: { id: { in: ["7"] } } }, ["assignedTo_in=7"]],
    ["a link without a target", { assignedTo: { id: { isNull: true } } }, ["assignedTo=:NULL"]],
    ["a link of another name on the wire", { matterType: { id: { eq: "7" } } }, ["actionType=7"]],
    ["the target's attribute", { step: { stepName: { eq: "Exchange" } } }, ["step[stepName]=Exchange"]],
    [
      "two links",
      { division: { participant: { displayName: { ilike: "demo*" } } } },
      ["division[participant][displayName_ilike]=demo*"],
    ],
    ["a link's id below a link", { division: { participant: { id: { eq: "5" } } } }, ["division[participant]=5"]],
    ["text that means something in URLs", { name: { eq: "a&b=c #1 100% é" } }, ["name=a%26b%3Dc%20%231%20100%25%20%C3%A9"]],
    ["a value beside a null test", { reference: { eq: "A", isNull: true } }, ["reference=:NULL", "reference_eq=A"]],
    [
      "differences beside a null test",
      { reference: { neq: "A", notIn: ["B"], isNull: false } },
      ["reference_nteq=:NULL", "reference_ntin=A,B"],
    ],
    ["members that are null as if left out", { name: null, assignedTo: { id: null } }, []],
    ["an empty exclusion as none", { priority: { notIn: [] } }, []],
  ])("%s", (_, filter, expected) => {
    expect(parameters(filter)).toEqual(expected);
  });

  test.each<[string, Record<string, unknown>, RegExp]>([
    ["null as a value", { name: { eq: null } }, /^filter\.name\.eq: .*isNull/],
    ["Actionstep's own word for null", { name: { eq: ":NULL" } }, /^filter\.name\.eq: .*isNull/],
    ["a comma in a list", { name: { in: ["Smith, Ana", "Lee"] } }, /^filter\.name\.in: .*comma/],
    ["a comma beside a null test", { name: { neq: "Smith, Ana", isNull: false } }, /^filter\.name\.neq: .*comma.*notLike/],
    ["the id of another type, where ids are text", { step: { id: { eq: "Task:7" } } }, /is the id of a Task; expected a Step/],
    [
      "the id of another type",
      { assignedTo: { id: { eq: "Matter:7" } } },
      /^filter\.assignedTo\.id\.eq: .*is the id of a Matter; expected a Participant/,
    ],
    ["an ill-typed id", { id: { eq: "seven" } }, /^filter\.id\.eq: .*expected a number/],
    [
      "a third link",
      { division: { participant: { physicalCountry: { name: { eq: "Fiji" } } } } },
      /^filter\.division\.participant\.physicalCountry: .*at most 2 links/,
    ],
    ["a value nobody documented", { status: { eq: "UNRECOGNIZED" } }, /^filter\.status\.eq: UNRECOGNIZED/],
    [
      "too many values",
      { id: { in: Array.from({ length: 201 }, (_, id) => String(id + 1)) } },
      /^filter\.id\.in: 201 values were given; at most 200/,
    ],
  ])("%s is refused, by name", (_, filter, message) => {
    expect(() => parameters(filter)).toThrow(message);
  });
});

test("an order ends with the id, so that equal rows keep their places from page to page", () => {
  const order = orderOf(matter, [
    { field: "modifiedTimestamp", direction: "-" },
    { field: "name", direction: "" },
  ]);
  expect(listParameters({ conditions: [], order })).toEqual(["sort=-modifiedTimestamp,name,id"]);
  expect(listParameters({ conditions: [], order: orderOf(matter, [{ field: "id", direction: "-" }]) })).toEqual(["sort=-id"]);
  expect(listParameters({ conditions: [], order: orderOf(matter, []) })).toEqual([]);
});

test("ids are cut into lists of at most 200 and of URL length", () => {
  const numbers = Array.from({ length: 450 }, (_, id) => String(id));
  expect(chunkIds(numbers).map(({ length }) => length)).toEqual([200, 200, 50]);
  const long = Array.from({ length: 100 }, (_, id) => `${id}--${"x".repeat(150)}`);
  const chunks = chunkIds(long);
  expect(chunks.flat()).toEqual(long);
  for (const chunk of chunks) expect(chunk.join(",").length).toBeLessThanOrEqual(7000);
  expect(chunks.length).toBe(3);
});

test("a choice of fields that would make an address too long is left out, the longest first", () => {
  const names = Array.from({ length: 1_000 }, (_, index) => `attribute${index}`);
  const read: Read = {
    resource: task,
    parameters: ["pageSize=50"],
    includes: new Map([[task.links.find(({ wire }) => wire === "assignee")!, NO_INCLUDES]]),
    fields: new Map([
      ["tasks", new Set(names)],
      ["participants", new Set(["displayName"])],
    ]),
    hasConditions: false,
    expects: { total: 50, counted: false, pageSize: 50, page: 1 },
  };
  expect(addressOf(read)).toEqual({
    target: "tasks?pageSize=50&include=assignee&fields[participants]=id,displayName",
    parts: ["include assignee", "fields participants"],
  });
});
