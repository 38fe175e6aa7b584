import { describe, expect, test } from "@jest/globals";
import { lou } from "../../fixtures/small-firm.js";
import { ask, fault, ids } from "../../support/simulator/asking.js";

/** What finds what: a filter, the ids it leaves. */
const finds = (cases: readonly (readonly [filter: string, ids: readonly (number | string)[]])[]): void => {
  test.each(cases)("%s finds %j", (filter, expected) => expect(ids(filter)).toEqual(expected));
};

describe("text", () => {
  finds([
    ["actions?name=Deleted enquiry", [108]],
    ["actions?name_eq=Deleted+enquiry", [108]],
    ["actions?name=deleted enquiry", []],
    ["actions?reference=", [103]],
    ["actions?reference_nteq=JL-8", [102, 103]],
    ["actions?reference_in=JL-8,lr-3", [101, 102]],
    ["actions?reference_ntin=JL-8,lr-3", [103]],
    ["actions?name_like=Sale*", [101, 70151]],
    ["actions?name_like=sale*", []],
    ["actions?name_ilike=sale*", [101, 70151]],
    ["actions?name_ilike=*LANE*", [101]],
    ["actions?name_ilike=T%C4%81maki*", [105]],
    ["actions?name_like=100%25*", [106]],
    ["actions?name_like=*%25*", [106]],
    ["actions?name_like=*", [65, 101, 102, 103, 104, 105, 106, 107, 108, 70151]],
    ["actions?name_like=Sale", []],
    ["actions?name_like=S*of*Lane*Bay", [101]],
    ["actions?name_like=S*Lane*of*", []],
    ["actions?name_like=Sale of 8 Jetty Lane*Lane, Example Bay", []],
    ["actions?name_like=Deleted*Deleted enquiry", []],
    ["actions?name_ilike=DELETED ENQUIRY", [108]],
    ["actions?name_ntlike=*a*&id_lt=103", []],
    ["actions?name_ntlike=*A*&id_lt=103", [65, 101, 102]],
    ["actions?name_ntilike=*sale*&id_lt=103", [65, 102]],
    ["actions?name=Estate of M. O%27Neill", [104]],
    ["actions?name=Smith %26 Sons v Harbour Board", [103]],
    ["actions?name=Sale*", []],
    ["tasks?name_gt=Send contract", [11]],
  ]);

  test("a plain value with a wildcard is a pattern where the API is taken to do so", () => {
    expect(ids("actions?name=Sale*", { quirks: { wildcardsInEquals: true } })).toEqual([101, 70151]);
  });
});

describe("no value", () => {
  finds([
    ["tasks?description=:NULL", [11, 12]],
    ["tasks?description_nteq=:NULL", [9, 10]],
    ["tasks?description_in=:NULL,Two copies", [9, 11, 12]],
    ["tasks?description_ntin=:NULL,Two copies", [10]],
    ["tasks?assignee=:NULL", [11]],
    ["tasks?assignee_nteq=:NULL", [9, 10, 12]],
    ["tasks?rate=:NULL", [9, 10, 12]],
    ["actions?relatedActions_nteq=:NULL", [107, 70151]],
    ["actions?relatedActions=:NULL&id_gt=106", [108]],
    ["actions?assignedTo_nteq=12", []],
    ["actions?reference_ntlike=x*", [101, 102, 103]],
  ]);

  test("a negation leaves out rows without a value, as in SQL, unless told otherwise", () => {
    expect(ids("tasks?description_nteq=Two copies")).toEqual([10]);
    expect(ids("tasks?description_nteq=Two copies", { quirks: { negationKeepsNulls: true } })).toEqual([10, 11, 12]);
    expect(ids("tasks?description_nteq=:NULL", { quirks: { negationKeepsNulls: true } })).toEqual([9, 10]);
    expect(ids("tasks?assignee_nteq=12", { quirks: { negationKeepsNulls: true } })).toEqual([10, 11]);
  });
});

describe("numbers", () => {
  finds([
    ["actions?priority=2", [101]],
    ["actions?priority_gt=2", [102]],
    ["actions?priority_gteq=2", [101, 102]],
    ["actions?priority_lt=2&id_lt=104", [65, 103]],
    ["actions?priority_lteq=2&id_lt=104", [65, 101, 103]],
    ["actions?priority_in=2,10", [101, 102]],
    ["actions?priority_ntin=0,2", [102]],
    ["actions?priority_nteq=0", [101, 102]],
    ["tasks?actualHours=1.5", [10]],
    ["tasks?actualHours_gt=1.50", [11]],
    ["tasks?actualHours_in=10,1.500", [10, 11]],
    ["tasks?actualHours_nteq=0", [10, 11]],
  ]);
});

