import { describe, expect, test } from "@jest/globals";
import type { Database, Organisation, Row } from "../../../simulator/database.js";
import { jo, lou, smallFirm } from "../../fixtures/small-firm.js";
import { ask, fault, ids, read, records } from "../../support/simulator/asking.js";

describe("the path", () => {
  test("a slash at the end makes no difference", () => {
    expect(ids("tasks/")).toEqual([9, 10, 11, 12]);
    expect(ids("tasks/9/")).toEqual([9]);
  });

  test("ids are answered in their own order, each once", () => {
    expect(ids("tasks/11,9,11")).toEqual([9, 11]);
    expect(ids("actions/70151,65")).toEqual([65, 70151]);
    expect(ids("steps/7--2,7--1")).toEqual(["7--1", "7--2"]);
    expect(ids("countries/AU")).toEqual(["AU"]);
    expect(ids("steps/7%2D%2D2")).toEqual(["7--2"]);
  });

  test("ids and filters go together", () => {
    expect(ids("tasks/9,10,11?status=Complete")).toEqual([10]);
    expect(ask("tasks/9?status=Complete").status).toBe(204);
  });

  test("an unknown id is 404 in the errors envelope, or 204", () => {
    expect(fault("tasks/99")).toEqual({ status: 404, detail: "There is no 'tasks' record with the id '99'", parameter: null });
    expect(fault("tasks/abc").status).toBe(404);
    expect(ask("tasks/99", { quirks: { missingItem: "204" } })).toEqual({ status: 204 });
  });

  test("an unknown id among others is left out, or is 404", () => {
    expect(ids("tasks/9,99")).toEqual([9]);
    expect(fault("tasks/9,99", { quirks: { unknownInMany: "404" } }).status).toBe(404);
  });

  test("too many ids are refused", () => {
    expect(ids("tasks/9,10", { quirks: { maxIdsInPath: 2 } })).toEqual([9, 10]);
    expect(fault("tasks/9,10,11", { quirks: { maxIdsInPath: 2 } }).status).toBe(400);
  });

  test("a collection without item path has none", () => {
    expect(ids("bills?id=1")).toEqual([1]);
    expect(fault("bills/1").status).toBe(404);
    expect(fault("culturalidentity/1").status).toBe(404);
  });

  test("records without an id are answered without one", () => {
    expect(records("culturalidentity")).toEqual([{ identity: "Māori" }, { identity: "Prefer not to say" }]);
  });

  test.each(["", "nosuch", "constructor/1", "tasks/9/action", "actioncreate", "files"])("'%s' is no resource", (path) => {
    expect(fault(path).status).toBe(404);
  });

  test("a broken percent sign in an id is refused", () => expect(fault("steps/%zz").status).toBe(400));
});

describe("methods", () => {
  test("HEAD answers as GET does, without the body", () => {
    const { body: _body, ...head } = ask("tasks/9");
    expect(ask("tasks/9", { method: "HEAD" })).toEqual(head);
    expect(ask("tasks/99", { method: "HEAD" })).toMatchObject({ status: 404 });
    expect(ask("tasks/99", { method: "HEAD" }).body).toBeUndefined();
  });

  test("OPTIONS answers the methods of the address", () => {
    const allow = (address: string): unknown => ask(address, { method: "OPTIONS" });
    expect(allow("tasks")).toEqual({ status: 204, headers: { allow: "GET, HEAD, OPTIONS, POST" } });
    expect(allow("tasks/9")).toEqual({ status: 204, headers: { allow: "GET, HEAD, OPTIONS, PUT, PATCH, DELETE" } });
    expect(allow("rates")).toEqual({ status: 204, headers: { allow: "GET, HEAD, OPTIONS" } });
  });

  test.each([
    ["PUT", "tasks", "GET, HEAD, OPTIONS, POST"],
    ["DELETE", "tasks", "GET, HEAD, OPTIONS, POST"],
    ["POST", "tasks/9", "GET, HEAD, OPTIONS, PUT, PATCH, DELETE"],
    ["POST", "rates", "GET, HEAD, OPTIONS"],
    ["DELETE", "rates/2", "GET, HEAD, OPTIONS"],
    ["POST", "actions", "GET, HEAD, OPTIONS"],
  ])("%s %s is not possible, and the answer says what is", (method, address, allow) => {
    const { status, headers, body } = ask(address, { method });
    expect(status).toBe(405);
    expect(headers).toMatchObject({ allow });
    expect(body).toMatchObject({ errors: { status: 405, code: "AS-TBC" } });
  });
});

