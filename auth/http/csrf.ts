import type { FastifyRequest } from "fastify";

/** Why a posting request was not accepted as one the person made. */
export interface Refusal {
  readonly code: "CSRF_REJECTED" | "ORIGIN_REJECTED";
  readonly message: string;
}

/**
 * Refuses a request that another site may have made with this browser's cookie: a header only scripts can send must be
 * there, and a browser that says where the request comes from must name an allowed origin.
 */
export function refuseForged(request: FastifyRequest, origins: readonly string[]): Refusal | null {
  const { origin, "sec-fetch-site": site, "x-csrf": header } = request.headers;
  if (header !== "1") return { code: "CSRF_REJECTED", message: "Send the header x-csrf: 1." };
  const listed = origin !== undefined && origins.includes(origin);
  // A browser that says "same-origin" of itself needs no list; neither does a program, which sends neither header.
  const foreign = site === "cross-site" || site === "same-site" || (site === undefined && origin !== undefined);
  return foreign && !listed ? { code: "ORIGIN_REJECTED", message: "This origin may not act for a signed-in viewer." } : null;
}