describe("flags and choices", () => {
  finds([
    ["tasks?isBillingHold=T", [11]],
    ["tasks?isBillingHold=F", [9, 10, 12]],
    ["actions?isDeleted=T", [108]],
    ["actions?isBillableOverride=", [103]],
    ["actions?isBillableOverride_in=T,F", [102, 104]],
    ["tasks?status=Incomplete", [9, 11]],
    ["tasks?status=incomplete", []],
    ["tasks?status_ntin=Incomplete,Complete", [12]],
  ]);
});

describe("days, times and timestamps", () => {
  finds([
    ["actions?createdTimestamp=2025-03-30", [102]],
    ["actions?createdTimestamp_gt=2025-02-11", [102]],
    ["actions?createdTimestamp_lteq=2025-02-11&id_lt=103", [65, 101]],
    ["actions?createdTimestamp_gteq=2025-03-29T23:59:59", [102]],
    ["timeentries?startTime_gteq=09:00:00", [1, 2]],
    ["timeentries?startTime=09:06", [1, 2]],
    ["tasks?dueTimestamp=2026-02-03T06:00:00", [9]],
    ["tasks?dueTimestamp=2026-02-03T17:00:00%2B11:00", [9]],
    ["tasks?dueTimestamp_gt=2026-02-03T05:59:59", [9]],
    ["tasks?dueTimestamp_gt=2026-02-03T06:00:00", []],
    ["tasks?dueTimestamp_lt=2026-02-04", [9]],
  ]);

  test("a time without a zone is UTC, and one instant is the same in every zone", () => {
    expect(ids("actions?modifiedTimestamp=2025-10-04T16:30:00")).toEqual([105, 106]);
    expect(ids("actions?modifiedTimestamp_gteq=2025-10-04T16:30:01&id_in=105,106")).toEqual([]);
  });
});

describe("ids", () => {
  finds([
    ["actions?id=65", [65]],
    ["actions?id=101,65", [65, 101]],
    ["actions?id_in=70151,65,9", [65, 70151]],
    ["actions?id_gt=108", [70151]],
    ["actions?id_ntin=65,101,102,103", [104, 105, 106, 107, 108, 70151]],
    ["steps?id=7--2", ["7--2"]],
    ["steps?id_in=7--3,7--1", ["7--1", "7--3"]],
    ["steptasks?id=9", ["9"]],
  ]);
});

describe("links", () => {
  finds([
    ["tasks?action=101", [9, 10]],
    ["tasks?action_eq=101", [9, 10]],
    ["tasks?action=101,102", [9, 10, 11]],
    ["tasks?action_in=102,107", [11, 12]],
    ["tasks?action_nteq=101", [11, 12]],
    ["tasks?action_ntin=101,102", [12]],
    ["tasks?action[id_eq]=101", [9, 10]],
    ["tasks?action[id]=102", [11]],
    ["tasks?action[id_in]=101,107", [9, 10, 12]],
    ["tasks?action%5Bid_eq%5D=101", [9, 10]],
    ["tasks?action[actionType]=33", [12]],
    ["tasks?action[actionType_in]=7,33", [9, 10, 11, 12]],
    ["tasks?action[priority_gteq]=2", [9, 10, 11]],
    ["actions?primaryParticipants=44", [65, 107]],
    ["actions?primaryParticipants_nteq=44&id_lt=103", [101, 102]],
    ["actions?primaryParticipants_nteq=44&id_gt=104", [105, 106, 108, 70151]],
    ["actions?relatedActions=107", [70151]],
    ["actiondocuments?tags=2", [63728]],
    ["actiondocuments?tags_ntin=1,2", [63727]],
    ["actions?division[participant][displayName_ilike]=demo*&id_lt=104", [65, 101, 102]],
    ["actions?division[parent][participant][displayName]=Demonstration Law Hobart", [103, 106, 108, 70151]],
    ["tasks?action[division][participant][displayName_like]=North*", []],
    ["actions?division[participant][displayName]=Nobody", []],
    ["datacollectionrecordvalues?dataCollection[multipleRecords_eq]=F", ["24--lotno--28", "24--titleref--28"]],
    ["datacollectionrecordvalues?dataCollectionField=24--lotno", ["24--lotno--28"]],
  ]);

  test("a filter through a link sees only what the caller may see", () => {
    expect(ids("actions?relatedActions[name_like]=Restricted*")).toEqual([70151]);
    expect(ids("actions?relatedActions[name_like]=Restricted*", { person: lou })).toEqual([]);
  });

  test("a filter through a link needs the scope of its target, an id does not", () => {
    const scopes = ["tasks"];
    expect(ids("tasks?action=101", { scopes })).toEqual([9, 10]);
    expect(fault("tasks?action[status]=Active", { scopes })).toMatchObject({ status: 400, parameter: "action[status]" });
  });
});

