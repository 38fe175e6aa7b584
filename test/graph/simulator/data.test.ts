import { describe, expect, test } from "@jest/globals";
import { resources } from "../../../schema/resources/index.js";
import { resourceOf, type Attribute, type ResourceDefinition } from "../../../schema/vocabulary/resource.js";
import { isDay, isTime, isTimestamp } from "../../../schema/vocabulary/scalars.js";
import { createDatabase } from "../../../simulator/seed/index.js";
import type { Database, Organisation, Person, Row } from "../../../simulator/database.js";
import { catalogue, keyOf } from "../../../simulator/rest/catalogue.js";
import { linkedIds } from "../../../simulator/rest/collection.js";
import { neverNull } from "../../../simulator/writes/beginnings.js";
import { fault, ids, read, records } from "../../support/simulator/asking.js";

const database = createDatabase();
const [kauri, harlow] = database.organisations as [Organisation, Organisation];
const definitions = resources.map(resourceOf);
const rowsOf = (path: string, organisation = kauri): readonly Row[] => organisation.rows.get(path) ?? [];
const as = (username: string): { database: Database; person: Person } => ({
  database,
  person: database.people.find((person) => person.username === username)!,
});
const ana = as("ana");

/** All rows with what describes them; problems found in them are listed by place. */
function problems(find: (definition: ResourceDefinition, row: Row, organisation: Organisation) => string[]): string[] {
  return database.organisations.flatMap((organisation) =>
    definitions.flatMap((definition) =>
      rowsOf(definition.path, organisation).flatMap((row) =>
        find(definition, row, organisation).map((problem) => `${organisation.orgkey} ${definition.path} ${row.id}: ${problem}`),
      ),
    ),
  );
}

describe("the seeded database", () => {
  const text = (from: Database): string =>
    JSON.stringify(from.organisations.map(({ rows, ...rest }) => ({ ...rest, rows: [...rows] })));
  const small = { matters: 4, clients: 15, tasksPerMatter: 3 } as const;

  test("is the same to the byte for the same seed, and another for another", () => {
    expect(text(createDatabase())).toBe(text(database));
    expect(text(createDatabase({ seed: 1, scale: small }))).not.toBe(text(createDatabase({ seed: 2, scale: small })));
  });

  test("is as large as asked for", () => {
    const { organisations } = createDatabase({
      scale: { matters: 9, tasksPerMatter: 4, timeEntriesPerMatter: 5, fileNotesPerMatter: 6, clients: 15, staff: 25 },
    });
    const count = (path: string): number => organisations[0]!.rows.get(path)!.length;
    // One matter has twelve times as much as the others, one has nothing.
    expect(["actions", "tasks", "timeentries", "filenotes", "users"].map(count)).toEqual([9, 4 * 19, 5 * 19, 6 * 19, 25]);
  });

  test("has at least five rows of everything, in both firms", () => {
    const few = database.organisations.flatMap((organisation) =>
      definitions.filter(({ path }) => rowsOf(path, organisation).length < 5).map(({ path }) => `${organisation.orgkey} ${path}`),
    );
    expect(few).toEqual([]);
    expect(definitions).toHaveLength(kauri.rows.size);
  });

  test("has the sizes a small firm has", () => {
    const count = (path: string): number => rowsOf(path).length;
    expect(count("actions")).toBe(62);
    expect(count("users")).toBe(20);
    expect(count("tasks")).toBeGreaterThanOrEqual(600);
    expect(count("timeentries")).toBeGreaterThanOrEqual(1200);
    expect(count("filenotes")).toBeGreaterThanOrEqual(1200);
    expect(count("participants")).toBeGreaterThanOrEqual(120);
  });
});

