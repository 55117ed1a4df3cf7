import { idSchema } from "@veza/contracts/ids";
import { expect, test } from "vitest";
import { makeId, newId } from "./ids.ts";

test("an id matches its schema and the specification's example encoding", () => {
  // The specification's vector: 01890a5d-ac96-774b-bcce-b302099a8057.
  const random = Uint8Array.from([0x77, 0x4b, 0xbc, 0xce, 0xb3, 0x02, 0x09, 0x9a, 0x80, 0x57]);
  expect(makeId("track", { now_ms: 0x01890a5dac96, random })).toBe("trk_01h455vb4pex5vsknk084sn02q");
  expect(idSchema("user").safeParse(newId("user")).success).toBe(true);
});

test("ids of later milliseconds sort after earlier ones", () => {
  const random = new Uint8Array(10).fill(255);
  const early = makeId("track", { now_ms: 1_700_000_000_000, random });
  const late = makeId("track", { now_ms: 1_700_000_000_001, random: new Uint8Array(10) });
  expect(early < late).toBe(true);
});
