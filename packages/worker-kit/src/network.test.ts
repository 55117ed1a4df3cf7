import { expect, test } from "vitest";
import { ipPrefix, networkOf } from "./network.ts";

test.each([
  ["203.0.113.77", "203.0.113.77"],
  ["2001:db8:85a3:0:1:2:3:4", "2001:db8:85a3:0::/64"],
  ["2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3:0::/64"],
  ["2001:DB8:85A3::", "2001:db8:85a3:0::/64"],
  ["2001:db8::1", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::ffff:203.0.113.77", "203.0.113.77"],
  ["::ffff:cb00:714d", "203.0.113.77"],
  ["local", "local"],
  ["no:address", "no:address"],
])("%s is counted as %s", (address, network) => expect(networkOf(address)).toBe(network));

test("one subscriber's 2^64 addresses are one network, the neighbour's are another", () => {
  const own = ["2001:db8:1:2::1", "2001:db8:1:2:ffff::", "2001:0db8:0001:0002:1:1:1:1"].map(networkOf);
  expect(new Set(own).size).toBe(1);
  expect(networkOf("2001:db8:1:3::1")).not.toBe(own[0]);
});

test.each([
  ["203.0.113.77", "203.0.113.0/24"],
  ["2001:db8:85a3::8a2e:370:7334", "2001:db8:85a3::/48"],
  ["2001:db8::1", "2001:db8:0::/48"],
  ["::ffff:203.0.113.77", "203.0.113.0/24"],
  ["local", "unknown"],
])("%s is kept as %s", (address, prefix) => expect(ipPrefix(address)).toBe(prefix));