describe("every row", () => {
  test("has the members its resource has, no more and no less", () => {
    expect(
      problems(({ identity, attributes, links }, row) => {
        const expected = [
          ...(identity && !identity.from ? ["id"] : []),
          ...attributes.map(({ wire }) => wire),
          ...(links.length ? ["links"] : []),
        ];
        const found = [JSON.stringify(Object.keys(row)), JSON.stringify(Object.keys(row.links ?? {}))];
        const wanted = [JSON.stringify(expected), JSON.stringify(links.map(({ wire }) => wire))];
        return found.join() === wanted.join() ? [] : [`${found.join()} instead of ${wanted.join()}`];
      }),
    ).toEqual([]);
  });

  test("has an id of its own, and stands in id order", () => {
    for (const { path, identity } of definitions) {
      if (!identity) continue;
      const found = rowsOf(path).map((row) => (identity.from ? keyOf(catalogue.get(path)!, row) : row.id));
      expect(new Set(found).size).toBe(found.length);
      if (identity.numeric) expect(found).toEqual([...found].sort((a, b) => Number(a) - Number(b)));
      const wrong = found.filter((id) => typeof id !== (identity.numeric ? "number" : "string"));
      expect({ path, wrong }).toEqual({ path, wrong: [] });
    }
  });

  test("links only to rows that exist, with ids as text and null for none", () => {
    const known = new Map(
      database.organisations.map(({ orgkey, rows }) => [
        orgkey,
        new Map([...rows].map(([path, list]) => [path, new Set(list.map(({ id }) => String(id)))])),
      ]),
    );
    expect(
      problems(({ links }, row, { orgkey }) =>
        links.flatMap(({ wire, many, target }) => {
          const value = row.links?.[wire];
          if (value === null) return [];
          if (many !== Array.isArray(value) || value?.length === 0) return [`${wire} is ${JSON.stringify(value)}`];
          const missing = linkedIds(row, wire).filter((id) => !known.get(orgkey)!.get(resourceOf(target()).path)!.has(id));
          return missing.map((id) => `${wire} ${id} does not exist`);
        }),
      ),
    ).toEqual([]);
  });

  const accepts: Readonly<Record<Attribute["kind"], (value: unknown, attribute: Attribute) => boolean>> = {
    text: (value) => typeof value === "string",
    whole: (value) => Number.isSafeInteger(value),
    decimal: (value) => typeof value === "string" && /^-?\d+\.\d\d$/.test(value),
    flag: (value, { wire }) => value === "T" || value === "F" || (wire === "isBillableOverride" && value === ""),
    day: (value) => typeof value === "string" && isDay(value),
    time: (value) => typeof value === "string" && isTime(value),
    timestamp: (value) => typeof value === "string" && isTimestamp(value) && /[+-]\d\d:\d\d$/.test(value),
    choice: (value, { choice, wire }) => Object.values(choice!.values).includes(String(value)) || undocumented[wire] === value,
  };
  const undocumented: Readonly<Record<string, string>> = { amlReviewStatus: "Exempt", status: "Waiting", dataType: "String" };

  test("has each value in the form its kind has on the wire, and null only where some capture had it", () => {
    expect(
      problems(({ path, attributes }, row) =>
        attributes
          .filter((attribute) => {
            const value = row[attribute.wire];
            return value === null ? neverNull(path).includes(attribute.wire) : !accepts[attribute.kind](value, attribute);
          })
          .map(({ wire }) => `${wire} is ${JSON.stringify(row[wire])}`),
      ),
    ).toEqual([]);
  });

  test("is dated in the zone of its firm, summer time included", () => {
    const offsets = (organisation: Organisation): Set<string> =>
      new Set(rowsOf("filenotes", organisation).map((row) => String(row["enteredTimestamp"]).slice(-6)));
    expect(offsets(kauri)).toEqual(new Set(["+12:00", "+13:00"]));
    expect(offsets(harlow)).toEqual(new Set(["-07:00", "-08:00"]));
  });
});

