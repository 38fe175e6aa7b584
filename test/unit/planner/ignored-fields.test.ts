import { expect, test } from "@jest/globals";
import type { Envelope } from "../../../gateway/rest/envelope.js";
import { NO_INCLUDES, type Read } from "../../../gateway/rest/read.js";
import { ignoredFields } from "../../../gateway/planner/ignored-fields.js";
import { LINKS, type RestRecord } from "../../../resolvers/context.js";
import { ParticipantAdditionalNotificationMethod } from "../../../schema/resources/participant-additional-notification-method.js";
import { Task } from "../../../schema/resources/task.js";
import { resourceOf, type ResourceDefinition } from "../../../schema/vocabulary/resource.js";

const task = resourceOf(Task);
const method = resourceOf(ParticipantAdditionalNotificationMethod);

const readOf = (resource: ResourceDefinition, ...names: readonly string[]): Read => ({
  resource,
  parameters: [],
  includes: NO_INCLUDES,
  fields: new Map([[resource.path, new Set(names)]]),
  hasConditions: false,
  expects: { total: 1, counted: false, pageSize: 50, page: 1 },
});

const answerOf = (rows: readonly RestRecord[], unreadable: readonly number[] = []): Envelope => ({
  rows,
  sent: rows.length + unreadable.length,
  unreadable,
  linked: [],
});

const recordOf = ({ type }: ResourceDefinition, attributes: object, links: RestRecord[typeof LINKS] = {}): RestRecord => ({
  ...attributes,
  __typename: type,
  id: `${type}:1`,
  restId: "1",
  [LINKS]: links,
});

test("a choice of fields is looked at again where no record has any of the links that were asked for", () => {
  const read = readOf(task, "name", "assignee");
  expect(ignoredFields(answerOf([recordOf(task, { name: "Call" })]), read)).toEqual(["fields tasks"]);
  expect(ignoredFields(answerOf([recordOf(task, { name: "Call" }, { assignee: null })]), read)).toEqual([]);
});

test("a choice of fields is looked at again where rows lack the links that their ids are made of", () => {
  const read = readOf(method, "address");
  expect(ignoredFields(answerOf([], [0]), read)).toEqual([`fields ${method.path}`]);
  expect(ignoredFields(answerOf([recordOf(method, { address: "x" })]), read)).toEqual([]);
  // A row without its id, where that is a number, is a fault of its own.
  expect(ignoredFields(answerOf([recordOf(task, { name: "Call" })], [1]), readOf(task, "name"))).toEqual([]);
});
