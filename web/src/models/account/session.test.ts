import type { User } from "@veza/contracts/http/accounts";
import { expect, test } from "vitest";
import { sampleTrack } from "../../testing/sample-track.ts";
import { sessionOf } from "./session.ts";

const me: User = {
  id: sampleTrack(1).uploader.id,
  username: "somebody",
  role: "user",
  email_verified: true,
  avatar_url: null,
  created_at: sampleTrack(1).created_at,
};

test.each([
  ["a browser without a session is a guest's at once", undefined, false, "guest"],
  ["a browser with one is nobody's until the platform has answered", undefined, true, "unknown"],
  ["a member's", me, true, "member"],
  ["a session that turned out to be over", null, true, "guest"],
] as const)("%s", (_name, answer, hinted, state) => expect(sessionOf(answer, hinted).state).toBe(state));
