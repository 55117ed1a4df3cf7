import { expect, test } from "vitest";
import { MAX_RELAYS, placeSocket, type RelayLoad, regionOf } from "./placement.ts";

test("the primary object first, then the fullest relay near the member that takes one more, then a new one", () => {
  const relays: RelayLoad[] = [
    { n: 1, region: "weur", sockets: 10 },
    { n: 2, region: "weur", sockets: 4 },
    { n: 3, region: "weur", sockets: 7 },
  ];
  expect(placeSocket(9, relays, 10, "weur")).toEqual({ place: "primary" });
  expect(placeSocket(10, relays, 10, "weur")).toMatchObject({ n: 3, isNew: false });
  expect(placeSocket(10, relays, 10, "apac")).toEqual({ place: "relay", n: 4, region: "apac", isNew: true });
  expect(placeSocket(10, [], 10, "apac")).toMatchObject({ n: 1, isNew: true });
});

test("with all relays open a member goes far, and when all are full nowhere", () => {
  const relays = Array.from({ length: MAX_RELAYS }, (_, i) => ({ n: i + 1, region: "weur", sockets: 10 }));
  expect(placeSocket(10, relays, 10, "sam")).toEqual({ place: "full" });
  relays[5]!.sockets = 9;
  expect(placeSocket(10, relays, 10, "sam")).toMatchObject({ n: 6, region: "weur" });
});

test("ten thousand members fill relays one after the other", () => {
  const relays: RelayLoad[] = [];
  let primary = 0;
  for (let i = 0; i < 10_000; i++) {
    const place = placeSocket(primary, relays, 1000, "weur");
    if (place.place === "primary") primary++;
    else if (place.place === "relay") {
      const relay = relays.find(({ n }) => n === place.n);
      if (relay === undefined) relays.push({ n: place.n, region: place.region, sockets: 1 });
      else relay.sockets++;
    }
  }
  expect([primary, ...relays.map(({ sockets }) => sockets)]).toEqual(Array(10).fill(1000));
});

test.each([
  ["EU", "weur"],
  ["NA", "enam"],
  [undefined, "weur"],
  ["T1", "weur"],
])("the region of continent %s is %s", (continent, region) => expect(regionOf(continent)).toBe(region));
