import Fastify from "fastify";
import { Agent } from "undici";
import { addressOf, runChild } from "../child.js";
import type { Pages } from "../part-throughput.js";

/** A route that fetches the page and returns it: read and written again as JSON, or, for comparison, byte for byte. */
runChild<Pages, { readonly url: string }>(async ({ api, token, paths }) => {
  const app = Fastify();
  const dispatcher = new Agent({ connections: 24 });
  const { origin, pathname } = new URL(api);
  for (const [name, path] of Object.entries(paths)) {
    const fetchPage = async () =>
      (
        await dispatcher.request({
          origin,
          path: `${pathname}rest/${path}`,
          method: "GET",
          headers: { authorization: `Bearer ${token}`, accept: "application/vnd.api+json" },
        })
      ).body;
    app.get(`/${name}`, async () => (await fetchPage()).json());
    app.get(`/bytes/${name}`, async (_, reply) => reply.type("application/json").send(await (await fetchPage()).text()));
  }
  await app.listen({ port: 0, host: "localhost" });
  return { url: addressOf(app.server) };
});
