import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { startSimulator, type RestQuirks, type Row, type Simulator } from "../../../simulator/index.js";
import { smallFirm } from "../../fixtures/small-firm.js";
import { clientOf, type Client } from "../../support/simulator/writing.js";

/** A delivery as JSON:API 1.0 has it, as far as the tests look into it. */
interface Delivered {
  readonly data: {
    readonly type: string;
    readonly id: string;
    readonly attributes: Row;
    readonly relationships: Readonly<Record<string, unknown>>;
  };
  readonly meta: { readonly debug: { readonly resthook: Readonly<Record<string, unknown>> } };
}

let simulator: Simulator;
let jo: Client;
let target: Server;
let received: { readonly path: string; readonly type: string | undefined; readonly body: Delivered }[];
let statuses: Record<string, number>;

beforeEach(async () => {
  received = [];
  statuses = {};
  target = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk) => (text += String(chunk)));
    request.on("end", () => {
      const path = request.url ?? "";
      received.push({ path, type: request.headers["content-type"], body: JSON.parse(text) as Delivered });
      target.emit("delivery");
      const status = statuses[path] ?? 200;
      // A path without an answer is one that keeps everybody waiting.
      if (status === 0) return;
      response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
    });
  }).listen(0, "127.0.0.1");
  await once(target, "listening");
  simulator = await startSimulator({ database: smallFirm, clock: () => Date.UTC(2026, 0, 20, 1, 2, 3) });
  jo = clientOf(simulator, "jo");
});
afterEach(async () => {
  await simulator.close();
  target.closeAllConnections();
  await new Promise((resolve) => target.close(resolve));
});

const quirks = (change: Partial<RestQuirks>): void => simulator.set({ quirks: change });
const urlOf = (path: string): string => `http://127.0.0.1:${(target.address() as AddressInfo).port}${path}`;
const register = (eventName: string, path = "/hook"): ReturnType<Client> =>
  jo("POST", "resthooks", { resthooks: [{ eventName, targetUrl: urlOf(path) }] });
