import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { buildSchema, isInputObjectType, isObjectType, type GraphQLSchema } from "graphql";
import { readFileSync } from "node:fs";
import { createSchema } from "../../../resolvers/index.js";
import { Matter } from "../../../schema/resources/matter.js";
import { Participant } from "../../../schema/resources/participant.js";
import { resources } from "../../../schema/resources/index.js";
import {
  Choice,
  Day,
  Decimal,
  Flag,
  Id,
  Link,
  Links,
  Resource,
  Text,
  Time,
  Timestamp,
  Whole,
} from "../../../schema/vocabulary/index.js";
import type { ResourceClass } from "../../../schema/vocabulary/resource.js";
import type { Client, TestGateway } from "../../support/gateway.js";

/* What a resource file would hold, had Actionstep such a resource … */

enum HearingOutcome {
  ADJOURNED = "Adjourned",
  JUDGMENT_RESERVED = "Judgment reserved",
}

@Resource("hearings", "A day in court.")
class Hearing {
  @Id() id!: string;

  @Text("Where it is heard.")
  courtroom?: string;

  @Whole("Minutes it is expected to take.")
  expectedMinutes?: number;

  @Decimal("What the court asks for it.")
  hearingFee?: string;

  @Flag("Whether the public is let in.", { wire: "openCourt" })
  isPublic?: boolean;

  @Day("The day it is set down for.")
  listedDate?: string;

  @Time("When it begins.")
  startTime?: string;

  @Timestamp("When anything about it last changed.")
  modifiedTimestamp?: string;

  @Choice({ HearingOutcome }, "How it ended.")
  outcome?: HearingOutcome;

  @Link(() => Matter, "The matter that is heard.", { wire: "action" })
  matter?: Matter;

  @Link(() => Participant, "Who presides.")
  judge?: Participant;

  @Links(() => Participant, "Who is to give evidence.")
  witnesses?: Participant[];
}

/* … and the line it would have in the list. Gateway and simulator are loaded afterwards: both read the list as they load. */
(resources as ResourceClass[]).push(Hearing);

const { createDatabase } = await import("../../../simulator/seed/index.js");
const { startTestGateway } = await import("../../support/gateway.js");

const hearings = [
  {
    id: 1,
    courtroom: "Courtroom 3",
    expectedMinutes: 90,
    hearingFee: "1600.00",
    openCourt: "T",
    listedDate: "2026-02-10",
    startTime: "09:30:00",
    modifiedTimestamp: "2026-01-19T16:05:44+13:00",
    outcome: "Judgment reserved",
    links: { action: "2", judge: "3", witnesses: ["4", "5"] },
  },
  {
    id: 2,
    courtroom: "Courtroom 1",
    expectedMinutes: 15,
    hearingFee: "200.50",
    openCourt: "F",
    listedDate: "2026-03-02",
    startTime: "14:15:00",
    modifiedTimestamp: "2026-02-02T09:00:00+13:00",
    outcome: "Settled on the steps",
    links: { action: "2", judge: "3", witnesses: null },
  },
  {
    id: 10,
    courtroom: "annex",
    expectedMinutes: null,
    hearingFee: null,
    openCourt: null,
    listedDate: null,
    startTime: null,
    modifiedTimestamp: null,
    outcome: null,
    links: { action: "5", judge: null, witnesses: ["3"] },
  },
];

let server: TestGateway;
let ana: Client;
beforeAll(async () => {
  const { organisations, people } = createDatabase();
  const [first, ...others] = organisations;
  const rows = new Map([...first!.rows, ["hearings", hearings]]);
  server = await startTestGateway({ simulator: { database: { organisations: [{ ...first!, rows }, ...others], people } } });
  ana = await server.connect("ana");
});
afterAll(() => server.close());

const ask = async (query: string): Promise<unknown> => {
  const { data, errors } = await ana.query(query);
  expect(errors).toBeUndefined();
  return data;
};

