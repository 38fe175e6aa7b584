import { createServer, type RequestListener } from "node:http";
import DataLoader from "dataloader";
import { addressOf, runChild } from "../child.js";
import type { Pages } from "../part-throughput.js";
import { matterResolvers, rowsOf, typeDefs, type Row } from "./small-schema.js";

/** As much of GraphQL Yoga as is used here: its own types bring those of browsers along, for the whole program. */
interface Yoga {
  createSchema<C>(parts: { typeDefs: string; resolvers: object }): { readonly context?: C };
  createYoga<C>(options: {
    schema: { readonly context?: C };
    context: () => C;
    graphiql: false;
    logging: false;
  }): RequestListener;
}
const yogaPackage: string = "graphql-yoga";
const { createSchema, createYoga } = (await import(yogaPackage)) as Yoga;

interface Context {
  readonly loaders: Map<string, DataLoader<string, Row | undefined>>;
}

/** GraphQL Yoga with fetch and one DataLoader for each collection, of one operation each. */
runChild<Pages, { readonly url: string }>(async ({ api, token, paths }) => {
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${api}rest/${path}`, {
      headers: { authorization: `Bearer ${token}`, accept: "application/vnd.api+json" },
    });
    return response.json();
  };
  const one = ({ loaders }: Context, collection: string, id: string): Promise<Row | undefined> => {
    let loader = loaders.get(collection);
    if (!loader) {
      loader = new DataLoader(async (ids) => {
        const rows = rowsOf(await get(`${collection}/${ids.join(",")}?pageSize=200`), collection);
        const byId = new Map(rows.map((row) => [String(row["id"]), row]));
        return ids.map((wanted) => byId.get(wanted));
      });
      loaders.set(collection, loader);
    }
    return loader.load(id);
  };
  const yoga = createYoga<Context>({
    schema: createSchema<Context>({
      typeDefs,
      resolvers: {
        ...matterResolvers(one),
        Query: {
          matters: async (_: unknown, { first }: { first: number }) => ({
            nodes: rowsOf(await get(first === 50 ? paths.linked : paths.list), "actions"),
          }),
          matter: async () => rowsOf(await get(paths.small), "actions")[0],
        },
      },
    }),
    context: () => ({ loaders: new Map() }),
    graphiql: false,
    logging: false,
  });
  const server = createServer(yoga);
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return { url: `${addressOf(server)}/graphql` };
});
