import { MAX_BODY } from "@veza/contracts/ws/chat";
import { RoomSlug } from "@veza/contracts/ws/chat-room";
import { mentionedNames } from "@veza/core/chat-text";
import { describe, expect, test } from "vitest";
import { ACCOUNTS, TRACKS } from "./catalogue.ts";
import { ROOMS, ROOMS_WITH_TRACKS } from "./conversations.ts";

const all = [...ROOMS, ...ROOMS_WITH_TRACKS];
const titles = TRACKS.map(({ title }) => title);

test("every room has a key of its own, for its messages are known by it", () => {
  expect(new Set(all.map(({ key }) => key)).size).toBe(all.length);
});

describe.each(all.map((room) => [room.key, room] as const))("%s", (_key, { room, cast, steps, away }) => {
  test("everybody who acts is in the room, and what is referred to was said before", () => {
    const said = new Set<string>();
    const names = ACCOUNTS.map(({ username }) => username as string);
    for (const step of steps) {
      expect(cast).toContain(step.by);
      if ("react" in step) expect(said).toContain(step.react);
      else if ("pin" in step) expect(said).toContain(step.pin);
      else {
        for (const to of [step.reply, step.thread]) if (to !== undefined) expect(said).toContain(to);
        for (const name of mentionedNames(step.say)) expect(names).toContain(name);
        for (const [, title] of step.say.matchAll(/\{([^}]+)\}/g)) expect(titles).toContain(title);
        expect(step.say.length).toBeLessThan(MAX_BODY);
        if (step.key !== undefined) said.add(step.key);
      }
    }
    expect(new Set(cast).size).toBe(cast.length);
  });

  test("it can be made, and ends with something said in the open, by which a second run knows that it is done", () => {
    if (room.kind === "room") expect(RoomSlug.safeParse(room.slug).success).toBe(true);
    if (room.kind === "direct") expect(cast).toContain(room.to);
    if (room.kind === "track") expect(titles).toContain(room.title);
    const last = steps.at(-1);
    expect(last).toMatchObject({ say: expect.any(String) });
    expect(last).not.toHaveProperty("thread");
    if (away !== undefined) expect(last?.by).not.toBe(away);
  });
});
