import type { FastifyRequest } from "fastify";

const LOOPBACK_ADDRESS = /^(::1|(::ffff:)?127(\.\d{1,3}){3})$/;

/** Whether a URL's host name means this machine. */
export const isLoopbackName = (hostname: string): boolean => /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);

const parsed = (url: string): URL | undefined => (URL.canParse(url) ? new URL(url) : undefined);

/** Whether a browser says that the page of another site sent this. Programs say nothing, and carry no cookies they do not mean. */
export function isForeign({ headers }: FastifyRequest): boolean {
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return true;
  return headers.origin !== undefined && parsed(headers.origin)?.host !== headers.host;
}

/** Whether a request comes from this machine and was meant for it: a name that merely resolves to it will not do. */
export const isLocal = ({ socket, headers }: FastifyRequest): boolean =>
  LOOPBACK_ADDRESS.test(socket.remoteAddress ?? "") && isLoopbackName(parsed(`http://${headers.host}`)?.hostname ?? "");
