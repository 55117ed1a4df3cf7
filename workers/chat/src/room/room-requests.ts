import {
  AddMember,
  CreateInvite,
  GetMessages,
  JoinRoom,
  type MessagesPage,
  PlatformAct,
  type PostAnswer,
  PostMessage,
  RevokeInvite,
  RoomAndUser,
  type RoomAnswer,
  type RoomInvite,
  type RoomRefusal,
  type RoomStanding,
  type RoomView,
} from "@veza/contracts/chat-rpc";
import type { CloseReason } from "@veza/contracts/ws/close";
import { UNWELCOME_WORDS } from "@veza/core/company";
import type { ApiChecks } from "./api-checks.ts";
import type { Effects, Room } from "./engine.ts";
import { bringIn, createInvite, join, leave, refusesInvites, revokeInvite } from "./membership.ts";
import { actForPlatform } from "./platform.ts";
import type { Outcome, Refusal, Step } from "./step.ts";

const CODES = [
  "not_found",
  "forbidden",
  "banned",
  "full",
  "wrong_state",
  "invite_invalid",
  "owner_must_hand_over",
  "blocked",
  "email_not_verified",
] as const;

/** The refusal as other Workers get it. */
function refusalOf({ code, message }: Refusal): RoomRefusal {
  return { ok: false, code: CODES.find((known) => known === code) ?? "forbidden", message };
}

export type RoomRequests = ReturnType<typeof createRoomRequests>;

/** What the other Workers and inboxes ask of a room: who comes and goes, invites, reading from outside. */
export function createRoomRequests(ports: {
  room: Room;
  checks: Pick<ApiChecks, "refusesToCome">;
  now(): number;
  carryOut(effects: Effects): void;
}) {
  const { room, checks, now, carryOut } = ports;
  const change = (userId: string, work: (step: Step) => Outcome): RoomAnswer => {
    const { outcome, effects } = room.change(now(), work);
    carryOut(effects);
    return outcome.ok ? { ok: true, ...room.view(userId, now()) } : refusalOf(outcome);
  };

  return {
    view: (userId: string | null): RoomView => room.view(userId, now()),
    /**
     * Null for somebody who may not know of the room; a code that opens it shows it to anybody who is not
     * banned.
     */
    viewFor(userId: string | null, invite: string | null): RoomView | null {
      const isShown =
        room.mayRead(userId, now()) || (invite !== null && room.isInvited(userId, invite, now()));
      return isShown ? room.view(userId, now()) : null;
    },
    mayRead: (userId: string | null): boolean => room.mayRead(userId, now()),
    async join(asked: JoinRoom): Promise<RoomAnswer> {
      const { user, invite } = JoinRoom.parse(asked);
      // Who could not come in anyway learns no more than that.
      const isComing = room.store.member(user.user_id) === null && room.isOpenTo(invite, now());
      const refusal = isComing ? await checks.refusesToCome(user.user_id) : null;
      if (refusal !== null) return { ok: false, code: refusal, message: UNWELCOME_WORDS[refusal] };
      return change(user.user_id, (step) => join(step, user, invite));
    },
    async bringIn(asked: AddMember): Promise<RoomAnswer> {
      const { by, user } = AddMember.parse(asked);
      const isComing = room.store.member(by) !== null && room.store.member(user.user_id) === null;
      const refusal = isComing ? await checks.refusesToCome(user.user_id) : null;
      if (refusal !== null) return { ok: false, code: refusal, message: UNWELCOME_WORDS[refusal] };
      return change(by, (step) => bringIn(step, by, user));
    },
    leave(asked: RoomAndUser): RoomAnswer {
      const { user_id } = RoomAndUser.parse(asked);
      return change(user_id, (step) => leave(step, user_id));
    },
    createInvite(request: CreateInvite): { ok: true; invite: RoomInvite } | RoomRefusal {
      const asked = CreateInvite.parse(request);
      let made: RoomInvite | null = null;
      const { outcome } = room.change(now(), (step) => {
        const answer = createInvite(step, asked.user_id, asked.max_uses, asked.expires_in_ms);
        if (answer.ok) made = answer.invite;
        return answer.ok ? { ok: true } : answer;
      });
      if (!outcome.ok) return refusalOf(outcome);
      if (made === null) throw new Error("an invite was made and is not there");
      return { ok: true, invite: made };
    },
    invites(asked: RoomAndUser): { ok: true; invites: RoomInvite[] } | RoomRefusal {
      const { user_id: userId } = RoomAndUser.parse(asked);
      const { outcome } = room.change(now(), (step) => refusesInvites(step, userId) ?? { ok: true });
      return outcome.ok ? { ok: true, invites: room.store.invites(now()) } : refusalOf(outcome);
    },
    revokeInvite(asked: RevokeInvite): { ok: true } | RoomRefusal {
      const { user_id, code } = RevokeInvite.parse(asked);
      const { outcome } = room.change(now(), (step) => revokeInvite(step, user_id, code));
      return outcome.ok ? { ok: true } : refusalOf(outcome);
    },
    post(asked: PostMessage): PostAnswer {
      const { answer, effects } = room.post(PostMessage.parse(asked), now());
      carryOut(effects);
      return answer;
    },
    moderate(asked: PlatformAct): { ok: true } | RoomRefusal {
      const act = PlatformAct.parse(asked);
      const { outcome, effects } = room.change(now(), (step) => actForPlatform(step, act));
      carryOut(effects);
      return outcome.ok ? { ok: true } : refusalOf(outcome);
    },
    setRelayAfter(count: number): void {
      room.change(now(), (step) => {
        step.data.core = { ...step.data.core, relay_after: count };
        step.store.saveCore(step.data.core);
        return { ok: true };
      });
    },
    page(request: GetMessages): MessagesPage | null {
      const asked = GetMessages.parse(request);
      return room.mayRead(asked.user_id, now()) ? room.page(asked) : null;
    },
    /** How a user stands; their inbox has devices again and wants to be told from now on. */
    standing(userId: string): RoomStanding {
      const standing = room.standing(userId);
      if (standing.is_member) room.store.setStandingSent(userId, room.data().pulse + standing.read_seq, true);
      return standing;
    },
    /** Why this user gets no socket; a room that they may not know of is not there. */
    refusesSocket(userId: string): CloseReason | null {
      if (room.store.member(userId) !== null) return null;
      const { core } = room.data();
      return core.kind === "room" && core.visibility === "public" ? "forbidden" : "not_found";
    },
  };
}