describe("fields", () => {
  const fields = (address: string, quirks = {}): Row => records(address, { quirks })[0]!;

  test("attributes and links are asked for alike; without links there is no member for them", () => {
    expect(fields("tasks/9?fields=id,name,action")).toEqual({ id: 9, name: "Send contract", links: { action: "101" } });
    expect(fields("tasks/9?fields=id,name")).toEqual({ id: 9, name: "Send contract" });
    expect(fields("tasks/9?fields[tasks]=id,%20name")).toEqual({ id: 9, name: "Send contract" });
  });

  test("links nobody asked for stay where the API is taken to keep them", () => {
    expect(fields("tasks/9?fields=id", { linksOnlyWhenAsked: false })).toEqual({
      id: 9,
      links: { action: "101", assignee: "12", rate: null },
    });
  });

  test("the id comes when asked for, or always", () => {
    expect(fields("tasks/9?fields=name")).toEqual({ name: "Send contract" });
    expect(fields("tasks/9?fields=name", { idOnlyWhenAsked: false })).toEqual({ id: 9, name: "Send contract" });
  });

  test(":default stands for what comes without asking", () => {
    expect(fields("tasks/9?fields=:default")).toEqual(fields("tasks/9"));
    expect(fields("tasks/9?fields=:default,name")).toEqual(fields("tasks/9"));
  });

  test("fields of included records are asked for by collection", () => {
    const body = read("tasks/9?include=assignee&fields=id,assignee&fields[participants]=id,displayName");
    expect(body["tasks"]).toEqual({ id: 9, links: { assignee: "12" } });
    expect(body.linked).toEqual({ participants: [{ id: 12, displayName: "Quill, Jo" }] });
  });

  test("an include does not need its link among the fields", () => {
    const body = read("tasks/9?include=assignee&fields=id&fields[participants]=id");
    expect(body["tasks"]).toEqual({ id: 9 });
    expect(body.linked).toEqual({ participants: [{ id: 12 }] });
  });

  test.each(["tasks?fields=id,frob", "tasks?fields[frobs]=id", "tasks?fields[participants]=frob"])("%s is refused", (address) => {
    expect(fault(address)).toMatchObject({ status: 400, parameter: address.slice(6).split("=")[0] });
  });

  test("an unknown field can be ignored instead", () => {
    expect(fields("tasks/9?fields=id,frob", { unknownField: "ignore" })).toEqual({ id: 9 });
  });
});

