import type { ApiRpc, ChatLink } from "@veza/contracts/rpc";
import type { ChatAttachment, ChatCard } from "@veza/contracts/ws/chat-room";
import type { AskedFrame, CommandFrame, Room } from "./engine.ts";

/** Somebody who was blocked can write for so long at most. */
const BLOCKS_MS = 5_000;
const CARDS_MS = 5 * 60_000;
const MAX_KEPT = 500;
/** Names and pictures change seldom: they are asked for again when somebody comes after this time. */
const PROFILE_MS = 6 * 3_600_000;

export type Checked =
  | { ok: true; attachments: ChatAttachment[] }
  | { ok: false; code: string; message: string };

/** What a room asks veza-api about messages, and remembers for a while. */
export function createAsking(
  room: Room,
  api: () => Pick<ApiRpc, "blockedAmong" | "attachments" | "cards" | "profile">,
  now: () => number,
) {
  const blocks = new Map<string, { isBlocked: boolean; until: number }>();
  const cards = new Map<string, { card: ChatCard | null; until: number }>();

  const isBlocked = async (userId: string): Promise<boolean> => {
    const kept = blocks.get(userId);
    if (kept !== undefined && kept.until > now() && kept.until - now() <= BLOCKS_MS) return kept.isBlocked;
    const others = room.store.memberIds(3).filter((id) => id !== userId);
    const answer = (await api().blockedAmong(userId, others)).length > 0;
    blocks.set(userId, { isBlocked: answer, until: now() + BLOCKS_MS });
    return answer;
  };

  return {
    /** Whether a frame needs an answer of veza-api before it can be taken. */
    needs: (frame: CommandFrame): frame is AskedFrame =>
      frame.t === "room.set"
        ? typeof frame.avatar === "string"
        : frame.t === "message.send" &&
          (room.data().core.kind === "direct" || (frame.attachments ?? []).length > 0),
    /** Asks: a block between two refuses, as do files that are not the author's or not clean. */
    async check(userId: string, frame: AskedFrame): Promise<Checked> {
      const isMessage = frame.t === "message.send";
      if (isMessage && room.data().core.kind === "direct" && (await isBlocked(userId)))
        return { ok: false, code: "blocked", message: "You cannot write to this person." };
      const ids = [...new Set(isMessage ? (frame.attachments ?? []) : frame.avatar ? [frame.avatar] : [])];
      if (ids.length === 0) return { ok: true, attachments: [] };
      const found = await api().attachments(userId, room.data().core.id, ids);
      return found === null
        ? { ok: false, code: "attachment_invalid", message: "One of these files can't be sent here." }
        : { ok: true, attachments: found };
    },
    /** Whether it is time to ask for the name and picture of somebody who has come. */
    isStale: (userId: string): boolean => Math.abs(now() - room.store.askedFor(userId)) > PROFILE_MS,
    async refresh(userId: string): Promise<void> {
      const person = await api().profile(userId);
      if (person !== null) room.setPerson(person, now());
    },
    /** Cards of links, without those that lead nowhere. */
    async cards(links: ChatLink[]): Promise<ChatCard[]> {
      const isFresh = (until: number) => until > now() && until - now() <= CARDS_MS;
      const missing = links.filter(({ id }) => !isFresh(cards.get(id)?.until ?? 0));
      if (missing.length > 0) {
        const found = await api().cards(missing);
        if (cards.size > MAX_KEPT) cards.clear();
        missing.forEach(({ id }, i) => {
          cards.set(id, { card: found[i] ?? null, until: now() + CARDS_MS });
        });
      }
      return links.flatMap(({ id }) => cards.get(id)?.card ?? []);
    },
  };
}