const note = (text = "Called the client."): ReturnType<Client> =>
  jo("POST", "filenotes", { filenotes: { text, links: { action: 101 } } });

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 5000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`It never came to that; received: ${JSON.stringify(received.map(({ path }) => path))}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const deliveries = (count: number): Promise<void> => until(() => received.length >= count);
const hook = async (id = 1): Promise<Row> => (await jo("GET", `resthooks/${id}`)).records[0]!;
const events = (): unknown[] => received.map(({ body }) => body.meta.debug.resthook["event_name"]);

describe("registering a hook", () => {
  test("answers it active and never triggered", async () => {
    const { records } = await register("FileNoteCreated");
    expect(records).toEqual([
      {
        id: 1,
        eventName: "FileNoteCreated",
        targetUrl: urlOf("/hook"),
        status: "Active",
        triggeredCount: 0,
        triggeredLastTimestamp: null,
      },
    ]);
  });

  test("is refused for an event there is not, or a target that is no URL", async () => {
    const { status, errors } = await jo("POST", "resthooks", { eventName: "TaskDeleted", targetUrl: "nowhere" });
    expect([status, errors.map(({ source }) => source.pointer)]).toEqual([400, ["/resthooks/eventName", "/resthooks/targetUrl"]]);
    expect((await register("ActionParticipantCreated")).status).toBe(400);
    quirks({ hookEvents: "withParticipantCreated" });
    expect((await register("ActionParticipantCreated")).status).toBe(200);
    await jo("POST", "actionparticipants", { links: { action: 102, participantType: 31, participant: 44 } });
    await deliveries(1);
  });

  test("is possible for each of the 21 events", async () => {
    const names = [
      ...["ActionCreated", "ActionUpdated", "ActionDocumentCreated", "ActionDocumentUpdated", "ActionDocumentDeleted"],
      ...["ActionParticipantAdded", "ActionParticipantDeleted", "DataCollectionRecordUpdated", "DataCollectionRecordDeleted"],
      ...["DataCollectionRecordValueUpdated", "DisbursementCreated", "DisbursementUpdated", "FileNoteCreated", "FileNoteUpdated"],
      ...[
        "ParticipantCreated",
        "ParticipantUpdated",
        "StepChanged",
        "TaskCreated",
        "TaskUpdated",
        "TimeEntryCreated",
        "TimeEntryUpdated",
      ],
    ];
    expect(names).toHaveLength(21);
    const body = names.map((eventName) => ({ eventName, targetUrl: urlOf("/all") }));
    expect((await jo("POST", "resthooks", { resthooks: body })).status).toBe(200);
  });
});

describe("a delivery", () => {
  test("is a JSON:API document with the record, and says for which hook", async () => {
    await register("FileNoteCreated");
    await note();
    await deliveries(1);
    expect(received).toMatchObject([{ path: "/hook", type: "application/vnd.api+json" }]);
    const { meta, ...document } = received[0]!.body;
    expect(document).toEqual({
      jsonapi: { version: "1.0" },
      data: {
        type: "filenotes",
        id: "1",
        attributes: {
          enteredTimestamp: "2026-01-20T12:02:03+11:00",
          text: "Called the client.",
          enteredBy: "Quill, Jo",
          source: "User",
          noteTimestamp: "2026-01-20T12:02:03+11:00",
        },
        relationships: {
          action: { data: { type: "actions", id: "101" } },
          document: null,
          participant: { data: { type: "participants", id: "12" } },
          tags: null,
        },
      },
    });
    expect(meta.debug.resthook).toEqual({
      id: "1",
      target: urlOf("/hook"),
      trigger_count: 1,
      event_name: "FileNoteCreated",
      resource_type: "filenotes",
      resource_id: "1",
    });
    expect(await hook()).toMatchObject({
      status: "Active",
      triggeredCount: 1,
      triggeredLastTimestamp: "2026-01-20T12:02:03+11:00",
    });
  });

  test("is what a GET of the record answers, where that is how it is done", async () => {
    quirks({ hookPayload: "rest" });
    await register("FileNoteCreated");
    await note();
    await deliveries(1);
    const { body } = await jo("GET", "filenotes/1");
    expect(received[0]!.body).toMatchObject({ links: body!["links"], filenotes: body!["filenotes"] });
  });

  test("comes once for each record of a write that was done, in order, and never for one that was refused", async () => {
    await register("FileNoteCreated");
    await jo(
      "POST",
      "filenotes",
      [1, 2, 3].map((number) => ({ text: `Note ${number}`, links: { action: 101 } })),
    );
    await jo("POST", "filenotes", { filenotes: { text: "x", links: { action: 999 } } });
    await note("last");
    await deliveries(4);
    expect(received.map(({ body }) => body.data.attributes["text"])).toEqual(["Note 1", "Note 2", "Note 3", "last"]);
    expect(received.map(({ body }) => body.meta.debug.resthook["trigger_count"])).toEqual([1, 2, 3, 4]);
  });

  test("comes for what is changed, added, taken away and moved", async () => {
    for (const event of [
      "TaskUpdated",
      "ActionParticipantAdded",
      "ActionParticipantDeleted",
      "ActionDocumentDeleted",
      "StepChanged",
      "ActionUpdated",
    ])
      await register(event);
    const after = async (count: number, write: ReturnType<Client>): Promise<void> => {
      expect((await write).status).toBeLessThan(300);
      await deliveries(count);
    };
    await after(1, jo("PUT", "tasks/9", { name: "Another" }));
    await after(2, jo("POST", "actionparticipants", { links: { action: 102, participantType: 31, participant: 44 } }));
    await after(3, jo("DELETE", "actionparticipants/102--31--44"));
    await after(4, jo("DELETE", "actiondocuments/63727"));
    await after(5, jo("PUT", "actions/101", { priority: 3 }));
    await after(6, jo("POST", "actionchangestep", { links: { action: 101, step: "7--2" } }));
    expect(events()).toEqual([
      "TaskUpdated",
      "ActionParticipantAdded",
      "ActionParticipantDeleted",
      "ActionDocumentDeleted",
      "ActionUpdated",
      "StepChanged",
    ]);
    expect(received.at(-1)!.body.data).toMatchObject({
      type: "actions",
      id: "101",
      relationships: { step: { data: { id: "7--2" } } },
    });
  });

  test("about a data collection's record comes once, however many of its values a write changes", async () => {
    for (const event of ["DataCollectionRecordValueUpdated", "DataCollectionRecordUpdated"]) await register(event, `/${event}`);
    await jo("PUT", "datacollectionrecordvalues/24--lotno--28,24--titleref--28", [
      { id: "24--lotno--28", stringValue: "5" },
      { id: "24--titleref--28", stringValue: "AB12/34" },
    ]);
    await register("FileNoteCreated", "/last");
    await note();
    await deliveries(4);
    expect(received.map(({ path }) => path).sort()).toEqual([
      "/DataCollectionRecordUpdated",
      "/DataCollectionRecordValueUpdated",
      "/DataCollectionRecordValueUpdated",
      "/last",
    ]);
  });

  test("comes for each thing that opening a matter makes", async () => {
    for (const event of ["ActionCreated", "ActionParticipantAdded", "FileNoteCreated"]) await register(event, `/${event}`);
    await jo("POST", "actioncreate", {
      actionName: "New",
      fileNote: "By API",
      links: { actionType: 7, participantType31: ["31", "44"] },
    });
    await deliveries(4);
    expect(received.map(({ path }) => path).sort()).toEqual([
      "/ActionCreated",
      "/ActionParticipantAdded",
      "/ActionParticipantAdded",
      "/FileNoteCreated",
    ]);
  });

  test("comes although the answer to the write is lost", async () => {
    await register("FileNoteCreated");
    simulator.fault({ match: ({ method }) => method === "POST", times: 1, fault: { kind: "reset-after-commit" } });
    await expect(note()).rejects.toThrow();
    await deliveries(1);
  });

  test("does not come for hosts that are kept for examples, which count as told", async () => {
    await jo("POST", "resthooks", { eventName: "FileNoteCreated", targetUrl: "https://apps.firm.example/hook" });
    await note();
    await until(async () => (await hook())["triggeredCount"] === 1);
    expect(await hook()).toMatchObject({ status: "Active" });
  });
});

describe("a target", () => {
  test.each([500, 302, 204])("that answers %i has its hook disabled, and hears no more", async (status) => {
    statuses["/hook"] = status;
    await register("FileNoteCreated");
    await note();
    await until(async () => (await hook())["status"] === "Disabled");
    await note();
    await register("FileNoteCreated", "/other");
    await note();
    await deliveries(2);
    expect(received.map(({ path }) => path)).toEqual(["/hook", "/other"]);
  });

  test("that answers 401 has its hook deleted, or only disabled", async () => {
    statuses["/hook"] = 401;
    await register("FileNoteCreated");
    await note();
    await until(async () => (await hook())["status"] === "Deleted");
    quirks({ hookUnauthorized: "disables" });
    await register("FileNoteCreated");
    await note();
    await until(async () => (await hook(2))["status"] === "Disabled");
  });

  test.each([
    ["nobody answers at", "http://127.0.0.1:1/"],
    ["cannot even be asked", "http://%E0%A4%A@127.0.0.1:1/"],
  ])("that %s has its hook disabled", async (_, targetUrl) => {
    await jo("POST", "resthooks", { eventName: "FileNoteCreated", targetUrl });
    await note();
    await until(async () => (await hook())["status"] === "Disabled");
  });

  test("hears no more once its hook is deleted", async () => {
    await register("FileNoteCreated");
    await register("FileNoteCreated", "/other");
    expect((await jo("DELETE", "resthooks/1")).status).toBe(204);
    expect(await hook()).toMatchObject({ status: "Deleted" });
    await note();
    await deliveries(1);
    expect(received.map(({ path }) => path)).toEqual(["/other"]);
  });

  test("that never answers keeps neither a write nor the simulator's end waiting", async () => {
    statuses["/hook"] = 0;
    await register("FileNoteCreated");
    expect((await note()).status).toBe(200);
    await deliveries(1);
    const started = performance.now();
    await simulator.close();
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