describe("include", () => {
  const linked = (address: string, asking = {}): Record<string, unknown[]> =>
    Object.fromEntries(
      Object.entries(read(address, asking).linked ?? {}).map(([path, rows]) => [path, rows.map(({ id }) => id)]),
    );

  test("each linked record is listed once, in id order", () => {
    expect(linked("actions?id_in=101,107&include=primaryParticipants,assignedTo")).toEqual({ participants: [12, 31, 44] });
  });

  test("dots go on from link to link and bring the way along", () => {
    expect(linked("tasks/9?include=action.division.participant")).toEqual({ actions: [101], divisions: [1], participants: [1] });
    expect(Object.keys(read("tasks/9?include=action.division").links!).map((name) => name.split(".")[0])).toEqual(
      expect.arrayContaining(["tasks", "actions", "divisions"]),
    );
  });

  test("a nested include can be taken to need its parent listed", () => {
    const quirks = { nestedIncludeNeedsParent: true };
    expect(linked("tasks/9?include=action.division", { quirks })).toEqual({});
    expect(linked("tasks/9?include=action,action.division", { quirks })).toEqual({ actions: [101], divisions: [1] });
  });

  test("case and a plural s are forgiven", () => {
    expect(linked("actions/101?include=actionTypes")).toEqual({ actiontypes: [7] });
    expect(linked("actions/101?include=assignedto,primaryparticipant")).toEqual({ participants: [12, 31] });
  });

  test("an include that reaches nothing leaves no trace", () => {
    expect(read("tasks/11?include=assignee")).not.toHaveProperty("linked");
  });

  test("linked records can be sorted", () => {
    expect(linked("actions?include=actionType&sort[actiontypes]=-name")).toEqual({ actiontypes: [34, 33, 7] });
    expect(fault("actions?include=actionType&sort[actiontypes]=frob")).toMatchObject({ parameter: "sort[actiontypes]" });
  });

  test("an unknown link is refused, or ignored", () => {
    expect(fault("tasks?include=frob")).toMatchObject({ status: 400, parameter: "include" });
    expect(fault("tasks?include=action.frob").status).toBe(400);
    expect(linked("tasks/9?include=frob,action.frob", { quirks: { unknownInclude: "ignore" } })).toEqual({ actions: [101] });
  });

  test("a target outside the scope is withheld, or refused", () => {
    const scopes = ["tasks", "actions"];
    expect(linked("tasks/9?include=assignee,action", { scopes })).toEqual({ actions: [101] });
    expect(ask("tasks/9?include=assignee", { scopes, quirks: { includeOutsideScope: "403" } }).status).toBe(403);
  });
});

describe("sort", () => {
  test.each([
    ["actions?sort=-priority", [102, 101, 65, 103, 104, 105, 106, 107, 108, 70151]],
    ["actions?sort=priority&id_in=65,101,102", [65, 101, 102]],
    ["actions?sort=-id&id_lt=104", [103, 102, 101, 65]],
    ["actions?sort=status,-id&id_in=65,101,104", [101, 65, 104]],
    ["tasks?sort=name", [11, 10, 12, 9]],
    ["tasks?sort=actualHours", [9, 12, 10, 11]],
    ["tasks?sort=dueTimestamp", [9, 10, 11, 12]],
    ["tasks?sort=-dueTimestamp", [10, 11, 12, 9]],
    ["tasks?sort=-action", [12, 11, 9, 10]],
    ["actions?sort=modifiedTimestamp&id_in=105,106,107", [105, 106, 107]],
    ["actions?sort=reference&id_in=101,102,103,104", [103, 101, 102, 104]],
    ["steps?sort=-id", ["7--3", "7--2", "7--1"]],
  ])("%s gives %j", (address, expected) => expect(ids(address)).toEqual(expected));

  test("what cannot be sorted by is refused, or ignored", () => {
    expect(fault("actions?sort=frob")).toMatchObject({ status: 400, parameter: "sort" });
    expect(fault("actions?sort=primaryParticipants").status).toBe(400);
    expect(ids("tasks?sort=frob,-id", { quirks: { unknownSort: "ignore" } })).toEqual([12, 11, 10, 9]);
  });
});