describe("what programs stumble over is there", () => {
  const values = (path: string, attribute: string): Set<unknown> => new Set(rowsOf(path).map((row) => row[attribute]));
  const tasksOf = (id: number): number => rowsOf("tasks").filter((row) => row.links!["action"] === String(id)).length;

  test("every documented value of an enumeration of matters, tasks and time, and one undocumented", () => {
    for (const [path, attribute] of [
      ["actions", "status"],
      ["actions", "amlReviewStatus"],
      ["tasks", "status"],
      ["tasks", "priority"],
      ["timeentries", "billingBehavior"],
    ] as const) {
      const { choice } = definitions.find((each) => each.path === path)!.attributes.find(({ wire }) => wire === attribute)!;
      expect([...values(path, attribute)]).toEqual(expect.arrayContaining(Object.values(choice!.values)));
    }
    expect(values("tasks", "status")).toContain("Waiting");
    expect(values("actions", "amlReviewStatus")).toContain("Exempt");
  });

  test("T, F, null and nothing for one flag; null and empty texts", () => {
    expect(values("actions", "isBillableOverride")).toEqual(new Set(["T", "F", null, ""]));
    expect([...values("tasks", "description")]).toEqual(expect.arrayContaining([null, ""]));
    expect([...values("timeentries", "description")]).toEqual(expect.arrayContaining([null, ""]));
    expect(values("filenotes", "text")).toContain("");
  });

  test("names with apostrophes, macrons, commas and emoji", () => {
    const names = [...values("participants", "displayName"), ...values("actions", "name")].join("\n");
    for (const sign of ["O'", "ā", "&", "🌊", "☀", "Plumbing, Heating"]) expect(names).toContain(sign);
  });

  test("a matter with many more rows, one with none, deleted ones", () => {
    expect(tasksOf(3)).toBe(120);
    expect(tasksOf(6)).toBe(0);
    expect(records("actions?isDeleted=T", ana).map(({ deletedBy }) => deletedBy)).toEqual(["Tamahori, Ana", "Tamahori, Ana"]);
  });

  test("links without a value", () => {
    expect(ids("actions?assignedTo=:NULL", ana)).toEqual([6, 28]);
    expect(ids("actions?division=:NULL", ana)).toEqual([21]);
    expect(ids("actions?primaryParticipants=:NULL", ana)).toEqual([6]);
    expect(ids("tasks?assignee=:NULL&pageSize=200", ana).length).toBeGreaterThan(5);
    expect(ids("timeentries?rate=:NULL&pageSize=1", ana)).toHaveLength(1);
  });

  test("times on both sides of a change of the clocks", () => {
    expect(records("actions/9", ana)[0]).toMatchObject({
      statusTimestamp: "2026-04-05T02:59:59+13:00",
      modifiedTimestamp: "2026-04-05T02:00:00+12:00",
    });
    expect(
      records("tasks?action=9&dueTimestamp_gteq=2026-09-26T13:00:00&dueTimestamp_lteq=2026-09-26T15:00:00", ana),
    ).toMatchObject([{ dueTimestamp: "2026-09-27T03:15:00+13:00" }]);
  });
});

