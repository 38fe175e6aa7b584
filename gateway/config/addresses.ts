import { isIP, isIPv4 } from "node:net";
import { isLoopback } from "../../auth/index.js";
import type { Problems } from "./problems.js";
import { words, type Values } from "./variables.js";

/** Reads where metrics are served, and checks it against the main address. */
export function readMetricsAddress(
  values: Values,
  given: Readonly<Record<string, unknown>>,
  problems: Problems,
): { readonly metricsPort?: number; readonly metricsHost: string } {
  const { METRICS_PORT: port, METRICS_HOST: host = values.HOST } = values;
  if (port !== undefined && port === values.PORT && values.PORT !== 0) problems.complain("METRICS_PORT");
  if (values.METRICS_HOST !== undefined && !("METRICS_PORT" in given))
    problems.add("METRICS_HOST is given, but METRICS_PORT is not; without it metrics are on PORT, for this machine alone.");
  return { ...(port !== undefined && { metricsPort: port }), metricsHost: host };
}

/** Reads the address by which clients know the gateway. */
export function readPublicUrl(values: Values, problems: Problems): URL {
  const publicUrl = values.PUBLIC_URL ?? new URL(`http://localhost:${values.PORT}`);
  if (publicUrl.pathname !== "/" || publicUrl.search || publicUrl.hash || publicUrl.username)
    problems.complain("PUBLIC_URL", "must be an origin, without path, query or user");
  if (publicUrl.protocol === "http:" && !isLoopback(publicUrl.hostname))
    problems.complain("PUBLIC_URL", "must be https, unless it is this very machine");
  return publicUrl;
}

const isOrigin = (text: string): boolean =>
  URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, "") && /^https?:/.test(text);

/** Reads whose pages may use the session; the gateway's own unless given. */
export function readFrontendOrigins(values: Values, publicUrl: URL, problems: Problems): readonly string[] {
  const origins = values.FRONTEND_ORIGINS ? words(values.FRONTEND_ORIGINS) : [publicUrl.origin];
  const isValid = origins.every(isOrigin);
  if (!isValid) problems.complain("FRONTEND_ORIGINS");
  if (values.SESSION_SAME_SITE === "none" && (publicUrl.protocol !== "https:" || !values.FRONTEND_ORIGINS))
    problems.add(
      "SESSION_SAME_SITE is none; expected PUBLIC_URL to be https and FRONTEND_ORIGINS to list who may use the session.",
    );
  return isValid ? origins.map((origin) => new URL(origin).origin) : [];
}

/** Reads the proxies whose word about addresses is taken. */
export function readTrustedProxies({ TRUSTED_PROXIES: text = "" }: Values, problems: Problems): readonly string[] {
  const proxies = words(text);
  if (!proxies.every(isProxy)) problems.complain("TRUSTED_PROXIES");
  return proxies;
}

/** An address, a network, or a kind of them that has a name. Not "everybody": then anybody could claim any address. */
function isProxy(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text)) return true;
  const [address = "", bits, ...rest] = text.split("/");
  if (isIP(address) === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) > 0 && Number(bits) <= (isIPv4(address) ? 32 : 128));
}
