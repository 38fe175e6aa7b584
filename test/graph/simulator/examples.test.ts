import { describe, expect, test } from "@jest/globals";
import { existsSync, readFileSync } from "node:fs";
import type { Row } from "../../../simulator/database.js";
import { smallFirm } from "../../fixtures/small-firm.js";
import { ask, read, type Asking, type Body } from "../../support/simulator/asking.js";
import { misfits } from "../../support/simulator/shapes.js";

/*
 * One test for each shape of a GET that is known of the live API. Where the reference examples are at
 * hand, the answers are compared with those as well.
 */

const folder = new URL("../../../../shared/actionstep/examples/", import.meta.url);
const compared: { name: string; address: string; asking: Asking }[] = [];

/** Declares a test of one example; its answer is also compared with the example file of that name. */
function example(name: string, says: string, address: string, check: (body: Body) => void, asking: Asking = {}): void {
  compared.push({ name, address, asking });
  test(`${name}: ${says}`, () => check(read(address, asking)));
}

const stored = (path: string, ...ids: (number | string)[]): Row[] =>
  ids.map((id) => smallFirm.organisations[0]!.rows.get(path)!.find((row) => row.id === id)!);

/** The link templates of a collection as an answer's top level has them. */
const templates = (path: string, links: Readonly<Record<string, string>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(links).map(([link, type]) => [
      `${path}.${link}`,
      { href: `https://ap-southeast-2.actionstep.com.actionstep.com/api/rest/${type}/{${path}.${link}}`, type },
    ]),
  );

const matterLinks = templates("actions", {
  assignedTo: "participants",
  division: "divisions",
  actionType: "actiontypes",
  primaryParticipants: "participants",
  step: "steps",
  billSettings: "actionbillsettings",
  relatedActions: "actions",
});
const participantLinks = templates("participants", {
  physicalCountry: "countries",
  mailingCountry: "countries",
  division: "divisions",
});

const onePage = (recordCount: number) => ({ recordCount, pageCount: 1, page: 1, pageSize: 50, prevPage: null, nextPage: null });

/** Jo opened this matter last, which only Jo is told. */
const opened = { ...stored("actions", 101)[0]!, lastAccessTimestamp: "2026-01-20T08:00:00+11:00" };