describe("paging", () => {
  const paging = (address: string, quirks = {}) => read(address, { quirks }).meta.paging[address.split("?")[0]!]!;

  test("pages follow one another without gap or overlap", () => {
    expect([1, 2, 3, 4].map((page) => ids(`actions?pageSize=3&page=${page}`)).flat()).toEqual(ids("actions"));
    expect(paging("actions?pageSize=3&page=4")).toMatchObject({
      recordCount: 10,
      pageCount: 4,
      page: 4,
      pageSize: 3,
      nextPage: null,
    });
  });

  test("the addresses of other pages keep what was asked for", () => {
    expect(paging("actions?pageSize=2&page=2&name_ilike=*a*&include=actionType")).toMatchObject({
      prevPage: "http://localhost:4001/api/rest/actions?pageSize=2&name_ilike=*a*&include=actionType&page=1",
      nextPage: "http://localhost:4001/api/rest/actions?pageSize=2&name_ilike=*a*&include=actionType&page=3",
    });
    expect(paging("actions?pageSize=2&page=2&name_ilike=*a*", { nextPageKeepsFilters: false })).toMatchObject({
      prevPage: "http://localhost:4001/api/rest/actions?page=1",
    });
  });

  test("a page beyond the last has no body, or an empty list", () => {
    expect(ask("actions?page=2")).toEqual({ status: 204 });
    const body = read("actions?page=2", { quirks: { pageBeyondEnd: "empty" } });
    expect(body["actions"]).toEqual([]);
    expect(body.meta.paging["actions"]).toMatchObject({ recordCount: 10, pageCount: 1, page: 2, nextPage: null });
  });

  test("a page size above the maximum is cut to it, or ignored", () => {
    expect(paging("actions?pageSize=500").pageSize).toBe(200);
    expect(paging("actions?pageSize=500", { oversizedPage: "ignore" }).pageSize).toBe(50);
    expect(paging("actions?pageSize=7", { maxPageSize: 4 })).toMatchObject({ pageSize: 4, pageCount: 3 });
  });

  test("All is one page", () => {
    expect(paging("actions?pageSize=All")).toMatchObject({ recordCount: 10, pageCount: 1, pageSize: 10 });
    expect(ask("actions?pageSize=All&page=2").status).toBe(204);
  });

  test.each(["0", "-3", "x", ""])("a page or page size of '%s' counts as not given", (text) => {
    expect(paging(`actions?pageSize=${text}&page=${text}`)).toMatchObject({ page: 1, pageSize: 50 });
  });

  test("several ids are paged like any list", () => {
    expect(ids("tasks/9,10,11?pageSize=2")).toEqual([9, 10]);
    expect(ids("tasks/9,10,11?pageSize=2&page=2")).toEqual([11]);
  });

  test("a single row is an object, or a list of one", () => {
    expect(read("tasks?id=9")["tasks"]).toMatchObject({ id: 9 });
    expect(read("actions?pageSize=9&page=2")["actions"]).toMatchObject({ id: 70151 });
    expect(read("tasks/9", { quirks: { singleRow: "array" } })["tasks"]).toMatchObject([{ id: 9 }]);
  });
});

describe("scope", () => {
  test("a resource outside the scope is refused in the OAuth form", () => {
    const { status, body } = ask("tasks", { scopes: ["actions", "openid"] });
    expect(status).toBe(403);
    expect(body).toMatchObject({ error: "insufficient_scope", error_description: expect.stringContaining("'tasks'") as unknown });
  });

  test.each(["actionchangestep/101", "actioncreate/7", "files/DL::Actions::101::63727"])(
    "%s has a scope of its own",
    (address) => {
      const [name = ""] = address.split("/");
      expect(ask(address, { scopes: ["actions", "actiontypes", "actiondocuments"] }).status).toBe(403);
      expect(ask(address, { scopes: [name] }).status).toBe(200);
    },
  );

  test("included records lose the links outside the scope too", () => {
    const body = read("tasks/9?include=action", { scopes: ["tasks", "actions", "steps"] });
    expect(body["tasks"]).toMatchObject({ links: { action: "101" } });
    expect(body.linked!["actions"]![0]!.links).toEqual({ step: "7--1", relatedActions: null });
    expect(Object.keys(body.links!)).toEqual(["tasks.action", "actions.step", "actions.relatedActions"]);
  });

  test("a record with no link left has no member for them", () => {
    const body = read("tasks/9", { scopes: ["tasks"] });
    expect(body["tasks"]).not.toHaveProperty("links");
    expect(body).not.toHaveProperty("links");
  });
});

