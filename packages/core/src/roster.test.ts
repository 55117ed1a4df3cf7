import fc from "fast-check";
import { expect, test } from "vitest";
import { createRoster } from "./roster.ts";

const says = (place: number, user_id: string, devices: number, version = 0) => ({
  place,
  version,
  user_id,
  username: user_id,
  devices,
});

test("a member comes with the first device and goes with the last, wherever they are", () => {
  const roster = createRoster();
  expect(roster.state(says(0, "a", 1))).toBe("joined");
  expect(roster.state(says(1, "a", 2))).toBeNull();
  expect([roster.count(), roster.sockets(0), roster.sockets(1)]).toEqual([1, 1, 2]);
  expect(roster.state(says(0, "a", 0))).toBeNull();
  expect(roster.state(says(1, "a", 0))).toBe("left");
  expect([roster.count(), roster.sockets(1), roster.usernameOf("a")]).toEqual([0, 0, null]);
});

test("a statement that comes twice or was overtaken changes nothing", () => {
  const roster = createRoster();
  roster.state(says(1, "a", 1, 5));
  expect(roster.state(says(1, "a", 1, 5))).toBeNull();
  expect(roster.state(says(1, "a", 0, 7))).toBe("left");
  expect(roster.state(says(1, "a", 1, 6))).toBeNull();
  expect(roster.count()).toBe(0);
});

test("what a place holds replaces what was known of it, and of no other place", () => {
  const roster = createRoster();
  for (const user of ["a", "b", "c"]) roster.state(says(1, user, 1, 1));
  roster.state(says(2, "b", 1, 1));
  const changes = roster.replace(1, 2, [{ user_id: "d", username: "d", devices: 3 }]);
  expect(Object.fromEntries(changes)).toEqual({ a: "left", b: null, c: "left", d: "joined" });
  expect([roster.count(), roster.sockets(1), roster.sockets(2)]).toEqual([2, 3, 1]);
});

test("counts equal what a plain table says, after any statements", () => {
  const statement = fc.record({ place: fc.nat(2), user: fc.constantFrom("a", "b", "c"), devices: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 50 }), (list) => {
      const roster = createRoster();
      const table = new Map<string, number>();
      list.forEach(({ place, user, devices }, version) => {
        roster.state(says(place, user, devices, version));
        table.set(`${place}${user}`, devices);
      });
      const held = [...table].filter(([, devices]) => devices > 0);
      expect(roster.count()).toBe(new Set(held.map(([key]) => key.slice(1))).size);
      for (const place of [0, 1, 2])
        expect(roster.sockets(place)).toBe(
          held.reduce((sum, [key, devices]) => sum + (key.startsWith(`${place}`) ? devices : 0), 0),
        );
    }),
    { seed: 3, numRuns: 300 },
  );
});
