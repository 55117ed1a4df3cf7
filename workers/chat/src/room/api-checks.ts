import type { ApiRpc, ChatLink } from "@veza/contracts/rpc";
import type { ChatAttachment, ChatCard } from "@veza/contracts/ws/chat-room";
import {
  type Company,
  deafTo,
  refusesGuest,
  refusesTalk,
  UNWELCOME_WORDS,
  type Unwelcome,
} from "@veza/core/company";
import { withoutGrant } from "@veza/worker-kit/grant";
import { released } from "@veza/worker-kit/rpc-result";
import type { CheckedFrame, CommandFrame, Room } from "./engine.ts";

/** Somebody who was blocked can write to the one who did, or in that one's rooms, for so long at most. */
const COMPANY_MS = 1_000;
/** While veza-api cannot be asked, what it said last holds for so long in rooms of many. */
const LAST_WORD_MS = 10 * 60_000;
const CARDS_MS = 5 * 60_000;
const MAX_REMEMBERED = 500;
/** Who has no account (any more) writes nothing. */
const NOBODY: Company = { is_verified: false, blocked_by: [], blocks: [] };
/** Names and pictures change seldom: they are asked for again when somebody comes after this time. */
const PROFILE_MS = 6 * 3_600_000;

/** A card is told to everybody in a room: its picture is an open address or none. */
const forAll = (card: ChatCard | null): ChatCard | null =>
  card === null ? null : { ...card, image_url: withoutGrant(card.image_url) };

export type Checked =
  /** `unreachable`: of those who are named, whom the author's words do not reach. */
  | { ok: true; attachments: ChatAttachment[]; unreachable: string[] }
  | { ok: false; code: string; message: string };

export type ApiChecks = ReturnType<typeof createApiChecks>;

/** What a room asks veza-api about messages, and remembers for a while. */
export function createApiChecks(
  room: Room,
  api: () => Pick<ApiRpc, "company" | "attachments" | "cards" | "profile">,
  now: () => number,
) {
  const companies = new Map<string, { company: Company; asked_ms: number }>();
  const cards = new Map<string, { card: ChatCard | null; until: number }>();

  /** The other one of two; elsewhere the owner. Null for oneself. */
  const hostFor = (userId: string): string | null => {
    const { core } = room.data();
    const host = core.kind === "direct" ? room.store.memberIds(3).find((id) => id !== userId) : core.owner_id;
    return host === userId ? null : (host ?? null);
  };
  const known = (userId: string, ms: number): Company | null => {
    const last = companies.get(userId);
    return last !== undefined && Math.abs(now() - last.asked_ms) <= ms ? last.company : null;
  };
  /** @param named others of whom it shall be said as well: never remembered */
  const companyOf = async (userId: string, named: string[]): Promise<Company> => {
    const fresh = named.length === 0 ? known(userId, COMPANY_MS) : null;
    if (fresh !== null) return fresh;
    const host = hostFor(userId);
    try {
      const others = [...new Set(host === null ? named : [host, ...named])];
      const company = (await released(api().company(userId, others))) ?? NOBODY;
      if (companies.size > MAX_REMEMBERED) companies.clear();
      companies.set(userId, { company, asked_ms: now() });
      return company;
    } catch (cause) {
      // A room of many goes on while veza-api is away; a name may then call somebody who has blocked its
      // writer.
      const last = room.data().core.kind === "direct" ? null : known(userId, LAST_WORD_MS);
      if (last === null) throw cause;
      return last;
    }
  };
  const refusalOf = (userId: string, company: Company) =>
    room.data().core.kind === "direct"
      ? refusesTalk(company, hostFor(userId))
      : refusesGuest(company, hostFor(userId));
  const namedIn = (frame: CheckedFrame): string[] =>
    frame.t === "message.send" || frame.t === "message.edit" ? room.named(frame.body) : [];

  return {
    /** Whether a frame needs an answer of veza-api before it can be taken. */
    needs(userId: string, frame: CommandFrame): frame is CheckedFrame {
      if (frame.t === "room.set") return typeof frame.avatar === "string";
      if (frame.t !== "message.send" && frame.t !== "message.edit" && frame.t !== "reaction.add")
        return false;
      if (frame.t === "message.send" && (frame.attachments ?? []).length > 0) return true;
      const company = known(userId, COMPANY_MS);
      return company === null || refusalOf(userId, company) !== null || namedIn(frame).length > 0;
    },
    /** Asks: who is not welcome writes nothing, and files must be the author's and clean. */
    async check(userId: string, frame: CheckedFrame): Promise<Checked> {
      const named = namedIn(frame);
      let unreachable: string[] = [];
      if (frame.t !== "room.set") {
        const company = await companyOf(userId, named);
        const refusal = refusalOf(userId, company);
        if (refusal !== null) return { ok: false, code: refusal, message: UNWELCOME_WORDS[refusal] };
        unreachable = deafTo(company, named);
      }
      const files =
        frame.t === "room.set"
          ? [frame.avatar ?? []].flat()
          : frame.t === "message.send"
            ? (frame.attachments ?? [])
            : [];
      const ids = [...new Set(files)];
      if (ids.length === 0) return { ok: true, attachments: [], unreachable };
      const found = await released(api().attachments(userId, room.data().core.id, ids));
      return found === null
        ? { ok: false, code: "attachment_invalid", message: "One of these files can't be sent here." }
        : { ok: true, attachments: found, unreachable };
    },
    /** Why somebody may not come in, as things are now; null when they may. */
    async refusesToCome(userId: string): Promise<Unwelcome | null> {
      companies.delete(userId);
      const refusal = refusalOf(userId, await companyOf(userId, []));
      companies.delete(userId);
      return refusal;
    },
    /** Whether it is time to ask for the name and picture of somebody who has come. */
    isStale: (userId: string): boolean => Math.abs(now() - room.store.askedFor(userId)) > PROFILE_MS,
    async refresh(userId: string): Promise<void> {
      const person = await released(api().profile(userId));
      if (person !== null) room.setPerson(person, now());
    },
    /** Cards of links, without those that lead nowhere. */
    async cards(links: ChatLink[]): Promise<ChatCard[]> {
      const isFresh = (until: number) => until > now() && until - now() <= CARDS_MS;
      const missing = links.filter(({ id }) => !isFresh(cards.get(id)?.until ?? 0));
      if (missing.length > 0) {
        const found = await released(api().cards(missing));
        if (cards.size > MAX_REMEMBERED) cards.clear();
        missing.forEach(({ id }, i) => {
          cards.set(id, { card: forAll(found[i] ?? null), until: now() + CARDS_MS });
        });
      }
      return links.flatMap(({ id }) => cards.get(id)?.card ?? []);
    },
  };
}
