import { expect, test } from "@jest/globals";
import { createSchema } from "../../resolvers/index.js";
import { resources } from "../../schema/resources/index.js";
import { UpstreamUnavailable } from "../../schema/errors.js";
import { useGateway } from "../support/use-gateway.js";

const { server, ana } = useGateway();

test("an unexpected error is masked, and found in the log by its request id", async () => {
  const field = createSchema(resources).getQueryType()!.getFields()["viewer"]!;
  const { resolve } = field;
  field.resolve = () => {
    throw new Error("secret detail at /srv/gateway");
  };
  try {
    const { status, data, errors, headers } = await ana.query(`{ viewer { org } tasks(first: 1) { nodes { id } } }`);
    expect(status).toBe(200);
    expect(data.viewer).toBeNull();
    expect(data.tasks.nodes).toHaveLength(1);
    const requestId = headers.get("x-request-id");
    expect(errors).toEqual([
      {
        message: "Something went wrong in the gateway.",
        path: ["viewer"],
        locations: expect.anything(),
        extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
      },
    ]);
    const line = server
      .logged()
      .split("\n")
      .find((text) => text.includes("secret detail"))!;
    expect(JSON.parse(line)).toMatchObject({ level: 50, reqId: requestId });
  } finally {
    field.resolve = resolve!;
  }
});

test("when sessions cannot be read, nobody is signed out, and what needs nobody still answers", async () => {
  const auth = server.gateway.auth as { authenticate: unknown };
  const { authenticate } = auth;
  auth.authenticate = () => Promise.reject(new UpstreamUnavailable(5));
  try {
    const { status, data, errors } = await ana.query(`{ __typename matters { totalCount } }`);
    expect(status).toBe(200);
    expect(data).toEqual({ __typename: "Query", matters: { totalCount: null } });
    expect(errors![0]!.extensions).toMatchObject({ code: "UPSTREAM_UNAVAILABLE", retryAfter: 5 });
  } finally {
    auth.authenticate = authenticate;
  }
  expect((await ana.query(`{ viewer { org } }`)).errors).toBeUndefined();
});