describe("several filters", () => {
  finds([
    ["tasks?action=101&status=Complete", [10]],
    ["tasks?action=101&id_in=10,11,12", [10]],
    ["actions?priority_gt=1&priority_lt=5", [101]],
    ["actions?priority=2&priority=10", [102]],
  ]);

  test("of a parameter given twice the last counts, unless both are taken", () => {
    expect(ids("actions?priority=2&priority=10", { quirks: { repeatedParameter: "all" } })).toEqual([]);
  });
});

describe("the SQL-like filter", () => {
  finds([
    ["tasks?filter=action = 101", [9, 10]],
    ["tasks?filter=action = 101 AND status = 'Complete'", [10]],
    ["actions?filter=status ilike '%25ACTIVE%25' and priority >= 2", [101, 102]],
    ["actions?filter=name like 'Sale of%25'", [101, 70151]],
    ["actions?filter=name like 'Sale*'", []],
    ["actions?filter=name = 'Estate of M. O''Neill'", [104]],
    ["actions?filter=division.participant.displayName = 'Northern Office' AND id < 104", [103]],
    ["actions?filter=id <> 65 AND id <= 102", [101, 102]],
    ["actions?filter=id != 65 AND id < 102", [101]],
    ["actions?filter=status='Active' AND modifiedTimestamp < '2026-01-01'", [105, 106]],
    ["tasks?filter=status = 'Incomplete'&action=102", [11]],
    ["tasks?filter=", [9, 10, 11, 12]],
  ]);

  test.each([
    "status",
    "status =",
    "status = Active",
    "status = 'Active' OR id = 1",
    "(id = 1)",
    "id = 1 AND",
    "'x' = id",
    "status ~ 'x'",
  ])("%s is refused, naming the parameter", (expression) =>
    expect(fault(`tasks?filter=${expression}`)).toMatchObject({ status: 400, parameter: "filter" }),
  );

  test("an unknown name in it is refused", () => {
    expect(fault("tasks?filter=matter.id = 1")).toEqual({
      status: 400,
      detail: "'matter' is not something 'tasks' can be filtered by",
      parameter: "filter",
    });
  });
});

describe("what cannot be a filter", () => {
  test.each([
    ["tasks?frob=1", "frob"],
    ["tasks?name_is=x", "name_is"],
    ["tasks?Name=x", "Name"],
    ["tasks?action[frob]=1", "action[frob]"],
    ["tasks?frob[id]=1", "frob[id]"],
    ["tasks?name[id]=1", "name[id]"],
    ["tasks?action[]=1", "action[]"],
    ["tasks?action[id=1", "action[id"],
    ["culturalidentity?id=1", "id"],
  ])("%s is refused, naming the parameter", (address, parameter) => {
    expect(fault(address)).toMatchObject({ status: 400, parameter });
  });

  test("an unknown filter can be ignored instead", () => {
    expect(ids("tasks?frob=1&action=102", { quirks: { unknownFilter: "ignore" } })).toEqual([11]);
  });

  test.each([
    ["actions?priority=high", "priority"],
    ["actions?priority_in=high,low", "priority_in"],
    ["tasks?dueTimestamp_gt=tomorrow", "dueTimestamp_gt"],
    ["tasks?dueTimestamp_gt=2026-02-03T17:00:00+11:00", "dueTimestamp_gt"],
    ["actions?createdTimestamp=30/03/2025", "createdTimestamp"],
    ["timeentries?startTime=9am", "startTime"],
  ])("%s has a value of the wrong kind and is refused", (address, parameter) => {
    expect(fault(address)).toMatchObject({ status: 400, parameter });
    expect(ids(address, { quirks: { badFilterValue: "none" } })).toEqual([]);
  });

  test("a broken percent sign is refused", () => {
    expect(ask("tasks?name=%zz").status).toBe(400);
  });
});
