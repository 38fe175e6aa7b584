import { afterEach, describe, expect, test } from "@jest/globals";
import { defaultQuirks, type RestQuirks } from "../../simulator/answer-rest.js";
import { type Answer } from "../support/gateway.js";
import { useGateway } from "../support/use-gateway.js";

const { server, ana } = useGateway();
afterEach(() => server.simulator.set({ quirks: defaultQuirks }));

const ASKED = `
  step { id stepName }
  stepTasks { id name isMandatory }
  stepMessages { id isMandatory }
  documentTemplates { id }
  stepParticipantTypes { isRequired participantType { id name } }
  otherParticipantTypes { id }
  stepDataFields { id fieldLabel isRequired dataField { name } dataCollection { id } }
  stepRelatedMatterTypes { id }`;
const FORM = `query Form($type: ID!) { matterCreationForm(matterTypeId: $type) { ${ASKED} trustAccounts { id } } }`;
const NEXT = `query Next($id: ID!) { matter(id: $id) { nextSteps { ${ASKED} node { id } mustCompleteTasks { id name } mustHaveEmailAddresses { id } } } }`;
const CREATE = `mutation Create($input: CreateMatterInput!) { createMatter(input: $input) {
  matter { id name reference status step { id } matterType { id } assignedTo { id } primaryParticipants { id } }
  userErrors { code message field } } }`;
const MOVE = `mutation Move($input: ChangeMatterStepInput!) { changeMatterStep(input: $input) {
  matter { id name status step { id } assignedTo { id } fileNotes(first: 200) { nodes { text } } }
  userErrors { code message field } } }`;

interface Asked {
  readonly step: { readonly id: string };
  readonly node?: { readonly id: string };
  readonly mustCompleteTasks?: readonly { readonly id: string }[];
  readonly stepTasks: readonly { readonly id: string; readonly name: string }[];
  readonly stepParticipantTypes: readonly { readonly isRequired: boolean; readonly participantType: { readonly id: string } }[];
  readonly stepDataFields: readonly { readonly id: string; readonly dataField: { readonly name: string } }[];
}

const writes = ({ requests }: Answer): readonly string[] => requests.filter((request) => !request.startsWith("GET "));

/** What a form asks for, filled in by somebody who knows nothing of the firm. */
const filledIn = ({ stepTasks, stepParticipantTypes, stepDataFields }: Asked): Record<string, unknown> => ({
  participants: stepParticipantTypes.map(({ participantType }) => ({
    participantTypeId: participantType.id,
    participantIds: ["Participant:20"],
  })),
  stepTaskIds: stepTasks.map(({ id }) => id),
  stepDataFields: stepDataFields.map(({ id }, index) => ({ stepDataFieldId: id, value: `Value ${index}` })),
});

const form = async (type = "MatterType:1"): Promise<Asked> => {
  const { data, errors } = await ana.query(FORM, { type });
  expect(errors).toBeUndefined();
  return data.matterCreationForm as Asked;
};
const next = async (id: string): Promise<readonly Asked[]> => {
  const { data, errors } = await ana.query(NEXT, { id });
  expect(errors).toBeUndefined();
  return data.matter.nextSteps as Asked[];
};

interface NewMatter {
  readonly id: string;
  readonly step: { readonly id: string };
}
async function open(more: Readonly<Record<string, unknown>> = {}): Promise<NewMatter> {
  const input = { matterName: "Sale of 1 Example Street", matterTypeId: "MatterType:1", ...filledIn(await form()), ...more };
  const { data, errors } = await ana.query(CREATE, { input });
  expect([errors, data.createMatter.userErrors]).toEqual([undefined, []]);
  return data.createMatter.matter as NewMatter;
}