describe("an answer has the shape the live API gives it", () => {
  example("get-single-action", "one record is an object, with paging and debug", "actions/70151", (body) => {
    const { meta, ...rest } = body;
    expect(rest).toEqual({ links: matterLinks, actions: stored("actions", 70151)[0] });
    expect(meta.paging).toEqual({ actions: onePage(1) });
    expect(Object.keys(meta.debug)).toEqual([
      "requestTime",
      "mem",
      "server",
      "cb",
      "time",
      "appload",
      "app",
      "db",
      "dbc",
      "qc",
      "uqc",
      "fc",
      "rl",
    ]);
    expect(meta.debug).toMatchObject({
      requestTime: expect.stringMatching(/^\d\.\d{6}$/),
      mem: expect.stringMatching(/^\d+\.\d\dmb$/),
      server: expect.stringMatching(/^app-[0-9a-f]{16}\.ap-southeast-2\.actionstep\.com$/),
      time: "2026-01-20 12:02:03 +1100 (Australia/Hobart)",
      appload: expect.stringMatching(/^\d\.\d\d, \d\.\d\d, \d\.\d\d$/),
      fc: expect.stringMatching(/^[\d,]+$/),
      rl: null,
    });
  });

  example(
    "list-paged-actions",
    "a page in the middle knows its neighbours",
    "actions?status=Active&sort=-modifiedTimestamp&page=2&pageSize=3",
    (body) => {
      expect(body["actions"]).toHaveLength(3);
      expect(body.meta.paging["actions"]).toMatchObject({ recordCount: 9, pageCount: 3, page: 2, pageSize: 3 });
      expect(body.meta.paging["actions"]!.prevPage).toMatch(/^http.*\/api\/rest\/actions\?.*page=1$/);
      expect(body.meta.paging["actions"]!.nextPage).toMatch(/^http.*\/api\/rest\/actions\?.*page=3$/);
    },
  );

  example(
    "list-single-row-collapses",
    "a list with one row is an object",
    "actions?actionType=7&name_ilike=*Example*",
    (body) => {
      expect(body["actions"]).toEqual(opened);
      expect(body.meta.paging).toEqual({ actions: onePage(1) });
    },
  );

  test("list-empty-204: a list with no rows has no body", () => {
    expect(ask("actions?reference=NOSUCH")).toEqual({ status: 204 });
  });

  example("multi-id-timerecords", "several ids give a list", "timerecords/1,2,3", (body) => {
    expect(body["timerecords"]).toEqual(stored("timerecords", 1, 2, 3));
    expect(body.links).toEqual(
      templates("timerecords", {
        owner: "participants",
        activity: "timerecordactivities",
        division: "divisions",
        task: "tasks",
        createdBy: "participants",
        action: "actions",
        rate: "rates",
      }),
    );
    expect(body.meta.paging).toEqual({ timerecords: onePage(3) });
  });

  example(
    "include-linked",
    "included records are listed apart, with their templates",
    "actions/101?include=primaryParticipants",
    (body) => {
      const { meta: _meta, ...rest } = body;
      expect(rest).toEqual({
        links: { ...matterLinks, ...participantLinks },
        actions: opened,
        linked: { participants: stored("participants", 31) },
      });
    },
  );

  example(
    "list-actionparticipants",
    "two includes, one without links of its own",
    "actionparticipants?action=101&include=participant,participantType",
    (body) => {
      expect(body["actionparticipants"]).toEqual(stored("actionparticipants", "101--31--31", "101--54--44"));
      expect(body.linked).toEqual({
        participants: stored("participants", 31, 44),
        participanttypes: stored("participanttypes", 31, 54),
      });
      expect(body.links).toEqual({
        ...templates("actionparticipants", {
          action: "actions",
          participantType: "participanttypes",
          participant: "participants",
        }),
        ...participantLinks,
      });
    },
  );

  example(
    "list-datacollectionrecordvalues",
    "a filter through two links, with includes",
    "datacollectionrecordvalues?action=101&dataCollectionRecord[dataCollection][name_in]=property&include=dataCollectionField,dataCollection",
    (body) => {
      expect(body["datacollectionrecordvalues"]).toEqual(
        stored("datacollectionrecordvalues", "24--lotno--28", "24--titleref--28"),
      );
      expect(body.linked).toEqual({
        datacollectionfields: stored("datacollectionfields", "24--lotno", "24--titleref"),
        datacollections: stored("datacollections", 24),
      });
    },
  );

  example("list-timeentries-with-owner", "two rows share one included record", "timeentries?action=101&include=owner", (body) => {
    expect(body["timeentries"]).toEqual(stored("timeentries", 1, 2));
    expect(body.linked).toEqual({ participants: stored("participants", 12) });
  });

  example("users-current", "the caller is marked as such", "users/current", (body) => {
    expect(body["users"]).toEqual({ ...stored("users", 12)[0]!, isCurrent: "T" });
    expect(body.links).toEqual(
      templates("users", {
        division: "divisions",
        participant: "participants",
        role: "roles",
        rate: "rates",
        defaultUtbmsTimekeeperCode: "utbmscodes",
      }),
    );
  });

  example(
    "scope-limited-links",
    "links outside the scope are missing from records and templates",
    "actions?id=65",
    (body) => {
      const { division: _division, step: _step, billSettings: _settings, ...links } = stored("actions", 65)[0]!.links!;
      expect(body["actions"]).toEqual({ ...stored("actions", 65)[0]!, links });
      expect(Object.keys(body.links!)).toEqual(
        ["assignedTo", "actionType", "primaryParticipants", "relatedActions"].map((link) => `actions.${link}`),
      );
    },
    { scopes: ["actions", "participants", "actiontypes"] },
  );

  example("fieldset", "only the fields asked for, all the templates", "actions?fields=id,name,step", (body) => {
    expect((body["actions"] as Row[])[0]).toEqual({ id: 65, name: "Lease of the boat shed", links: { step: "7--1" } });
    expect(body.links).toEqual(matterLinks);
  });

  example(
    "filter-link-and-nested",
    "filters through links, by list and by time",
    "actions?division[participant][displayName_ilike]=demo*&actionType_in=7,33&modifiedTimestamp_gteq=2026-01-01T00:00:00",
    (body) => expect((body["actions"] as Row[]).map(({ id }) => id)).toEqual([65, 101, 102, 104, 107]),
  );

  example(
    "filter-sql-like",
    "the other filter dialect",
    "datacollectionrecordvalues?filter=action%20%3D%20101%20AND%20dataCollection.name%20%3D%20%27property%27",
    (body) =>
      expect(body["datacollectionrecordvalues"]).toEqual(
        stored("datacollectionrecordvalues", "24--lotno--28", "24--titleref--28"),
      ),
  );

  example("actionchangestep-get", "a list even when there is one way on", "actionchangestep/101", (body) => {
    expect(body["actionchangestep"]).toEqual([
      {
        id: "101",
        links: {
          mustCompleteTasks: null,
          mustHaveEmailAddresses: null,
          step: "7--2",
          node: "45",
          stepTasks: ["9"],
          stepMessages: null,
          documentTemplates: null,
          stepParticipantTypes: null,
          otherParticipantTypes: null,
          stepDataFields: null,
          stepRelatedActionTypes: null,
        },
      },
    ]);
    expect(body.linked).toEqual({
      steps: stored("steps", "7--2"),
      nodes: stored("nodes", 45),
      steptasks: stored("steptasks", "9"),
    });
    expect(Object.keys(body.links!)).toHaveLength(11);
    expect(body.meta.paging).toEqual({ actionchangestep: onePage(1) });
  });

  test("error-404-unknown-resource: the errors envelope names the resource", () => {
    const { status, body } = ask("nosuchthings/1");
    expect({ status, body }).toEqual({
      status: 404,
      body: {
        errors: {
          id: expect.stringMatching(/^[0-9a-f]{40}$/),
          links: { about: null },
          status: 404,
          code: "AS-TBC",
          title: "API Resource Not Found",
          detail: "The specified Resource 'Nosuchthings' does not exist",
          source: { pointer: null, parameter: null },
          meta: [],
          rls: null,
        },
      },
    });
  });

  test("file-download-part: the first part of a file is 5,242,880 bytes, the last what remains", () => {
    const [first, second] = [1, 2].map((part) => ask(`files/DL::Actions::101::63727?part_number=${part}`));
    expect(first!.body).toBeInstanceOf(Uint8Array);
    expect((first!.body as Uint8Array).length).toBe(5_242_880);
    expect((second!.body as Uint8Array).length).toBe(100);
    expect(Buffer.from((first!.body as Uint8Array).subarray(0, 5)).toString()).toBe("%PDF-");
    expect(Buffer.from(second!.body as Uint8Array).toString()).toMatch(/%%EOF\n$/);
  });
});

const withReference = existsSync(folder) ? describe : describe.skip;
withReference("an answer has the shape of the reference example", () => {
  test.each(compared)("$name", ({ name, address, asking }) => {
    const { response } = JSON.parse(readFileSync(new URL(`${name}.json`, folder), "utf8")) as { response: { body: unknown } };
    expect(misfits(read(address, asking), response.body)).toEqual([]);
  });
});
