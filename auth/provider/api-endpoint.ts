/** Whether a host name means this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/** Which hosts a token may be sent to. A pattern is a host with an optional port; a leading `*.` stands for any subdomain. */
export interface ApiHosts {
  readonly patterns: readonly string[];
  /** Whether `http:` is accepted for hosts on loopback. */
  readonly allowInsecure: boolean;
}

/** The `api_endpoint` of a token answer, with a slash at its end; null when a token must not be sent to it. */
export function acceptApiEndpoint(endpoint: unknown, hosts: ApiHosts): URL | null {
  if (typeof endpoint !== "string" || endpoint.length > 2_048 || !URL.canParse(endpoint)) return null;
  const url = new URL(endpoint);
  const secure = url.protocol === "https:" || (url.protocol === "http:" && hosts.allowInsecure && isLoopback(url.hostname));
  if (!secure || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") return null;
  if (!hosts.patterns.some((pattern) => hostMatches(url.host, pattern.toLowerCase()))) return null;
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return url;
}

// `URL.host` has no port when that is the scheme's default, so that a pattern without a port means the default port.
function hostMatches(host: string, pattern: string): boolean {
  return pattern.startsWith("*.") ? host.length > pattern.length - 1 && host.endsWith(pattern.slice(1)) : host === pattern;
}
