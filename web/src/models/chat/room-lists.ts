import { MAX_ASKED } from "@veza/contracts/ws/chat";
import type { ChatMessage } from "@veza/contracts/ws/chat-room";
import type { StoreApi } from "zustand/vanilla";
import type { Answered, RoomRequest } from "./reply.ts";
import { extended, type ListKey, listOf, messagesIn, replaced, withKnown } from "./room-pages.ts";
import type { RoomState } from "./room-state.ts";

type AskHistory = (frame: Extract<RoomRequest, { t: "history.get" }>) => Promise<Answered<"history">>;
type AskMessages = (frame: Extract<RoomRequest, { t: "messages.get" }>) => Promise<Answered<"messages">>;

/** Messages that one question brings. */
const PAGE = 50;

/** Moving about in the room's history: pages before and after, jumps, threads. */
export function openLists(store: StoreApi<RoomState>, ask: AskHistory, askMessages: AskMessages) {
  const get = store.getState;
  const set = (state: RoomState) => store.setState(state, true);
  /** Questions under way, so that scrolling asks each once. */
  const asked = new Map<string, Promise<boolean>>();

  const once = (name: string, work: () => Promise<boolean>): Promise<boolean> => {
    const running = asked.get(name);
    if (running) return running;
    const started = work().finally(() => asked.delete(name));
    asked.set(name, started);
    return started;
  };
  const inThread = (key: ListKey) => (key === null ? {} : { thread: key });

  async function extend(key: ListKey, side: "older" | "newer"): Promise<boolean> {
    const list = listOf(get(), key);
    if (side === "older" ? !list.hasOlder : !list.hasNewer) return true;
    const edge = side === "older" ? list.ids[0] : list.ids.at(-1);
    const seq = get().messages.get(edge ?? "")?.seq;
    if (seq === undefined) return false;
    const answer = await ask({
      t: "history.get",
      ...inThread(key),
      ...(side === "older" ? { before_seq: seq } : { after_seq: seq }),
      limit: PAGE,
    });
    if (!answer.ok) return false;
    // The list may have been replaced meanwhile: a page of another place does not fit.
    const after = listOf(get(), key);
    if ((side === "older" ? after.ids[0] : after.ids.at(-1)) !== edge) return true;
    set(extended(get(), key, side, messagesIn(answer.events), answer.has_more));
    return true;
  }

  async function newest(key: ListKey): Promise<boolean> {
    const answer = await ask({ t: "history.get", ...inThread(key), limit: PAGE });
    if (!answer.ok) return false;
    set(replaced(get(), key, messagesIn(answer.events), { hasOlder: answer.has_more, hasNewer: false }));
    return true;
  }

  async function around(seq: number): Promise<string | null> {
    const [above, below] = await Promise.all([
      ask({ t: "history.get", before_seq: seq + 1, limit: PAGE / 2 }),
      ask({ t: "history.get", after_seq: seq, limit: PAGE / 2 }),
    ]);
    if (!above.ok || !below.ok) return null;
    const page = [...messagesIn(above.events), ...messagesIn(below.events)];
    if (page.length === 0) return null;
    set(replaced(get(), null, page, { hasOlder: above.has_more, hasNewer: below.has_more }));
    return (page.find((it) => it.seq >= seq) ?? page.at(-1))?.id ?? null;
  }

  const wanted = new Set<string>();
  /** What the room does not know is not asked for again. */
  const gone = new Set<string>();
  async function fetchAll(message_ids: string[]): Promise<void> {
    const answer = await askMessages({ t: "messages.get", message_ids });
    if (!answer.ok) return;
    set(withKnown(get(), answer.messages));
    const found = new Set(answer.messages.map(({ id }) => id));
    for (const id of message_ids) if (!found.has(id)) gone.add(id);
  }
  async function fetchOne(messageId: string): Promise<ChatMessage | undefined> {
    await fetchAll([messageId]);
    return get().messages.get(messageId);
  }

  return {
    older: (thread?: string) => once(`older ${thread}`, () => extend(thread ?? null, "older")),
    newer: (thread?: string) => once(`newer ${thread}`, () => extend(thread ?? null, "newer")),
    toNewest: () => (get().main.hasNewer ? once("newest", () => newest(null)) : Promise.resolve(true)),
    async goTo(target: { seq: number } | { messageId: string }): Promise<string | null> {
      const { main, messages } = get();
      const isHere = (id: string) => main.ids.includes(id);
      if ("messageId" in target && isHere(target.messageId)) return target.messageId;
      if ("seq" in target) {
        const here = main.ids.find((id) => messages.get(id)?.seq === target.seq);
        return here ?? around(target.seq);
      }
      const known = messages.get(target.messageId) ?? (await fetchOne(target.messageId));
      if (known === undefined) return null;
      // What is said in a thread stands below its first message.
      if (known.thread_id !== null) return this.goTo({ messageId: known.thread_id });
      return around(known.seq);
    },
    /**
     * Brings messages into what is known, such as those that replies answer. Several at once are one
     * question.
     */
    fetch(messageId: string): void {
      if (get().messages.has(messageId) || wanted.has(messageId) || gone.has(messageId)) return;
      wanted.add(messageId);
      if (wanted.size > 1) return;
      queueMicrotask(async () => {
        const ids = [...wanted];
        wanted.clear();
        for (let from = 0; from < ids.length; from += MAX_ASKED)
          await fetchAll(ids.slice(from, from + MAX_ASKED));
      });
    },
    openThread: (messageId: string) => once(`thread ${messageId}`, () => newest(messageId)),
  };
}
