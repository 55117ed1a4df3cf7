import type { AttachmentState } from "@veza/contracts/http/attachments";
import type { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { expect, test } from "vitest";
import { handClock } from "../../testing/hand-clock.ts";
import { sampleId } from "../../testing/sample-track.ts";
import { ANNOUNCE_MS, createAnnouncer } from "./announcing.ts";
import { openAttaching } from "./attaching.ts";

const ID = sampleId("att", 1);
const attachment: ChatAttachment = {
  id: ID,
  kind: "image",
  name: "a.png",
  mime: "image/png",
  bytes: 4,
  url: "/x",
};

function stage(states: (AttachmentState | "unreachable")[] = []) {
  const clock = handClock();
  const uploads: { on: Parameters<Parameters<typeof openAttaching>[0]["upload"]>[1]; isStopped: boolean }[] =
    [];
  const forgotten: string[] = [];
  const previews: string[] = [];
  let keys = 0;
  const files = openAttaching({
    upload(_file, on) {
      const one = { on, isStopped: false };
      uploads.push(one);
      return () => {
        one.isStopped = true;
      };
    },
    state: async () => {
      const state = states.shift();
      if (state === undefined || state === "unreachable") throw new Error("unreachable");
      return state;
    },
    forget: async (id) => void forgotten.push(id),
    newKey: () => {
      keys += 1;
      return `k${keys}`;
    },
    preview: () => {
      previews.push("blob:1");
      return "blob:1";
    },
    dropPreview: () => void previews.pop(),
    after: clock.after,
  });
  return { files, clock, uploads, forgotten, previews, list: () => files.store.getState().files };
}
const file = (name: string, bytes = 4) => new File([new Uint8Array(bytes)], name);
const state = (status: AttachmentState["status"], rest: Partial<AttachmentState> = {}): AttachmentState => ({
  id: ID,
  status,
  code: null,
  attachment: null,
  ...rest,
});

test("a file is sent, checked, ready, and taken into the message", async () => {
  const { files, clock, uploads, list, previews } = stage([
    "unreachable",
    state("processing"),
    state("ready", { attachment }),
  ]);
  files.add([file("a.png")]);
  uploads[0]?.on.progress(2);
  expect(list()).toMatchObject([{ name: "a.png", status: "sending", progress: 0.5, preview: "blob:1" }]);
  uploads[0]?.on.done(ID);
  expect(list()).toMatchObject([{ status: "checking" }]);
  await clock.run(10_000);
  expect(list()).toMatchObject([{ status: "ready", attachment }]);
  expect(files.take()).toEqual([attachment]);
  expect(list()).toEqual([]);
  expect(previews).toEqual([]);
});

test("a refused file says why; a broken one can be sent again; a removed one is stopped and forgotten", async () => {
  const { files, clock, uploads, list, forgotten } = stage([state("refused", { code: "infected" })]);
  files.add([file("a.exe"), file("b.png")]);
  uploads[0]?.on.done(ID);
  await clock.run(1_000);
  uploads[1]?.on.failed("network");
  expect(list().map(({ status, code }) => [status, code])).toEqual([
    ["failed", "infected"],
    ["failed", "network"],
  ]);
  files.retry("k2");
  expect(list()[1]).toMatchObject({ status: "sending", progress: 0, code: null });
  files.remove("k2");
  expect(uploads[2]?.isStopped).toBe(true);
  files.remove("k1");
  expect(forgotten).toEqual([ID]);
  expect(list()).toEqual([]);
});

test("a message holds ten files; empty and huge ones are told apart before they are sent", () => {
  const { files, uploads, list } = stage();
  const huge = file("huge.wav");
  Object.defineProperty(huge, "size", { value: 51 * 1024 * 1024 });
  expect(files.add([file("empty", 0), huge])).toBe(0);
  expect(list().map(({ code }) => code)).toEqual(["empty_file", "file_too_large"]);
  expect(uploads).toEqual([]);
  expect(files.add(Array.from({ length: 10 }, (_, i) => file(`${i}`)))).toBe(2);
  expect(list()).toHaveLength(10);
});

test("announcements come at a pace that can be listened to, and none is lost", async () => {
  const clock = handClock();
  const said: string[][] = [];
  const announcer = createAnnouncer((spoken) => void said.push(spoken.map(({ text }) => text)), clock.after);
  for (const text of ["a", "b"]) announcer.add({ author: "leo", text });
  await clock.run(200);
  announcer.add({ author: "leo", text: "c" });
  announcer.add({ author: "leo", text: "d" });
  await clock.run(500);
  expect(said).toEqual([["a", "b"]]);
  await clock.run(ANNOUNCE_MS);
  expect(said).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
});
