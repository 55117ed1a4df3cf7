import { expect, test } from "vitest";
import { can, ROLES } from "../roles.ts";
import { MemberRole } from "../ws/chat-room.ts";
import { PartyRole } from "../ws/party.ts";
import { canInParty, PARTY_ACTIONS } from "./party.ts";
import { canInRoom, isInRoom, outranks, ROOM_ACTIONS, roleInRaid } from "./room.ts";
import { permissions } from "./table.ts";

test("what no row names is denied, for a role that nobody knows too", () => {
  const ask = permissions<"editor" | "viewer", "rename" | "add">({ editor: ["add"], viewer: [] });
  expect([ask("editor", "add"), ask("editor", "rename"), ask("viewer", "add")]).toEqual([true, false, false]);
  expect(ask("constructor" as "viewer", "add")).toBe(false);
});

test("in a room each role may what those below it may; who is banned may nothing", () => {
  const order = ["banned", "read_only", "member", "moderator", "owner"] as const;
  expect(new Set(order)).toEqual(new Set(MemberRole.options));
  for (const kind of ["room", "group"] as const)
    for (const [i, role] of order.entries())
      for (const action of ROOM_ACTIONS)
        if (i > 0 && canInRoom(order[i - 1] ?? "banned", kind, action) && role !== "moderator")
          expect(canInRoom(role, kind, action), `${role} ${kind} ${action}`).toBe(true);
  for (const kind of ["room", "group", "direct"] as const)
    for (const action of ROOM_ACTIONS) expect(canInRoom("banned", kind, action)).toBe(false);
});

test("of two in a conversation neither stands above the other", () => {
  for (const action of ROOM_ACTIONS)
    expect(canInRoom("owner", "direct", action)).toBe(canInRoom("member", "direct", action));
  expect(canInRoom("member", "direct", "pin")).toBe(true);
  expect(canInRoom("owner", "direct", "kick")).toBe(false);
});

test("nobody acts on equals, nor makes them", () => {
  for (const role of MemberRole.options) expect(outranks(role, role)).toBe(false);
  expect(outranks("moderator", "moderator")).toBe(false);
  expect(outranks("owner", "moderator")).toBe(true);
});

test("a raid takes the word from ordinary members only", () => {
  expect(roleInRaid("member")).toBe("read_only");
  for (const role of ["owner", "moderator", "read_only", "banned"] as const)
    expect(roleInRaid(role)).toBe(role);
  expect([isInRoom("banned"), isInRoom(null), isInRoom("read_only")]).toEqual([false, false, true]);
});

test("in a party co-hosts lead, and only the host says who is what", () => {
  const allowed = PartyRole.options.map((role) => [
    role,
    PARTY_ACTIONS.filter((action) => canInParty(role, action)),
  ]);
  expect(Object.fromEntries(allowed)).toEqual({
    host: ["lead", "fill_queue", "change_roles", "end"],
    cohost: ["lead", "fill_queue"],
    listener: [],
  });
});

test("on the platform a guest reads and no more", () => {
  expect(ROLES.filter((role) => can(role, "tracks:create"))).not.toContain("guest");
  expect(can("guest", "tracks:read")).toBe(true);
  expect(can("user", "reports:manage")).toBe(false);
});
