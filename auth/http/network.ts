import { isIPv4, isIPv6 } from "node:net";

/** Where a request comes from, cut so that it says which network and not which machine: for logs and audit. */
export function networkOf(address: string | undefined): string | undefined {
  const plain = plainAddress(address);
  if (plain === undefined) return undefined;
  return isIPv4(plain) ? `${plain.split(".").slice(0, 3).join(".")}.0/24` : `${groupsOf(plain, 3)}::/48`;
}

/** What is counted as one client: an IPv4 address, or the /64 that an IPv6 one can choose from at will. */
export function clientOf(address: string | undefined): string {
  const plain = plainAddress(address);
  if (plain === undefined) return "unknown";
  return isIPv4(plain) ? plain : `${groupsOf(plain, 4)}::/64`;
}

// A listener for both families reports IPv4 as ::ffff:192.0.2.1.
function plainAddress(address: string | undefined): string | undefined {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
  return plain !== undefined && (isIPv4(plain) || isIPv6(plain)) ? plain : undefined;
}

/** The first groups of an IPv6 address, written out. */
function groupsOf(address: string, count: number): string {
  // The URL parser writes every form of an address in the same way.
  const [head = "", tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail?.split(":").filter(Boolean) ?? [];
  return [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right].slice(0, count).join(":");
}
