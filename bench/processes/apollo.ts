import { ApolloServer } from "@apollo/server";
import { RESTDataSource } from "@apollo/datasource-rest";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import Fastify from "fastify";
import { addressOf, runChild } from "../child.js";
import type { Pages } from "../part-throughput.js";
import { matterResolvers, rowsOf, typeDefs, type Row } from "./small-schema.js";

class Actionstep extends RESTDataSource {
  override baseURL: string;

  constructor(private readonly pages: Pages) {
    super();
    this.baseURL = `${pages.api}rest/`;
  }

  override willSendRequest(_path: string, request: { headers: Record<string, string> }): void {
    request.headers["authorization"] = `Bearer ${this.pages.token}`;
    request.headers["accept"] = "application/vnd.api+json";
  }

  // Its parser knows application/json alone.
  override parseBody(response: { json(): Promise<unknown> }): Promise<object> {
    return response.json() as Promise<object>;
  }

  async rows(path: string, collection: string): Promise<readonly Row[]> {
    return rowsOf(await this.get(path), collection);
  }
}

interface Context {
  readonly actionstep: Actionstep;
}

/** Apollo Server as it comes, on Fastify, with @apollo/datasource-rest, which remembers equal requests of an operation. */
runChild<Pages, { readonly url: string }>(async (pages) => {
  const { paths } = pages;
  const one = async ({ actionstep }: Context, collection: string, id: string): Promise<Row | undefined> =>
    (await actionstep.rows(`${collection}/${id}`, collection))[0];
  const apollo = new ApolloServer<Context>({
    typeDefs,
    resolvers: {
      ...matterResolvers(one),
      Query: {
        matters: async (_: unknown, { first }: { first: number }, { actionstep }: Context) => ({
          nodes: await actionstep.rows(first === 50 ? paths.linked : paths.list, "actions"),
        }),
        matter: async (_: unknown, __: unknown, { actionstep }: Context) => (await actionstep.rows(paths.small, "actions"))[0],
      },
    },
  });
  await apollo.start();
  const app = Fastify();
  app.route({
    url: "/graphql",
    method: ["GET", "POST"],
    handler: fastifyApolloHandler(apollo, { context: async () => ({ actionstep: new Actionstep(pages) }) }),
  });
  await app.listen({ port: 0, host: "localhost" });
  return { url: `${addressOf(app.server)}/graphql` };
});