describe("rights", () => {
  const asLou = { person: lou };

  test.each([
    ["actions", [65, 101, 102, 103, 104, 105, 106, 108, 70151]],
    ["tasks", [9, 10, 11]],
    ["actionparticipants", ["101--31--31", "101--54--44"]],
    ["actiondocuments", [63727]],
    ["actionbillsettings", [101]],
    ["bills", []],
    ["emailassociations", [1]],
    ["emails", [1]],
    ["emailattachments", [1]],
  ])("a restricted matter is hidden in %s", (path, expected) => {
    expect(ids(path, asLou)).toEqual(expected);
    expect(ids(path).length).toBeGreaterThan(expected.length);
  });

  test("a hidden record is as unknown as one that never was", () => {
    expect(fault("actions/107", asLou)).toEqual({
      ...fault("actions/999", asLou),
      detail: "There is no 'actions' record with the id '107'",
    });
    expect(fault("actionchangestep/107", asLou).status).toBe(404);
    expect(fault("files/DL::Actions::107::63728", asLou).status).toBe(404);
    expect(ids("actions/101,107", asLou)).toEqual([101]);
  });

  test("a link to a hidden record shows its id and nothing more, or nothing at all", () => {
    expect(records("actions/70151", asLou)[0]!.links).toMatchObject({ relatedActions: ["107"] });
    expect(read("actions/70151?include=relatedActions", asLou)).not.toHaveProperty("linked");
    const omitted = { ...asLou, quirks: { hiddenLinks: "omitted" } } as const;
    expect(records("actions/70151", omitted)[0]!.links).toMatchObject({ relatedActions: null, actionType: "34" });
  });

  test("a closed collection is refused, and not included", () => {
    expect(fault("rates", asLou).status).toBe(403);
    expect(read("users/current?include=rate,participant", asLou).linked).toEqual({
      participants: [expect.objectContaining({ id: 13 })],
    });
  });

  test("each caller is the current user to themselves only", () => {
    const current = (person = jo): unknown[] => records("users", { person }).map(({ id, isCurrent }) => [id, isCurrent]);
    expect(current(jo)).toEqual([
      [12, "T"],
      [13, "F"],
    ]);
    expect(current(lou)).toEqual([
      [12, "F"],
      [13, "T"],
    ]);
    expect(ids("users?isCurrent=T", asLou)).toEqual([13]);
    expect(ids("users/current", asLou)).toEqual([13]);
  });

  test("favourites and last access are the caller's own, also in filters", () => {
    expect(ids("actions?isFavorite=T")).toEqual([102]);
    expect(ids("actions?isFavorite=T", asLou)).toEqual([101]);
    expect(ids("actions?lastAccessTimestamp_nteq=:NULL")).toEqual([101]);
    expect(ids("actions?lastAccessTimestamp_nteq=:NULL", asLou)).toEqual([]);
  });
});

describe("errors", () => {
  test("the envelope holds one object, or a list", () => {
    const { body } = ask("tasks/99", { quirks: { errorsAs: "array" } });
    expect(body).toEqual({ errors: [expect.objectContaining({ status: 404, code: "AS-TBC", meta: [], rls: null })] });
  });

  test("the same call gets the same answer, error id and all; another call another id", () => {
    expect(ask("tasks/99")).toEqual(ask("tasks/99"));
    expect(read("tasks?action=101")).toEqual(read("tasks?action=101"));
    const idOf = (address: string): unknown => (ask(address).body as { errors: { id: string } }).errors.id;
    expect(idOf("tasks/99")).not.toBe(idOf("tasks/98"));
    expect(idOf("tasks?frob=1")).not.toBe(idOf("tasks?frob=2"));
  });
});

describe("a write", () => {
  test("that puts a new list of rows in place is seen at once, by filters and links too", () => {
    const [firm] = smallFirm.organisations as [Organisation];
    const rows = new Map(firm.rows);
    const database: Database = { ...smallFirm, organisations: [{ ...firm, rows }] };
    expect(ids("tasks?action=102", { database })).toEqual([11]);
    const [first, ...others] = rows.get("tasks")!;
    rows.set("tasks", [{ ...first!, links: { ...first!.links, action: "102" } }, ...others]);
    expect(ids("tasks?action=102", { database })).toEqual([9, 11]);
    expect(records("tasks/9", { database })[0]!.links).toMatchObject({ action: "102" });
  });
});

describe("files", () => {
  test("a name may end in a semicolon; a part beyond the last is 404", () => {
    expect((ask("files/DL::Actions::107::63728;?part_number=1").body as Uint8Array).length).toBe(3_000);
    expect(fault("files/DL::Actions::107::63728?part_number=2")).toMatchObject({ status: 404, parameter: "part_number" });
    expect(fault("files/DL::Actions::107::63728?part_number=0").status).toBe(404);
    expect(fault("files/DL::Actions::101::63728").status).toBe(404);
    expect(fault("files/frob").status).toBe(404);
  });
});

