import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Attribute, Writable } from "../../../schema/vocabulary/resource.js";
import { createDatabase } from "../../../simulator/seed/index.js";
import { startSimulator, type Row, type Simulator } from "../../../simulator/index.js";
import { catalogue, keyOf, type Catalogued } from "../../../simulator/rest/catalogue.js";
import { neverNull } from "../../../simulator/writes/beginnings.js";
import { clientOf, upload, type Client } from "../../support/simulator/writing.js";

type Purpose = "create" | "update";

/** Members whose value is not free: what other rules ask of them. */
const particular: Readonly<Record<string, Readonly<Record<string, Readonly<Record<Purpose, unknown>>>>>> = {
  // The last row's field is one of money.
  participantdatafieldvalues: { stringValue: { create: "4.50", update: "6.25" } },
  tasks: { completeBeforeStep: { create: 4, update: 6 }, assignee: { create: "1", update: "1" } },
  timerecords: { owner: { create: "1", update: "1" }, division: { create: "1", update: "1" } },
  resthooks: {
    eventName: { create: "TaskCreated", update: "FileNoteCreated" },
    targetUrl: { create: "https://hooks.example/one", update: "https://hooks.example/two" },
  },
};

/** Members whose value the server makes something else of. */
const derived = new Set(["file"]);

const valueFor = ({ kind, choice }: Attribute, purpose: Purpose): unknown => {
  const created = purpose === "create";
  switch (kind) {
    case "text":
      return created ? "Written text" : "Other text";
    case "whole":
      return created ? 3 : 5;
    case "decimal":
      return created ? "4.50" : "6.25";
    case "flag":
      return created ? "T" : "F";
    case "day":
      return created ? "2026-02-03" : "2026-03-04";
    case "time":
      return created ? "09:06:00" : "17:30:00";
    case "timestamp":
      return created ? "2026-02-03T04:05:06+00:00" : "2026-07-03T04:05:06+00:00";
    case "choice":
      return Object.values(choice!.values).at(created ? 0 : -1);
  }
};

const comparable = (kind: Attribute["kind"], value: unknown): unknown =>
  kind === "timestamp" ? Date.parse(String(value)) : value;

const writable = (write: Writable, purpose: Purpose): boolean =>
  write === true || write === (purpose === "create" ? "once" : "update");

