import { isIPv4, isIPv6 } from "node:net";

/** The network of an address, for logs and audit: an IPv4 /24 or IPv6 /48, which does not tell the machine. */
export function networkOf(address: string | undefined): string | undefined {
  const plain = plainAddress(address);
  if (plain === undefined) return undefined;
  return isIPv4(plain) ? `${plain.split(".").slice(0, 3).join(".")}.0/24` : `${groupsOf(plain, 3)}::/48`;
}

/** What is counted as one client: an IPv4 address, or an IPv6 /64, in which a machine can choose its address freely. */
export function clientOf(address: string | undefined): string {
  const plain = plainAddress(address);
  if (plain === undefined) return "unknown";
  return isIPv4(plain) ? plain : `${groupsOf(plain, 4)}::/64`;
}

// A server that listens on IPv6 too sees IPv4 addresses as `::ffff:192.0.2.1`.
function plainAddress(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  return plain !== undefined && (isIPv4(plain) || isIPv6(plain)) ? plain : undefined;
}

/** The first `count` groups of an IPv6 address, with no group left out. */
function groupsOf(address: string, count: number): string {
  // The URL parser brings an address into its one canonical form.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail?.split(":").filter(Boolean) ?? [];
  return [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right].slice(0, count).join(":");
}
