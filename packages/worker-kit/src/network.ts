/** The address that a request came from, as the edge tells it; `local` where nothing stands in front. */
export const clientAddress = (headers: Headers): string => headers.get("cf-connecting-ip") ?? "local";

/**
 * The network of an address, which is what limits count by: IPv4 whole, IPv6 by /64, for that is what one
 * subscriber gets (RFC 6177) and may take any of 2^64 addresses from. An IPv4 address in IPv6 clothes (RFC
 * 4291 §2.5.5.2) is that IPv4 address.
 */
export function networkOf(address: string): string {
  const groups = ipv6Groups(address);
  if (groups === null) return address.trim().toLowerCase().slice(0, 64);
  return mappedIpv4(groups) ?? `${groups.slice(0, 4).map(hex).join(":")}::/64`;
}

/** The part of an address that is shown and stored: /24 of IPv4, /48 of IPv6. */
export function ipPrefix(address: string): string {
  const groups = ipv6Groups(address);
  const ipv4 = groups === null ? address : mappedIpv4(groups);
  if (groups !== null && ipv4 === null) return `${groups.slice(0, 3).map(hex).join(":")}::/48`;
  const parts = (ipv4 ?? "").split(".");
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part))
    ? `${parts.slice(0, 3).join(".")}.0/24`
    : "unknown";
}

const hex = (group: number) => group.toString(16);

/**
 * The eight groups of an IPv6 address (RFC 4291 §2.2, all three forms), or null. A zone (`%eth0`) is left
 * out.
 */
function ipv6Groups(text: string): number[] | null {
  const [address = ""] = text.trim().split("%");
  if (!address.includes(":")) return null;
  const halves = address.split("::");
  if (halves.length > 2) return null;
  const [head, tail] = halves.map((half) => (half === "" ? [] : half.split(":").flatMap(toGroups)));
  if (head === undefined) return null;
  const all =
    tail === undefined
      ? head
      : [...head, ...Array<number>(Math.max(0, 8 - head.length - tail.length)).fill(0), ...tail];
  return all.length === 8 && all.every((group) => Number.isInteger(group) && group >= 0 && group <= 0xffff)
    ? all
    : null;
}

function toGroups(part: string): number[] {
  const dotted = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(part);
  if (dotted === null) return [/^[0-9a-f]{1,4}$/i.test(part) ? Number.parseInt(part, 16) : Number.NaN];
  const [a = 0, b = 0, c = 0, d = 0] = dotted.slice(1).map(Number);
  return [a * 256 + b, c * 256 + d];
}

function mappedIpv4(groups: number[]): string | null {
  if (groups.slice(0, 5).some((group) => group !== 0) || groups[5] !== 0xffff) return null;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}
