import { expect, test } from "@jest/globals";
import { useGateway } from "../support/use-gateway.js";

const { server } = useGateway();

const QUERY = `{ viewer { org user { emailAddress } } matters(first: 20) { nodes { id name assignedTo { displayName } } } participant(id: "1") { displayName } }`;

test("viewers of two organisations with the same ids see only their own, however their queries overlap", async () => {
  const { people } = server.simulator.database;
  const ours = people.find(({ username }) => username === "ana")!;
  const theirs = people.find(
    ({ orgkey, username }) => orgkey !== ours.orgkey && people.filter((other) => other.username === username).length === 1,
  )!;
  const clients = [await server.connect(ours.username), await server.connect(theirs.username)];
  const alone = [await clients[0]!.query(QUERY), await clients[1]!.query(QUERY)].map(({ data }) => data);
  expect(alone.map((data) => data.viewer.org)).toEqual([ours.orgkey, theirs.orgkey]);

  const overlapping = (data: { matters: { nodes: { id: string; name: string }[] } }) =>
    new Map(data.matters.nodes.map(({ id, name }) => [id, name]));
  const [a, b] = alone.map(overlapping);
  const shared = [...a!.keys()].filter((id) => b!.has(id));
  expect(shared.filter((id) => a!.get(id) !== b!.get(id)).length).toBeGreaterThan(10);

  const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => clients[index % 2]!.query(QUERY)));
  answers.forEach(({ data, errors }, index) => {
    expect(errors).toBeUndefined();
    expect(data).toEqual(alone[index % 2]);
  });
});

test("a hundred queries on an expired token renew it once", async () => {
  const client = await server.connect("ana");
  server.simulator.expireAccessTokens();
  server.simulator.clearRequests();
  const answers = await Promise.all(Array.from({ length: 100 }, () => client.query(`{ matters(first: 1) { nodes { id } } }`)));
  for (const { data, errors } of answers) {
    expect(errors).toBeUndefined();
    expect(data.matters.nodes).toHaveLength(1);
  }
  expect(server.simulator.tokenRequests()).toHaveLength(1);
});
