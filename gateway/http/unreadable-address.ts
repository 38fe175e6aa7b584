import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";

/** Refuses an address that is not encoded as one, or has too long a part. Fastify's own answer would repeat all of it. */
export function refuseAddress(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode !== undefined && error.statusCode < 500 ? error.statusCode : 400;
  void reply
    .code(status)
    .header("cache-control", "no-store")
    .send({ error: { code: "BAD_REQUEST", message: "This address cannot be read." } });
}
