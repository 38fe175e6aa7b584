import type { FastifyRequest } from "fastify";
import { networkOf } from "./network.js";
import { browserOf } from "./browser.js";
import type { RequestSource } from "../events.js";

/** The source of a request as it is logged and audited: its network, not its address; its browser's name, not its user agent. */
export function sourceOf({ id, ip, headers }: FastifyRequest, actor?: string): RequestSource {
  const network = networkOf(ip);
  const browser = browserOf(headers["user-agent"]);
  return {
    ...(actor !== undefined && { actor }),
    requestId: id,
    ...(network !== undefined && { network }),
    ...(browser !== undefined && { browser }),
  };
}