describe("a resource that is one class and one line of the list", () => {
  test("adds its types and fields to the graph and takes nothing away", () => {
    const before = buildSchema(readFileSync(new URL("../../../schema/schema.graphql", import.meta.url), "utf8"));
    const fieldsOf = (schema: GraphQLSchema): string[] =>
      Object.values(schema.getTypeMap()).flatMap((type) =>
        (isObjectType(type) || isInputObjectType(type)) && !type.name.startsWith("__")
          ? Object.values(type.getFields()).map((field) => `${type.name}.${field.name}: ${String(field.type)}`)
          : [],
      );
    const [old, all] = [fieldsOf(before), fieldsOf(createSchema(resources))];
    expect(old.filter((field) => !all.includes(field))).toEqual([]);
    const added = all.filter((field) => !old.includes(field) && !/^Hearing(Filter|Edge|Connection|Outcome)/.test(field));
    expect(added.sort()).toEqual([
      "Hearing.courtroom: String",
      "Hearing.expectedMinutes: SafeInt",
      "Hearing.hearingFee: Decimal",
      "Hearing.id: ID!",
      "Hearing.isPublic: Boolean",
      "Hearing.judge: Participant",
      "Hearing.listedDate: Date",
      "Hearing.matter: Matter",
      "Hearing.modifiedTimestamp: DateTime",
      "Hearing.outcome: HearingOutcome",
      "Hearing.restId: ID!",
      "Hearing.startTime: LocalTime",
      "Hearing.witnesses: [Participant!]",
      "HearingOrder.direction: OrderDirection!",
      "HearingOrder.field: HearingOrderField!",
      "Matter.hearings: HearingConnection!",
      "Participant.hearingsAsJudge: HearingConnection!",
      "Query.hearing: Hearing",
      "Query.hearings: HearingConnection!",
    ]);
  });

  test("shows its values in the graph's own form", async () => {
    const query = `{
      hearings {
        totalCount
        nodes {
          id restId courtroom expectedMinutes hearingFee isPublic listedDate startTime modifiedTimestamp outcome
          matter { id } judge { id } witnesses { id }
        }
      }
    }`;
    expect(await ask(query)).toEqual({
      hearings: {
        totalCount: 3,
        nodes: [
          {
            id: "Hearing:1",
            restId: "1",
            courtroom: "Courtroom 3",
            expectedMinutes: 90,
            hearingFee: "1600.00",
            isPublic: true,
            listedDate: "2026-02-10",
            startTime: "09:30:00",
            modifiedTimestamp: "2026-01-19T16:05:44+13:00",
            outcome: "JUDGMENT_RESERVED",
            matter: { id: "Matter:2" },
            judge: { id: "Participant:3" },
            witnesses: [{ id: "Participant:4" }, { id: "Participant:5" }],
          },
          {
            id: "Hearing:2",
            restId: "2",
            courtroom: "Courtroom 1",
            expectedMinutes: 15,
            hearingFee: "200.50",
            isPublic: false,
            listedDate: "2026-03-02",
            startTime: "14:15:00",
            modifiedTimestamp: "2026-02-02T09:00:00+13:00",
            outcome: "UNRECOGNIZED",
            matter: { id: "Matter:2" },
            judge: { id: "Participant:3" },
            witnesses: [],
          },
          {
            id: "Hearing:10",
            restId: "10",
            courtroom: "annex",
            expectedMinutes: null,
            hearingFee: null,
            isPublic: null,
            listedDate: null,
            startTime: null,
            modifiedTimestamp: null,
            outcome: null,
            matter: { id: "Matter:5" },
            judge: null,
            witnesses: [{ id: "Participant:3" }],
          },
        ],
      },
    });
  });

  test("is found by its id and as a node", async () => {
    const query = `{
      plain: hearing(id: "10") { courtroom }
      typed: hearing(id: "Hearing:1") { courtroom }
      none: hearing(id: "3") { courtroom }
      node(id: "Hearing:2") { id ... on Hearing { courtroom } }
      nodes(ids: ["Hearing:10", "Hearing:3", "Matter:2"]) { id }
    }`;
    expect(await ask(query)).toEqual({
      plain: { courtroom: "annex" },
      typed: { courtroom: "Courtroom 3" },
      none: null,
      node: { id: "Hearing:2", courtroom: "Courtroom 1" },
      nodes: [{ id: "Hearing:10" }, null, { id: "Matter:2" }],
    });
  });

  test.each<[string, string[]]>([
    [`courtroom: { ilike: "court*" }`, ["1", "2"]],
    [`expectedMinutes: { gt: 15 }`, ["1"]],
    [`hearingFee: { lte: "200.50" }`, ["2"]],
    [`isPublic: { eq: false }`, ["2"]],
    [`listedDate: { gte: "2026-03-01" }`, ["2"]],
    [`startTime: { lt: "12:00:00" }`, ["1"]],
    [`modifiedTimestamp: { lt: "2026-01-19T03:05:45Z" }`, ["1"]],
    [`outcome: { eq: JUDGMENT_RESERVED }`, ["1"]],
    [`outcome: { isNull: true }`, ["10"]],
    [`id: { in: ["10", "Hearing:1"] }`, ["1", "10"]],
    [`matter: { id: { eq: "Matter:2" } }`, ["1", "2"]],
    [`witnesses: { id: { eq: "3" } }`, ["10"]],
    [`judge: { id: { isNull: true } }`, ["10"]],
  ])("is filtered by %s", async (filter, ids) => {
    expect(await ask(`{ hearings(filter: { ${filter} }) { nodes { restId } } }`)).toEqual({
      hearings: { nodes: ids.map((restId) => ({ restId })) },
    });
  });

  test("is sorted, and read page by page", async () => {
    const query = `{
      hearings(orderBy: [{ field: COURTROOM }], first: 2) {
        edges { node { restId } }
        pageInfo { hasNextPage hasPreviousPage pageCount }
      }
      last: hearings(orderBy: [{ field: EXPECTED_MINUTES, direction: DESC }], last: 1) { nodes { restId } }
    }`;
    expect(await ask(query)).toEqual({
      hearings: {
        edges: [{ node: { restId: "10" } }, { node: { restId: "2" } }],
        pageInfo: { hasNextPage: true, hasPreviousPage: false, pageCount: 2 },
      },
      last: { nodes: [{ restId: "2" }] },
    });
  });

  test("is led to from the records it links to", async () => {
    const query = `{
      matter(id: 2) { hearings(orderBy: [{ field: ID, direction: DESC }]) { totalCount nodes { restId } } }
      participant(id: 3) { hearingsAsJudge(filter: { isPublic: { eq: true } }) { nodes { restId matter { id } } } }
      matters(filter: { id: { in: ["2", "5", "6"] } }) { nodes { id hearings { totalCount } } }
    }`;
    expect(await ask(query)).toEqual({
      matter: { hearings: { totalCount: 2, nodes: [{ restId: "2" }, { restId: "1" }] } },
      participant: { hearingsAsJudge: { nodes: [{ restId: "1", matter: { id: "Matter:2" } }] } },
      matters: {
        nodes: [
          { id: "Matter:2", hearings: { totalCount: 2 } },
          { id: "Matter:5", hearings: { totalCount: 1 } },
          { id: "Matter:6", hearings: { totalCount: 0 } },
        ],
      },
    });
  });
});

test("a link to a class that is not in the list stops the start, and the message says what to do", async () => {
  @Resource("gavels", "What a judge knocks with.")
  class Gavel {
    @Id() id!: string;
  }
  @Resource("benches", "Where judges sit.")
  class Bench {
    @Id() id!: string;

    @Link(() => Gavel, "What lies on it.")
    gavel?: Gavel;
  }
  const { derive } = await import("../../../schema/derive/index.js");
  expect(() => derive([Bench])).toThrow("Bench.gavel links to Gavel, which is not in the list of resources");
});