describe("matterCreationForm", () => {
  test("says what the first step asks for; all that it links to comes with it", async () => {
    const { data, errors, requests, extensions } = await ana.query(FORM, { type: "1" });
    expect(errors).toBeUndefined();
    expect(data.matterCreationForm).toMatchObject({
      step: { id: "Step:1--0" },
      stepParticipantTypes: [{ isRequired: true, participantType: { id: expect.stringMatching(/^ParticipantType:/) } }],
      trustAccounts: expect.arrayContaining([{ id: expect.stringMatching(/^TrustAccount:/) }]),
    });
    // The roles that parts are played in do not come along.
    expect(requests).toEqual(["GET actioncreate/1", expect.stringMatching(/^GET participanttypes\//)]);
    expect(extensions.cost).toMatchObject({ upstreamRequests: 2, rounds: 2 });
    const plain = await ana.query(`{ matterCreationForm(matterTypeId: 1) { step { stepName } stepTasks { name } } }`);
    expect(plain.requests).toEqual(["GET actioncreate/1"]);
  });

  test("is null for a type there is not", async () => {
    const { data, errors } = await ana.query(FORM, { type: "999999" });
    expect([data, errors]).toEqual([{ matterCreationForm: null }, undefined]);
  });
});

describe("createMatter", () => {
  test("opens a matter with participants, fields, tasks and a note, and answers with it", async () => {
    const asked = await form();
    const input = {
      matterName: "Sale of 2 Example Street",
      matterTypeId: "MatterType:1",
      fileReference: "EX-2",
      priority: 3,
      fileNote: "Opened over the graph",
      assignedToParticipantId: "Participant:10",
      ...filledIn(asked),
    };
    const answer = await ana.query(CREATE, { input });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.createMatter).toEqual({
      matter: {
        id: expect.stringMatching(/^Matter:\d+$/),
        name: "Sale of 2 Example Street",
        reference: "EX-2",
        status: "ACTIVE",
        step: asked.step.id === "Step:1--0" ? { id: expect.stringMatching(/^Step:1--/) } : { id: asked.step.id },
        matterType: { id: "MatterType:1" },
        assignedTo: { id: "Participant:10" },
        primaryParticipants: [{ id: "Participant:20" }],
      },
      userErrors: [],
    });
    expect(writes(answer)).toEqual(["POST actioncreate"]);
    expect(answer.requests.length).toBeLessThanOrEqual(2);
    const { data } = await ana.query(
      `query($id: ID!) { matter(id: $id) { matterParticipants { nodes { participant { id } } } fileNotes { nodes { text } } tasks { nodes { name } } } }`,
      { id: answer.data.createMatter.matter.id },
    );
    expect(data.matter.matterParticipants.nodes).toContainEqual({ participant: { id: "Participant:20" } });
    expect(data.matter.fileNotes.nodes).toContainEqual({ text: "Opened over the graph" });
    expect(data.matter.tasks.nodes).toHaveLength(asked.stepTasks.length);
  });

  test("says which part is missing, and writes nothing", async () => {
    const answer = await ana.query(CREATE, { input: { matterName: "Nobody's", matterTypeId: "1" } });
    expect(answer.data.createMatter.matter).toBeNull();
    expect(answer.data.createMatter.userErrors).toHaveLength(1);
    expect(writes(answer)).toEqual(["POST actioncreate"]);
    const { data } = await ana.query(`{ matters(filter: { name: { eq: "Nobody's" } }) { totalCount } }`);
    expect(data.matters.totalCount).toBe(0);
  });

  test("says which of the participants it does not accept", async () => {
    const [part] = (await form()).stepParticipantTypes;
    const participants = [{ participantTypeId: part!.participantType.id, participantIds: ["99999999"] }];
    const { data } = await ana.query(CREATE, { input: { matterName: "Nobody's", matterTypeId: "1", participants } });
    expect(data.createMatter.userErrors).toContainEqual(
      expect.objectContaining({ code: "REJECTED", field: ["input", "participants", "0"] }),
    );
  });

  test("takes no id of another type, wherever it stands", async () => {
    const participants = [{ participantTypeId: "ParticipantType:6", participantIds: ["Matter:1"] }];
    const { errors, requests } = await ana.query(CREATE, { input: { matterName: "X", matterTypeId: "1", participants } });
    expect(errors![0]!.extensions).toMatchObject({ code: "BAD_USER_INPUT", argument: "input.participants.0.participantIds.0" });
    expect(requests).toEqual([]);
  });
});

describe("changeMatterStep", () => {
  test.each<[string, Partial<RestQuirks>]>([
    ["nothing", { changeStepAnswer: "empty" }],
    ["the matter", { changeStepAnswer: "action" }],
    ["the matter, under the verb's name", { changeStepAnswer: "actionchangestep" }],
  ])("moves a matter to one of its next steps, when Actionstep answers with %s", async (_, quirks) => {
    const matter = await open();
    const [step] = await next(matter.id);
    expect(step!.step.id).not.toBe(matter.step.id);
    server.simulator.set({ quirks });
    const input = {
      matterId: matter.id,
      stepId: step!.step.id,
      nodeId: step!.node!.id,
      matterName: "Renamed on the way",
      assignedToParticipantId: "Participant:11",
      fileNote: "Moved over the graph",
      ...filledIn(step!),
    };
    const answer = await ana.query(MOVE, { input });
    expect(answer.errors).toBeUndefined();
    expect(answer.data.changeMatterStep).toEqual({
      matter: {
        id: matter.id,
        name: "Renamed on the way",
        status: "ACTIVE",
        step: { id: step!.step.id },
        assignedTo: { id: "Participant:11" },
        fileNotes: { nodes: expect.arrayContaining([{ text: "Moved over the graph" }]) },
      },
      userErrors: [],
    });
    expect(writes(answer)).toEqual(["POST actionchangestep"]);
    expect(answer.requests.length).toBeLessThanOrEqual(3);
    expect(answer.extensions.cost.rounds).toBe(2);
  });

  test("to a step that is not next is refused with the member at fault", async () => {
    const matter = await open();
    const [step] = await next(matter.id);
    const input = { matterId: matter.id, stepId: "Step:1--6", nodeId: step!.node!.id };
    const answer = await ana.query(MOVE, { input });
    expect(answer.data.changeMatterStep.matter).toBeNull();
    const [error] = answer.data.changeMatterStep.userErrors as { field: string[] }[];
    expect(["stepId", "nodeId"]).toContain(error!.field[1]);
  });
});

describe("Matter.nextSteps", () => {
  test("costs a request for each matter, since Actionstep takes no several at once", async () => {
    const { data, requests, errors } = await ana.query(
      `{ matters(first: 3) { nodes { name nextSteps { step { stepName } node { id } } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.matters.nodes).toHaveLength(3);
    expect(requests.filter((request) => request.startsWith("GET actionchangestep/"))).toHaveLength(3);
  });

  test("goes on from what a step asks for, as far as it is selected", async () => {
    const { data, errors } = await ana.query(
      `{ matters(first: 12) { nodes { nextSteps { stepParticipantTypes { participantType { name } } mustCompleteTasks { name matter { name } } } } } }`,
    );
    expect(errors).toBeUndefined();
    const steps = data.matters.nodes.flatMap(({ nextSteps }: { nextSteps: unknown[] }) => nextSteps) as {
      stepParticipantTypes: object[];
    }[];
    expect(steps.flatMap(({ stepParticipantTypes }) => stepParticipantTypes)).toContainEqual({
      participantType: { name: expect.any(String) },
    });
  });

  test("needs its scope, and leaves the rest of the answer alone", async () => {
    const narrow = await server.connect("ben", { scope: "actions steps nodes" });
    const { data, errors } = await narrow.query(`{ matter(id: 2) { name nextSteps { step { id } } } }`);
    expect(data.matter).toEqual({ name: expect.any(String), nextSteps: null });
    expect(errors!.map(({ extensions }) => extensions)).toEqual([
      expect.objectContaining({ code: "INSUFFICIENT_SCOPE", required: ["actionchangestep"] }),
    ]);
  });
});

describe("setDataCollectionValues", () => {
  const SET = `mutation Set($id: ID!, $values: [DataCollectionValueInput!]!) { setDataCollectionValues(recordId: $id, values: $values) {
    dataCollectionRecordValues { restId stringValue dataCollectionField { name } } userErrors { code field } } }`;
  const record = async (): Promise<{ id: string; collection: string; fields: readonly { id: string; name: string }[] }> => {
    const { data, errors } = await ana.query(
      `{ dataCollectionRecords(first: 1) { nodes { id dataCollection { restId dataCollectionFields { nodes { id name } } } } } }`,
    );
    expect(errors).toBeUndefined();
    const [{ id, dataCollection }] = data.dataCollectionRecords.nodes;
    return { id, collection: dataCollection.restId, fields: dataCollection.dataCollectionFields.nodes };
  };

  test("fills in several fields in one request, whether by name or by id", async () => {
    const { id, collection, fields } = await record();
    const [one, two] = fields as [(typeof fields)[0], (typeof fields)[0]];
    const number = id.split(":")[1]!;
    const ids = [`${collection}--${one.name}--${number}`, `${collection}--${two.name}--${number}`];
    const byId = await ana.query(SET, {
      id,
      values: [
        { field: one.id, value: "5" },
        { field: two.id, value: "845000.00" },
      ],
    });
    expect(byId.errors).toBeUndefined();
    expect(byId.data.setDataCollectionValues).toEqual({
      dataCollectionRecordValues: [
        { restId: ids[0], stringValue: "5", dataCollectionField: { name: one.name } },
        { restId: ids[1], stringValue: "845000.00", dataCollectionField: { name: two.name } },
      ],
      userErrors: [],
    });
    expect(byId.requests[0]).toBe(`PUT datacollectionrecordvalues/${ids.join(",")}`);
    expect(writes(byId)).toHaveLength(1);

    const byName = await ana.query(SET, { id, values: [{ field: one.name, value: null }, { field: two.name }] });
    expect(
      byName.data.setDataCollectionValues.dataCollectionRecordValues.map((each: { stringValue: null }) => each.stringValue),
    ).toEqual([null, null]);
    expect(byName.requests[0]).toMatch(/^GET datacollectionrecords\//);
    expect(writes(byName)).toHaveLength(1);
  });

  test("refuses a field named twice, and one that there is not", async () => {
    const { id, fields } = await record();
    const twice = await ana.query(SET, { id, values: [{ field: fields[0]!.id }, { field: fields[0]!.id.split(":")[1]! }] });
    expect(twice.data.setDataCollectionValues.userErrors).toEqual([{ code: "DUPLICATE", field: ["values", "1", "field"] }]);
    const { errors } = await ana.query(SET, { id, values: [{ field: "nosuchfield", value: "1" }] });
    expect(errors!.map(({ extensions }) => extensions["code"])).toEqual(["NOT_FOUND"]);
  });
});
