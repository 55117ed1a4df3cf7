import type { ChatServerFrame, PresenceStatus } from "@veza/contracts/ws/chat";
import { createStore } from "zustand/vanilla";
import type { LiveDeps } from "../../lib/live/live-socket.ts";
import type { OpenWire } from "../../lib/live/wire.ts";
import type { AccountStorage } from "./account-storage.ts";
import type { ChatRoom } from "./chat-room.ts";
import { ChatSocket } from "./chat-socket.ts";
import { openOutbox } from "./outbox.ts";
import { createPendingRequests } from "./pending-requests.ts";
import { type Acknowledged, type Answered, type RoomRequest, refused } from "./reply.ts";
import { applyEvents, withPeople } from "./room-events.ts";
import { openLists } from "./room-lists.ts";
import { welcomed } from "./room-pages.ts";
import { NO_ROOM } from "./room-state.ts";

export interface RoomDeps extends LiveDeps {
  open: OpenWire;
  roomId: string;
  storage: AccountStorage;
  /** The computer's date, epoch ms. */
  date(): number;
  newId(): string;
}

/** Typing lasts five seconds for the others: told again a little earlier. */
const TYPING_EVERY_MS = 3_500;
const READ_EVERY_MS = 1_500;

/** A room with its socket, its outbox and its state. `connect` is to be called once. */
export function openRoom(deps: RoomDeps): ChatRoom & {
  connect(): void;
  setIdle(isIdle: boolean): void;
} {
  const { roomId, storage, now, after } = deps;
  const store = createStore(() => NO_ROOM);
  const get = store.getState;
  let wanted: PresenceStatus = "online";
  let isIdle = false;
  let isRequestingAgain = false;
  let typedAt = Number.NEGATIVE_INFINITY;
  let readTimer: (() => void) | null = null;
  let readTold = 0;

  const status = (): PresenceStatus => (wanted === "online" && isIdle ? "idle" : wanted);
  const socket = new ChatSocket({
    ...deps,
    since: () => (get().you === null ? null : get().lastSeq),
    status,
    onFrame,
    onDown,
  });
  const requests = createPendingRequests({ send: (frame) => socket.send(frame), newId: deps.newId, after });
  const outbox = openOutbox(roomId, {
    storage,
    now: deps.date,
    after,
    newId: deps.newId,
    isUp: () => get().phase === "in",
    lastSeq: () => get().lastSeq,
    deliver: (item) =>
      acknowledged(
        {
          t: "message.send",
          body: item.body,
          ...(item.replyTo === null ? {} : { reply_to: item.replyTo }),
          ...(item.thread === null ? {} : { thread: item.thread }),
          ...(item.attachments.length === 0 ? {} : { attachments: item.attachments.map(({ id }) => id) }),
        },
        item.id,
      ),
  });

  async function acknowledged(frame: RoomRequest, id?: string): Promise<Acknowledged> {
    const answer = await requests.ask(frame, id);
    if ("ok" in answer) return answer;
    if (answer.t !== "ack") return refused("bad_reply", `${answer.t} for ${frame.t}`);
    return { ok: true, seq: answer.seq, messageId: answer.message_id, at: answer.at };
  }

  async function answered<T extends ChatServerFrame["t"]>(t: T, frame: RoomRequest): Promise<Answered<T>> {
    const answer = await requests.ask(frame);
    if ("ok" in answer) return answer;
    if (answer.t !== t) return refused("bad_reply", `${answer.t} for ${frame.t}`);
    const { t: _t, re: _re, ...rest } = answer;
    return { ok: true, ...rest } as unknown as Answered<T>;
  }

  const lists = openLists(
    store,
    (frame) => answered("history", frame),
    (frame) => answered("messages", frame),
  );

  function onFrame(frame: ChatServerFrame): void {
    if (requests.answer(frame)) return;
    switch (frame.t) {
      case "welcome": {
        isRequestingAgain = false;
        if (storage.claim(frame.you.user_id)) outbox.forget();
        const isFirst = get().you === null;
        store.setState(welcomed(get(), frame, deps.date()), true);
        readTold = frame.you.read_seq ?? readTold;
        outbox.shown(get().lastSeq);
        requests.again();
        void outbox.run();
        // Names for who types: members are named by their ids there.
        if (isFirst) void members({});
        return;
      }
      case "batch": {
        const before = get();
        const { state, hasHole } = applyEvents(before, frame.events);
        const isNew = state.newestSeq > before.newestSeq;
        const wasRead = before.readSeq >= before.newestSeq;
        store.setState(
          isNew && wasRead && deps.isHidden() ? { ...state, unreadAfter: before.readSeq } : state,
          true,
        );
        outbox.shown(state.lastSeq);
        socket.applied(state.lastSeq);
        if (hasHole && !isRequestingAgain) {
          isRequestingAgain = true;
          socket.hello();
        }
        return;
      }
      case "typing":
        store.setState({ typing: frame.user_ids });
        return;
      case "presence":
        store.setState({ presence: { online: frame.online, members: frame.members } });
        return;
      case "you":
        store.setState(({ readSeq }) => ({
          you: frame.you,
          readSeq: Math.max(readSeq, frame.you.read_seq ?? 0),
        }));
        return;
      case "error":
        console.info("The room refused a frame.", frame.code, frame.message);
    }
  }

  function onDown(final: { code: number; reason: string } | null): void {
    isRequestingAgain = false;
    if (final === null) {
      if (get().phase === "in") store.setState({ phase: "lost", typing: [] });
      return;
    }
    requests.giveUp("closed");
    store.setState({ phase: "refused", closeCode: final.code, closeReason: final.reason, typing: [] });
  }

  async function members(ask: { query?: string; after?: string; limit?: number }) {
    const answer = await answered("members", { t: "members.get", limit: 100, ...ask });
    if (answer.ok) store.setState((state) => withPeople(state, answer.members), true);
    return answer;
  }

  const withReason = (reason: string | undefined) => (reason ? { reason } : {});
  const tellRead = () => {
    readTimer = null;
    const { readSeq } = get();
    if (readSeq > readTold && socket.send({ t: "read", seq: readSeq })) readTold = readSeq;
  };

  return {
    roomId,
    store,
    outbox: outbox.store,
    connect: () => socket.connect(),
    setIdle(it) {
      const before = status();
      isIdle = it;
      if (status() !== before) socket.send({ t: "presence.set", status: status() });
    },

    send: ({ body, replyTo = null, thread = null, attachments = [] }) =>
      outbox.add({ body, replyTo, thread, attachments }),
    retry: (id) => outbox.retry(id),
    discard: (id) => outbox.discard(id),

    edit: (message_id, body) => acknowledged({ t: "message.edit", message_id, body }),
    remove: (message_id, reason) => acknowledged({ t: "message.delete", message_id, ...withReason(reason) }),
    react: (message_id, emoji, isOn) =>
      acknowledged({ t: isOn ? "reaction.add" : "reaction.remove", message_id, emoji }),
    pin: (message_id, pinned) => acknowledged({ t: "pin.set", message_id, pinned }),
    report: (message_id, category, note) =>
      acknowledged({ t: "message.report", message_id, category, ...(note ? { note } : {}) }),
    edits: (message_id) => answered("edits", { t: "message.edits", message_id }),
    typing() {
      if (now() - typedAt < TYPING_EVERY_MS) return;
      if (socket.send({ t: "typing.start" })) typedAt = now();
    },
    read(seq) {
      const { readSeq, lastSeq } = get();
      if (seq <= readSeq) return;
      store.setState({ readSeq: Math.min(seq, lastSeq) });
      readTimer ??= after(READ_EVERY_MS, tellRead);
    },

    ...lists,
    follow: (isFollowing) => {
      if (get().isFollowing !== isFollowing) store.setState({ isFollowing });
    },

    search: (query, before) =>
      answered("found", { t: "search", query, limit: 25, ...(before ? { before_seq: before } : {}) }),
    pins: () => answered("pins", { t: "pins.get" }),
    members: (ask = {}) => members(ask),
    async setQuiet(quiet) {
      const answer = await acknowledged({ t: "quiet.set", quiet });
      if (answer.ok) store.setState(({ you }) => ({ you: you && { ...you, quiet } }));
      return answer;
    },
    setPresence(it) {
      wanted = it;
      socket.send({ t: "presence.set", status: status() });
    },

    setRole: (user_id, role) => acknowledged({ t: "member.role", user_id, role }),
    mute: (user_id, duration_ms, reason) =>
      acknowledged({ t: "member.mute", user_id, duration_ms, ...withReason(reason) }),
    unmute: (user_id, reason) => acknowledged({ t: "member.unmute", user_id, ...withReason(reason) }),
    kick: (user_id, reason) => acknowledged({ t: "member.kick", user_id, ...withReason(reason) }),
    ban: (user_id, duration_ms, reason) =>
      acknowledged({ t: "member.ban", user_id, duration_ms, ...withReason(reason) }),
    unban: (user_id, reason) => acknowledged({ t: "member.unban", user_id, ...withReason(reason) }),
    handOver: (user_id) => acknowledged({ t: "owner.hand_over", user_id }),
    purge: (user_id, since_ms, reason) =>
      acknowledged({
        t: "messages.purge",
        user_id,
        ...(since_ms === undefined ? {} : { since_ms }),
        ...withReason(reason),
      }),
    setRoom: (change) => acknowledged({ t: "room.set", ...change }),
    watched: () => answered("watched", { t: "watched.get" }),
    setWatched: (rules) => acknowledged({ t: "watched.set", rules }),
    tryWatched: (body, rules) =>
      answered("watched.tried", { t: "watched.try", body, ...(rules ? { rules } : {}) }),
    log: (before) => answered("log", { t: "log.get", limit: 50, ...(before ? { before } : {}) }),

    reconnect() {
      store.setState({ phase: get().you === null ? "joining" : "lost", closeCode: null, closeReason: null });
      socket.restart();
    },
    close() {
      tellRead();
      readTimer?.();
      requests.giveUp("closed");
      outbox.close();
      socket.close();
    },
  };
}
