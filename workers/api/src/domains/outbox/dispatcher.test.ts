import type { QueueName } from "@veza/contracts/events";
import { expect, test } from "vitest";
import { dispatchOutbox } from "./dispatcher.ts";

function fakeOutbox(total: number) {
  const rows = Array.from({ length: total }, (_, i) => ({
    seq: i + 1,
    queue: (i % 3 === 0 ? "media" : "events") as QueueName,
    body: i + 1,
  }));
  const claimed = new Set<number>();
  return {
    rows,
    release: () => claimed.clear(),
    claim: async (limit: number) => {
      const free = rows.filter((row) => !claimed.has(row.seq)).slice(0, limit);
      for (const row of free) claimed.add(row.seq);
      return free;
    },
    remove: async (seqs: number[]) => {
      for (const seq of seqs)
        rows.splice(
          rows.findIndex((row) => row.seq === seq),
          1,
        );
    },
  };
}

test("everything is sent once, each queue in order", async () => {
  const box = fakeOutbox(170);
  const sent: Record<string, unknown[]> = { media: [], events: [] };
  const count = await dispatchOutbox({
    ...box,
    send: async (queue, bodies) => void sent[queue]?.push(...bodies),
  });
  expect(count).toBe(170);
  expect(box.rows).toHaveLength(0);
  expect([...(sent.media ?? []), ...(sent.events ?? [])]).toHaveLength(170);
  for (const bodies of Object.values(sent))
    expect(bodies).toEqual([...bodies].sort((a, b) => Number(a) - Number(b)));
});

test("a crash between send and remove sends again, and loses nothing", async () => {
  const box = fakeOutbox(5);
  const sent: unknown[] = [];
  const send = async (_queue: QueueName, bodies: unknown[]) => void sent.push(...bodies);
  await expect(
    dispatchOutbox({ ...box, send, remove: () => Promise.reject(new Error("crash")) }),
  ).rejects.toThrow("crash");
  box.release();
  await dispatchOutbox({ ...box, send });
  expect(new Set(sent).size).toBe(5);
  expect(sent.length).toBeGreaterThan(5);
});

test("a queue that refuses keeps its events", async () => {
  const box = fakeOutbox(4);
  await expect(
    dispatchOutbox({ ...box, send: () => Promise.reject(new Error("queue down")) }),
  ).rejects.toThrow("queue down");
  expect(box.rows).toHaveLength(4);
});
