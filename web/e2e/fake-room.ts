import type { Page, WebSocketRoute } from "playwright-core";

/**
 * A room of as many messages as a test wants, at the other end of a page's socket. Its REST half is the real
 * platform's.
 */
export interface FakeRoom {
  /** Frames that the page has sent, oldest first. */
  heard: Record<string, unknown>[];
  /** Somebody says something. */
  say(body: string): void;
  /** What the next `message.send` is answered; then they are taken again. */
  refuseNext(error: { code: string; retry_after_ms?: number }): void;
  /** Ends the page's socket. */
  drop(code: number): Promise<void>;
}

const AUTHORS = ["ada", "leo", "maren"];
const idOf = (prefix: string, n: number) => `${prefix}_01h455vb4pex5vsknk084${n.toString().padStart(5, "0")}`;
export const fakeMessageId = (n: number) => idOf("msg", n);

/** A picture that comes late, as large as it says. */
const picture = (n: number) => ({
  id: idOf("att", n),
  kind: "image",
  name: `picture-${n}.svg`,
  mime: "image/svg+xml",
  bytes: 400,
  url: `/fake-picture-${n}.svg`,
  thumbnail_url: null,
  width: 640,
  height: 360 + (n % 5) * 90,
  duration_ms: null,
});

/**
 * Puts a room with `count` messages behind every chat socket of the page. `me` is who the page is signed in
 * as.
 */
export async function fakeRoom(
  page: Page,
  { count, me, roomId }: { count: number; me: { user_id: string; username: string }; roomId: string },
): Promise<FakeRoom> {
  const start = Date.now() - (count + 10) * 60_000;
  const heard: Record<string, unknown>[] = [];
  const taken = new Map<string, number>();
  let last = count;
  let refusal: { code: string; retry_after_ms?: number } | null = null;
  let line: WebSocketRoute | null = null;

  const bodies = new Map<number, { body: string; author: { user_id: string; username: string } }>();
  const message = (seq: number) => {
    const said = bodies.get(seq);
    const lines = 1 + ((seq * 7) % 4);
    const at = new Date(start + seq * 60_000).toISOString();
    return {
      id: fakeMessageId(seq),
      seq,
      author: {
        ...(said?.author ?? { user_id: idOf("usr", 100 + (seq % 3)), username: AUTHORS[seq % 3] }),
        avatar_url: null,
      },
      body: said?.body ?? `Number ${seq}. ${"A few words more. ".repeat(lines * 3)}`,
      reply_to: null,
      at,
      edited_at: null,
      deleted: false,
      pinned: false,
      thread_id: null,
      thread_count: 0,
      mentions: [],
      mentions_room: false,
      attachments: said === undefined && seq % 9 === 0 ? [picture(seq)] : [],
      cards: [],
      reactions: [],
    };
  };
  const event = (seq: number) => ({ t: "message.new", seq, at: message(seq).at, message: message(seq) });
  const page_ = (from: number, to: number) =>
    Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => event(from + i));
  const send = (frame: object) => line?.send(JSON.stringify(frame));
  const add = (body: string, author: { user_id: string; username: string }) => {
    last += 1;
    bodies.set(last, { body, author });
    send({ t: "batch", events: [event(last)] });
    return last;
  };

  const answer = (frame: Record<string, unknown>) => {
    const re = frame.id;
    switch (frame.t) {
      case "hello": {
        const since = typeof frame.since === "number" ? frame.since : null;
        const from = since === null ? Math.max(1, last - 49) : since + 1;
        send({
          t: "welcome",
          room: {
            id: roomId,
            kind: "room",
            visibility: "public",
            name: "Long room",
            topic: "",
            avatar_url: null,
            subject: null,
            member_count: 4,
            slow_mode_ms: 0,
            raid_mode: false,
            created_at: new Date(start).toISOString(),
          },
          you: { user_id: me.user_id, role: "member", muted_until: null, read_seq: last, quiet: false },
          last_seq: last,
          events: page_(from, last),
          resync: false,
          has_more: from > 1,
        });
        return;
      }
      case "history.get": {
        const limit = Number(frame.limit ?? 50);
        if (typeof frame.after_seq === "number") {
          const to = Math.min(last, frame.after_seq + limit);
          send({ t: "history", re, events: page_(frame.after_seq + 1, to), has_more: to < last });
          return;
        }
        const to = Math.min(last, Number(frame.before_seq ?? last + 1) - 1);
        const from = Math.max(1, to - limit + 1);
        send({ t: "history", re, events: page_(from, to), has_more: from > 1 });
        return;
      }
      case "messages.get": {
        const ids = frame.message_ids as string[];
        const known = Array.from({ length: last }, (_, i) => i + 1).filter((seq) =>
          ids.includes(fakeMessageId(seq)),
        );
        send({ t: "messages", re, messages: known.map(message) });
        return;
      }
      case "message.send": {
        if (refusal !== null) {
          send({ t: "error", re, message: "No.", ...refusal });
          refusal = null;
          return;
        }
        const seq = taken.get(String(re)) ?? add(String(frame.body), me);
        taken.set(String(re), seq);
        send({ t: "ack", re, seq, message_id: fakeMessageId(seq), at: message(seq).at });
        return;
      }
      case "members.get":
        send({ t: "members", re, members: [], next: null });
        return;
      case "ping":
        send({ t: "pong" });
    }
  };

  await page.routeWebSocket(/\/chat\/ws\?/, (socket) => {
    line = socket;
    socket.onMessage((data) => {
      const frame: Record<string, unknown> = JSON.parse(String(data));
      heard.push(frame);
      answer(frame);
    });
  });
  await page.route(/\/fake-picture-/, async (route) => {
    // Later than the text, as pictures come.
    await new Promise((resolve) => setTimeout(resolve, 150));
    await route.fulfill({
      contentType: "image/svg+xml",
      body: '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="360"><rect width="640" height="360" fill="#a55"/></svg>',
    });
  });
  return {
    heard,
    say: (body) => void add(body, { user_id: idOf("usr", 101), username: "leo" }),
    refuseNext: (error) => {
      refusal = error;
    },
    drop: async (code) => line?.close({ code }),
  };
}
