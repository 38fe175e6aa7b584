import { expect, test } from "@jest/globals";
import { useGateway } from "../support/use-gateway.js";

const { ana } = useGateway();

test("fifty matters with people, division, step and ten tasks each take at most twelve requests", async () => {
  const { data, errors, requests, extensions } = await ana.query(`{
    matters(first: 50) { nodes {
      name
      assignedTo { displayName }
      division { participant { displayName } }
      step { stepName }
      primaryParticipants { displayName }
      tasks(first: 10) { nodes { name assignee { displayName } } }
    } }
  }`);
  expect(errors).toBeUndefined();
  const { nodes } = data.matters;
  expect(nodes).toHaveLength(50);
  expect(nodes.flatMap((matter: { tasks: { nodes: unknown[] } }) => matter.tasks.nodes).length).toBeGreaterThan(300);
  expect(nodes.filter((matter: { step: unknown }) => matter.step).length).toBeGreaterThan(40);
  expect(requests.length).toBeLessThanOrEqual(12);
  expect(extensions.cost.upstreamRequests).toBe(requests.length);
});

test("five resources hang together in one query", async () => {
  const { data, errors } = await ana.query(`{
    viewer { org user { emailAddress participant { displayName } } }
    matters(first: 2, filter: { status: { eq: ACTIVE } }) {
      totalCount
      nodes {
        id restId name status
        matterType { name }
        primaryParticipants { displayName physicalCountry { name } }
        timeEntries(first: 3) { totalCount nodes { actualHours isBillable owner { displayName } matter { id } } }
        fileNotes(first: 2) { nodes { text source enteredTimestamp participant { displayName } } }
      }
    }
  }`);
  expect(errors).toBeUndefined();
  expect(data.viewer.user.participant.displayName).toBeTruthy();
  for (const matter of data.matters.nodes) {
    expect(matter.id).toBe(`Matter:${matter.restId}`);
    expect(matter.status).toBe("ACTIVE");
    for (const entry of matter.timeEntries.nodes) expect(entry.matter.id).toBe(matter.id);
  }
});

test("a record that is on hand already is not asked for again", async () => {
  const { requests, extensions } = await ana.query(
    `{ matters(first: 3) { nodes { tasks(first: 2) { nodes { matter { name } } } } } }`,
  );
  expect(requests).toHaveLength(2);
  expect(requests[0]).toBe("GET actions?pageSize=3&fields[actions]=id,name");
  expect(requests[1]).toMatch(/^GET tasks\?action_in=\d+,\d+,\d+&pageSize=200&fields\[tasks\]=id,action$/);
  expect(extensions.cost).toEqual({ upstreamRequests: 2, rounds: 2, cacheHits: expect.any(Number) });
  expect(extensions.cost.cacheHits).toBeGreaterThan(0);
});