describe("creating a matter and moving it on", () => {
  const [firm] = smallFirm.organisations as [Organisation];
  const rows: Readonly<Record<string, readonly Row[]>> = {
    nodes: [
      ...firm.rows.get("nodes")!,
      { id: 47, stepNumber: 4, isActive: "F", weight: null, links: { actionType: "7", parent: "44" } },
    ],
    tasks: [
      { id: 1, status: "Incomplete", completeBeforeStep: 2, links: { action: "65" } },
      { id: 2, status: "Complete", completeBeforeStep: 2, links: { action: "65" } },
      { id: 3, status: "Incomplete", completeBeforeStep: 3, links: { action: "65" } },
      { id: 4, status: "Incomplete", completeBeforeStep: null, links: { action: "65" } },
      { id: 5, status: "Incomplete", completeBeforeStep: 2, links: { action: "101" } },
    ],
    participants: [
      { id: 31, email: null },
      { id: 44, email: "bank@post.example" },
      { id: 45, email: "" },
    ],
    actionparticipants: ["65--31--31", "65--31--44", "65--54--45"].map((id) => {
      const [action = "", participantType = "", participant = ""] = id.split("--");
      return { id, participantNumber: 1, links: { action, participantType, participant } };
    }),
    stepmessages: [{ id: "7--2--1", method: "email", links: { step: "7--2", toParticipantType: "31" } }],
    stepparticipanttypes: [{ id: "7--2--31", links: { actionType: "7", step: "7--2", participantType: "31" } }],
    actiontypeparticipanttypes: [
      { id: "7--31", actionType: 7, links: { participantType: "31" } },
      { id: "7--54", actionType: 7, links: { participantType: "54" } },
      { id: "33--99", actionType: 33, links: { participantType: "99" } },
    ],
    tasktemplates: [
      { id: 1, stepNumber: 2, links: { actionType: "7", template: "5" } },
      { id: 2, stepNumber: 3, links: { actionType: "7", template: "6" } },
      { id: 3, stepNumber: 2, links: { actionType: "7", template: "5" } },
    ],
    stepdatafields: [{ id: 8, links: { step: "7--2" } }],
  };
  const database: Database = {
    ...smallFirm,
    organisations: [{ ...firm, rows: new Map([...firm.rows, ...Object.entries(rows)]) }],
  };

  test("a step says what it asks for, and only steps that can be taken are offered", () => {
    expect(records("actionchangestep/65", { database }).map(({ links }) => links)).toEqual([
      {
        mustCompleteTasks: ["1"],
        mustHaveEmailAddresses: ["31"],
        step: "7--2",
        node: "45",
        stepTasks: ["9"],
        stepMessages: ["7--2--1"],
        documentTemplates: ["5"],
        stepParticipantTypes: ["7--2--31"],
        otherParticipantTypes: ["54"],
        stepDataFields: ["8"],
        stepRelatedActionTypes: null,
      },
    ]);
  });

  test("links outside the scope are left out here too", () => {
    const body = read("actionchangestep/65", { database, scopes: ["actionchangestep", "steps"] });
    expect(body["actionchangestep"]).toEqual([{ id: "65", links: { step: "7--2" } }]);
    expect(Object.keys(body.linked!)).toEqual(["steps"]);
  });

  test("its form is an object with the first step", () => {
    const body = read("actioncreate/7");
    expect(body["actioncreate"]).toMatchObject({ id: 7, links: { step: "7--1", stepTasks: null, trustAccounts: null } });
    expect(body.linked).toEqual({ steps: [expect.objectContaining({ id: "7--1" })] });
    expect(fault("actioncreate/999").status).toBe(404);
  });

  test("the last step of a workflow leads nowhere, nor does an unknown matter", () => {
    expect(fault("actionchangestep/999").status).toBe(404);
    expect(ask("actionchangestep/104").status).toBe(204);
  });
});
