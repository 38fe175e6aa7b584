import type { FastifyRequest } from "fastify";
import { networkOf } from "./network.js";
import { browserOf } from "./browser.js";
import type { Origin } from "../events.js";

/** What is kept of where a request came from. */
export function originOf({ id, ip, headers }: FastifyRequest, actor?: string): Origin {
  const network = networkOf(ip);
  const browser = browserOf(headers["user-agent"]);
  return {
    ...(actor !== undefined && { actor }),
    requestId: id,
    ...(network !== undefined && { network }),
    ...(browser !== undefined && { browser }),
  };
}
