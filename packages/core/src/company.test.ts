import { expect, test } from "vitest";
import { type Company, deafTo, refusesGuest, refusesTalk } from "./company.ts";

const [ME, HOST] = ["me", "host"];
const company = (more: Partial<Company> = {}): Company => ({
  is_verified: true,
  blocked_by: [],
  blocks: [],
  ...more,
});

test.each([
  ["nothing stands between them", company(), null, null],
  ["the host has blocked the guest", company({ blocked_by: [HOST] }), "blocked", "blocked"],
  ["the guest has blocked the host", company({ blocks: [HOST] }), null, "blocked"],
  ["the guest has blocked somebody else", company({ blocks: ["x"], blocked_by: ["y"] }), null, null],
  [
    "the address is not verified",
    company({ is_verified: false }),
    "email_not_verified",
    "email_not_verified",
  ],
] as const)("%s: as a guest %s, between two %s", (_, facts, guest, talk) => {
  expect(refusesGuest(facts, HOST)).toBe(guest);
  expect(refusesTalk(facts, HOST)).toBe(talk);
});

test("in what is one's own only the address counts", () => {
  expect(refusesGuest(company(), null)).toBeNull();
  expect(refusesGuest(company({ is_verified: false }), null)).toBe("email_not_verified");
});

test("a name calls nobody who has blocked its writer", () =>
  expect(deafTo(company({ blocked_by: ["a", "c"], blocks: ["b"] }), ["a", "b", "c", ME])).toEqual([
    "a",
    "c",
  ]));
