import type { FastifyRequest } from "fastify";

/** Why a request that changes something was refused: another site may have made it. */
export interface Refusal {
  readonly code: "CSRF_REJECTED" | "ORIGIN_REJECTED";
  readonly message: string;
}

/**
 * Refuses a request that another site may have made with this browser's cookie. The request needs the header `x-csrf`, which
 * only scripts can send; if the browser says that another site sent it, its origin must be an allowed one.
 */
export function refuseForged(request: FastifyRequest, origins: readonly string[]): Refusal | null {
  const { origin, "sec-fetch-site": site, "x-csrf": header } = request.headers;
  if (header !== "1") return { code: "CSRF_REJECTED", message: "Send the header x-csrf: 1." };
  const listed = origin !== undefined && origins.includes(origin);
  // A request with `sec-fetch-site: same-origin` is not foreign; nor is one without both headers, which comes from a program.
  const foreign = site === "cross-site" || site === "same-site" || (site === undefined && origin !== undefined);
  return foreign && !listed ? { code: "ORIGIN_REJECTED", message: "This origin may not act for a signed-in viewer." } : null;
}
