import { expect, test } from "vitest";
import { roomInNode } from "../testing/room-in-node.ts";

test("a hundred invites that are used up or over hide none that still opens the room", () => {
  const { room, clock, owner } = roomInNode();
  const save = (code: string, uses_left: number | null, expires_ms: number | null, at_ms: number) =>
    room().store.saveInvite(
      {
        code,
        created_by: owner,
        uses_left,
        expires_at: expires_ms === null ? null : new Date(expires_ms).toISOString(),
      },
      expires_ms,
      at_ms,
    );
  save("works-for-ever", null, null, clock.now - 5000);
  save("works-until-later", 3, clock.now + 1000, clock.now - 4000);
  for (let i = 0; i < 60; i++) {
    save(`used-${i}`, 0, null, clock.now - i);
    save(`over-${i}`, null, clock.now - 1, clock.now - i);
  }
  const codes = room()
    .store.invites(clock.now)
    .map(({ code }) => code);
  expect(codes).toHaveLength(100);
  expect(codes.slice(0, 2)).toEqual(["works-until-later", "works-for-ever"]);
});