describe("people", () => {
  test("sign in to their own organisation, one of them to both", () => {
    expect(database.people.map(({ username, orgkey }) => `${username} ${orgkey}`)).toEqual([
      "ana kauripartners",
      "ben kauripartners",
      "moana kauripartners",
      "sam@kauripartners kauripartners",
      "grace harlowreyes",
      "luis harlowreyes",
      "sam@harlowreyes harlowreyes",
    ]);
    expect(new Set(database.people.map(({ password }) => password))).toEqual(new Set(["demo"]));
    expect(as("sam@kauripartners").person.email).toBe(as("sam@harlowreyes").person.email);
  });

  test("are users and participants of it", () => {
    for (const person of database.people) {
      expect(records("users/current", { database, person })).toMatchObject([
        { id: person.userId, emailAddress: person.email, orgkey: person.orgkey, isCurrent: "T" },
      ]);
      expect(records(`participants/${person.participantId}`, { database, person })).toMatchObject([{ email: person.email }]);
    }
  });

  test("have the same ids in both organisations for different things", () => {
    for (const path of ["actions", "participants", "tasks", "timeentries", "filenotes", "users"]) {
      const [ours, theirs] = [records(`${path}/1`, ana), records(`${path}/1`, as("grace"))];
      expect(ours[0]!.id).toBe(theirs[0]!.id);
      expect(ours).not.toEqual(theirs);
    }
  });

  test("see what they may: the partner everything, others not the restricted matters", () => {
    const count = (username: string, path = "actions"): number =>
      read(`${path}?pageSize=1`, as(username)).meta.paging[path]!.recordCount;
    expect(["ana", "moana", "ben", "sam@kauripartners", "grace", "luis"].map((username) => count(username))).toEqual([
      62, 61, 59, 59, 21, 20,
    ]);
    expect(count("ben", "tasks")).toBe(count("ana", "tasks") - 30);
    expect(fault("actions/23", as("moana")).status).toBe(404);
    expect(fault("settings", as("ben")).status).toBe(403);
  });

  test("have favourites of their own", () => {
    const favourites = (username: string): unknown[] => ids("actions?isFavorite=T", as(username));
    expect(favourites("ana")).toHaveLength(4);
    expect(favourites("ana")).not.toEqual(favourites("ben"));
  });
});

describe("answers from it", () => {
  test("records whose answers carry no id are still found by one", () => {
    expect(records("gendertypes/Non-binary", ana)).toEqual([{ genderTypeName: "Non-binary", pronounType: "Neutral" }]);
    expect(records("participantrelationshiptypes/CompanyToCompany--Parent%20company", ana)).toHaveLength(1);
    const [method] = records("participantadditionalnotificationmethods", ana);
    const key = [method!.links!["participant"], method!["notificationMethod"], method!["address"]]
      .map(String)
      .map(encodeURIComponent)
      .join("--");
    expect(records(`participantadditionalnotificationmethods/${key}`, ana)).toEqual([method]);
  });

  test("attributes that captures do not show can be taken to come only when asked for", () => {
    const asked = { ...ana, quirks: { additionalFields: "asked" } } as const;
    expect(records("users/1", ana)[0]).toHaveProperty("links.defaultRate");
    expect(records("users/1", asked)[0]).not.toHaveProperty("links.defaultRate");
    expect(records("users/1?fields=:default", asked)).toEqual(records("users/1", asked));
    expect(records("users/1?fields=:default,defaultRate", asked)[0]).toHaveProperty("links.defaultRate");
    expect(records("actions/1", asked)[0]).not.toHaveProperty("bannerText");
  });

  test("every collection answers, and every link of it can be included", () => {
    for (const { path, links } of definitions) {
      const body = read(`${path}?pageSize=200&include=${links.map(({ wire }) => wire).join(",")}`, ana);
      expect(body.meta.paging[path]!.recordCount).toBe(rowsOf(path).length);
    }
  });

  test("every matter can be asked for its next steps", () => {
    for (const { id } of rowsOf("actions")) {
      const closed = String(rowsOf("actions")[Number(id) - 1]!.links!["step"]);
      const type = rowsOf("steps").filter((row) => row.links!["actionType"] === closed.split("--")[0]);
      expect(records(`actionchangestep/${id}`, ana).length > 0).toBe(type.at(-1)!.id !== closed);
    }
  });

  test("a file has as many bytes as its document says, over its parts", async () => {
    const { answerRest, defaultQuirks } = await import("../../../simulator/answer-rest.js");
    const [document] = records("actiondocuments/1", ana);
    const part = (number: number): Uint8Array =>
      answerRest(database, {
        method: "GET",
        path: `files/${String(document!["file"])}`,
        search: `part_number=${number}`,
        person: ana.person,
        scopes: ["files"],
        restUrl: "",
        now: 0,
        quirks: defaultQuirks,
      }).body as Uint8Array;
    expect(document!["fileSize"]).toBe(7_340_032);
    expect(part(1).length + part(2).length).toBe(7_340_032);
  });
});