describe("every resource that can be written", () => {
  let simulator: Simulator;
  let ana: Client;
  let file: string;
  beforeAll(async () => {
    simulator = await startSimulator({
      database: createDatabase({ scale: { matters: 12, tasksPerMatter: 3, timeEntriesPerMatter: 3 } }),
    });
    ana = clientOf(simulator, "ana");
    file = `${await upload(simulator, "ana", "letter.txt", "Dear client")};letter.txt`;
  });
  afterAll(() => simulator.close());

  const rows = (path: string): readonly Row[] => simulator.database.organisations[0]!.rows.get(path) ?? [];

  function bodyFor(
    resource: Catalogued,
    purpose: Purpose,
  ): { attributes: Record<string, unknown>; links: Record<string, unknown> } {
    const set = (name: string): unknown => particular[resource.path]?.[name]?.[purpose];
    const attributes = [...resource.attributes.values()]
      .filter(({ write }) => writable(write, purpose))
      .map((attribute): [string, unknown] => [
        attribute.wire,
        set(attribute.wire) ?? (attribute.wire === "file" ? file : valueFor(attribute, purpose)),
      ]);
    const links = [...resource.links.values()]
      .filter(({ write }) => writable(write, purpose))
      .map(({ wire, many, target }): [string, unknown] => {
        const row = rows(target).at(purpose === "create" ? -1 : 0)!;
        const id = set(wire) ?? keyOf(catalogue.get(target)!, row);
        return [wire, many ? [id] : id];
      });
    return { attributes: Object.fromEntries(attributes), links: Object.fromEntries(links) };
  }

  const read = async (resource: Catalogued, key: string): Promise<Row | undefined> => {
    const id = encodeURIComponent(key);
    const { records } = await ana("GET", resource.item ? `${resource.path}/${id}` : `${resource.path}?id=${id}`);
    return records[0];
  };

  function expectWritten(resource: Catalogued, row: Row | undefined, sent: ReturnType<typeof bodyFor>): void {
    for (const [name, value] of Object.entries(sent.attributes)) {
      if (derived.has(name)) continue;
      const { kind } = resource.attributes.get(name)!;
      expect([name, comparable(kind, row?.[name])]).toEqual([name, comparable(kind, value)]);
    }
    expect(row?.links ?? {}).toMatchObject(sent.links);
  }

  const send = ({ attributes, links }: ReturnType<typeof bodyFor>): object => ({ ...attributes, links });

  const creatable = [...catalogue.values()].filter(({ can }) => can.has("create")).map(({ path }) => path);
  test.each(creatable)("%s: what is created can be read, changed and deleted where the catalogue says so", async (path) => {
    const resource = catalogue.get(path)!;
    const before = rows(path).length;
    const sent = bodyFor(resource, "create");
    const created = await ana("POST", path, { [path]: send(sent) });
    expect([created.status, created.errors]).toEqual([200, []]);
    let key = keyOf(resource, created.records[0]!)!;
    const stored = await read(resource, key);
    expect(stored).toEqual(created.records[0]);
    expect(Object.keys(stored!).sort()).toEqual(Object.keys(rows(path)[0]!).sort());
    expectWritten(resource, stored, sent);
    // The values of a record are there before anybody creates one.
    const added = path === "datacollectionrecordvalues" ? 0 : 1;
    expect(rows(path)).toHaveLength(before + added);

    const address = (): string => `${path}/${encodeURIComponent(key)}`;
    const change = bodyFor(resource, "update");
    const updated = await ana("PUT", address(), { [path]: send(change) });
    if (resource.can.has("update")) {
      expect([updated.status, updated.errors]).toEqual([200, []]);
      key = keyOf(resource, updated.records[0]!)!;
      expect(await read(resource, key)).toEqual(updated.records[0]);
      expectWritten(resource, updated.records[0], change);
    } else expect(updated.status).toBe(405);

    const deleted = await ana("DELETE", address());
    if (!resource.can.has("delete")) return expect(deleted.status).toBe(405);
    expect([deleted.status, deleted.body]).toEqual([204, undefined]);
    const left = await read(resource, key);
    if (path === "actiondocuments") expect(left).toMatchObject({ isDeleted: "T" });
    else if (path === "resthooks") expect(left).toMatchObject({ status: "Deleted" });
    else {
      expect(left).toBeUndefined();
      expect(rows(path)).toHaveLength(before);
    }
  });

  test("what is created with its texts and links alone has all that no real answer was ever without", async () => {
    const collections = creatable.map((path) => catalogue.get(path)!).filter(({ path }) => neverNull(path).length > 0);
    expect(collections.length).toBeGreaterThan(2);
    for (const resource of collections) {
      const { path, attributes } = resource;
      const all = bodyFor(resource, "create");
      const isSaid = ({ required, kind }: Attribute): boolean => required || kind === "text";
      const needed = Object.entries(all.attributes).filter(([name]) => isSaid(attributes.get(name)!));
      const sent = { ...Object.fromEntries(needed), links: all.links };
      const { records, errors } = await ana("POST", path, { [path]: sent });
      expect([path, errors]).toEqual([path, []]);
      expect([path, neverNull(path).filter((name) => records[0]![name] === null)]).toEqual([path, []]);
    }
  });

  const changeable = [...catalogue.values()].filter(({ can }) => can.has("update") && !can.has("create")).map(({ path }) => path);
  test.each(changeable)("%s: what is there can be changed and nothing be added", async (path) => {
    const resource = catalogue.get(path)!;
    const key = keyOf(resource, rows(path).at(-1)!)!;
    const change = bodyFor(resource, "update");
    const updated = await ana("PUT", `${path}/${key}`, { [path]: send(change) });
    expect([updated.status, updated.errors]).toEqual([200, []]);
    expectWritten(resource, await read(resource, key), change);
    expect((await ana("POST", path, { [path]: {} })).status).toBe(405);
  });

  const closed = [...catalogue.values()].filter(({ can }) => can.size === 1).map(({ path }) => path);
  test("the others refuse every method that writes", async () => {
    expect(closed.length).toBeGreaterThan(20);
    for (const path of closed) {
      const answers = [
        await ana("POST", path, { [path]: {} }),
        await ana("PUT", `${path}/1`, {}),
        await ana("DELETE", `${path}/1`),
      ];
      expect([path, ...answers.map(({ status }) => status)]).toEqual([path, 405, 405, 405]);
    }
  });
});
