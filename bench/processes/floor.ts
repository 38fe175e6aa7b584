import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginUsageReportingDisabled } from "@apollo/server/plugin/disabled";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import Fastify from "fastify";
import { Pool } from "undici";
import { addressOf, runChild } from "../child.js";
import type { Pages } from "../part-throughput.js";
import { matterResolvers, rowsOf, typeDefs, type Row } from "./small-schema.js";

/**
 * The least that Apollo Server on Fastify costs: requests over a pool of connections, resolvers written by hand, nobody to
 * be signed in, no limits and no plan. What a gateway costs beyond it is its own.
 */
runChild<Pages, { readonly url: string }>(async ({ api, token, paths }) => {
  const { origin, pathname } = new URL(api);
  const pool = new Pool(origin, { connections: 24 });
  const rows = async (path: string, collection: string): Promise<readonly Row[]> => {
    const { body } = await pool.request({
      path: `${pathname}rest/${path}`,
      method: "GET",
      headers: { authorization: `Bearer ${token}`, accept: "application/vnd.api+json" },
    });
    return rowsOf(await body.json(), collection);
  };
  const apollo = new ApolloServer({
    typeDefs,
    resolvers: {
      ...matterResolvers(
        async (_: unknown, collection: string, id: string) => (await rows(`${collection}/${id}`, collection))[0],
      ),
      Query: {
        matters: async (_: unknown, { first }: { first: number }) => ({
          nodes: await rows(first === 50 ? paths.linked : paths.list, "actions"),
        }),
        matter: async () => (await rows(paths.small, "actions"))[0],
      },
    },
    plugins: [ApolloServerPluginCacheControlDisabled(), ApolloServerPluginUsageReportingDisabled()],
  });
  await apollo.start();
  const app = Fastify();
  app.route({ url: "/graphql", method: ["GET", "POST"], handler: fastifyApolloHandler(apollo) });
  await app.listen({ port: 0, host: "localhost" });
  return { url: `${addressOf(app.server)}/graphql` };
});
