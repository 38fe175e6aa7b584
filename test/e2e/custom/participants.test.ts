import { describe, expect, test } from "@jest/globals";
import { createDatabase } from "../../../simulator/seed/index.js";
import { useGateway } from "../../support/use-gateway.js";

const database = createDatabase();
const { orgkey } = database.people.find(({ username }) => username === "ana")!;
const { rows } = database.organisations.find((organisation) => organisation.orgkey === orgkey)!;
const { ana, requests, server } = useGateway({ simulator: { database } });

const stored = (participant: string, field: string): unknown => {
  const { id } = rows.get("participanttypedatafields")!.find((row) => row["name"] === field)!;
  return rows
    .get("participantdatafieldvalues")!
    .find(
      ({ links }) => String(links!["participant"]) === participant && String(links!["participantTypeDataField"]) === String(id),
    )?.["stringValue"];
};

interface Shown {
  readonly raw: string | null;
}
interface Participants {
  readonly participants: { readonly nodes: readonly ({ readonly restId: string } & Record<string, Shown | null>)[] };
}

describe("custom fields of participants", () => {
  const query = `{ participants(first: 50) { nodes { restId
    a: custom(field: "Client.Dependants") { raw number } b: custom(field: "client.interests") { raw choices }
    c: custom(field: "KycExpires") { raw date } } } }`;

  test("show what is stored, of many people in three requests, and in two once the fields' descriptions are known", async () => {
    const stranger = await server.connect("ana", { scope: "all" });
    const cold = await stranger.query(query);
    expect(cold.errors).toBeUndefined();
    expect(cold.requests).toHaveLength(3);
    const warm = await stranger.query(query);
    expect(warm.requests).toHaveLength(2);
    expect(warm.data).toEqual(cold.data);
    const { nodes } = (cold.data as unknown as Participants).participants;
    let some = 0;
    for (const { restId, a, b, c } of nodes)
      for (const [field, found] of [
        ["Dependants", a],
        ["Interests", b],
        ["KycExpires", c],
      ] as const) {
        const raw = stored(restId, field);
        if (raw) some += 1;
        expect([restId, field, found?.raw]).toEqual([restId, field, raw === undefined ? undefined : raw]);
      }
    expect(some).toBeGreaterThan(5);
  });

  test("say what they are, and what may be chosen; one told for each matter only is null", async () => {
    const holder = rows.get("participantdatafieldvalues")![0]!.links!["participant"] as string;
    const { data, errors } = await ana.query(
      `query ($id: ID!) { participant(id: $id) { custom(field: "Interests") { kind field { id } definition { name label kind choices { value label } } }
        limited: custom(field: "RoleHere", matterId: 1) { raw } } }`,
      { id: String(holder) },
    );
    expect(errors).toBeUndefined();
    const { custom, limited } = (data as unknown as { participant: { custom: object | null; limited: unknown } }).participant;
    expect(limited).toBeNull();
    if (custom)
      expect(custom).toEqual({
        kind: "CHOICES",
        field: null,
        definition: {
          name: "Interests",
          label: "Interests",
          kind: "CHOICES",
          choices: [
            { value: "property", label: "Property" },
            { value: "trusts", label: "Trusts" },
            { value: "business", label: "Business" },
          ],
        },
      });
  });

  test("of a name that nobody has, or several types have but for case, are errors that say so", async () => {
    const messageOf = async (field: string): Promise<string | undefined> =>
      (await ana.query(`query ($f: String!) { participant(id: 1) { custom(field: $f) { raw } } }`, { f: field })).errors?.[0]
        ?.message;
    expect(await messageOf("Client.Dependents")).toMatch(/^field: no custom field is called .*did you mean "Client.Dependants"/);
    expect(await messageOf("REFERRALSOURCE")).toMatch(/may be any of .*say which\.$/);
  });

  test("of matters are told apart from theirs", async () => {
    const sent = await requests(`{ matters(first: 2) { nodes { custom(field: "settlement.method") { raw }
      primaryParticipants { custom(field: "Dependants") { raw } } } } }`);
    expect(sent.filter((request) => request.includes("Dependants"))).toEqual([]);
    expect(sent.filter((request) => /datacollectionrecordvalues.*method/.test(request))).toHaveLength(1);
  });
});
