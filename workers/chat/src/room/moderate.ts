import { canInRoom, outranks, type RoomAction } from "@veza/contracts/permissions/room";
import type { ChatClientFrame } from "@veza/contracts/ws/chat";
import type { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { dismiss, handOver, setRole, setRoom, tellBan } from "./membership.ts";
import { type Member, roleNow } from "./state.ts";
import {
  emit,
  FORBIDDEN,
  NO_MEMBER,
  type Outcome,
  type Refusal,
  releaseFiles,
  type Step,
  tellPlatform,
  writeLog,
} from "./step.ts";

export type ModerationFrame = Extract<
  ChatClientFrame,
  {
    t:
      | "member.role"
      | "member.mute"
      | "member.unmute"
      | "member.kick"
      | "member.ban"
      | "member.unban"
      | "owner.hand_over"
      | "messages.purge"
      | "room.set"
      | "watched.set";
  }
>;

/** Messages that one purge deletes at most; a second one takes the rest. */
const MAX_PURGE = 2_000;

/** Whether the actor has the right, and stands above the target. */
function refuses(step: Step, actor: Member, capability: RoomAction, userId: string): Refusal | null {
  const { core } = step.data;
  const role = roleNow(actor, core);
  const target = step.store.member(userId);
  if (!canInRoom(role, core.kind, capability)) return FORBIDDEN;
  return target !== null && !outranks(role, target.role) ? FORBIDDEN : null;
}

/** One act of moderation. Each is written to the log with who did it and why. */
export function moderate(
  step: Step,
  actor: Member,
  frame: ModerationFrame,
  attachments: ChatAttachment[] = [],
): Outcome {
  const { store, data, now } = step;
  const by = actor.user_id;
  if (frame.t === "owner.hand_over") return handOver(step, actor, frame.user_id);
  if (frame.t === "room.set") {
    const { t: _t, id: _id, ...change } = frame;
    return setRoom(step, actor, change, attachments[0] ?? null);
  }
  if (frame.t === "watched.set") {
    if (!canInRoom(roleNow(actor, data.core), data.core.kind, "rules")) return FORBIDDEN;
    data.core = { ...data.core, rules: frame.rules };
    store.saveCore(data.core);
    writeLog(step, { action: "watched.set", by, detail: { ...frame.rules } });
    return { ok: true };
  }
  const userId = frame.user_id;
  const reason = "reason" in frame ? (frame.reason ?? null) : null;
  const target = store.member(userId);
  const log = (detail: Record<string, unknown> = {}) =>
    writeLog(step, { action: frame.t, by, user_id: userId, reason, detail });
  switch (frame.t) {
    case "member.role": {
      const refusal = refuses(step, actor, "roles", userId);
      if (refusal !== null) return refusal;
      // One gives only roles below one's own: a moderator that could make moderators would make its equals.
      if (!outranks(actor.role, frame.role)) return FORBIDDEN;
      if (target === null) return NO_MEMBER;
      if (target.role === frame.role && !target.raid) return { ok: true };
      log({ from: target.role, to: frame.role });
      return { ok: true, seq: setRole(step, userId, frame.role) };
    }
    case "member.mute":
    case "member.unmute": {
      const refusal = refuses(step, actor, "mute", userId);
      if (refusal !== null) return refusal;
      if (target === null) return NO_MEMBER;
      const until =
        frame.t === "member.unmute"
          ? null
          : frame.duration_ms === null
            ? Date.UTC(9999, 0)
            : now + frame.duration_ms;
      store.saveMember({ ...target, muted_until_ms: until });
      step.changed_members.add(userId);
      log({ until });
      return { ok: true };
    }
    case "member.kick": {
      const refusal = refuses(step, actor, "kick", userId);
      if (refusal !== null) return refusal;
      if (target === null) return NO_MEMBER;
      log();
      return { ok: true, seq: dismiss(step, userId, "kicked") };
    }
    case "member.ban": {
      const refusal = refuses(step, actor, "ban", userId);
      if (refusal !== null) return refusal;
      if (userId === by || store.ban(userId, now)?.is_platform === true) return FORBIDDEN;
      const until_ms = frame.duration_ms === null ? null : now + frame.duration_ms;
      store.saveBan(userId, { until_ms, reason, by, at_ms: now, is_platform: false });
      log({ until: until_ms });
      if (target !== null) return { ok: true, seq: dismiss(step, userId, "banned") };
      tellBan(step, userId, data.last_seq);
      return { ok: true };
    }
    case "member.unban": {
      if (!canInRoom(roleNow(actor, data.core), data.core.kind, "ban")) return FORBIDDEN;
      const ban = store.ban(userId, now);
      if (ban === null) return { ok: true };
      if (ban.is_platform) return FORBIDDEN;
      store.removeBan(userId);
      log();
      tellPlatform(step, "room.member", {
        room_id: data.core.id,
        user_id: userId,
        role: null,
        revision: data.last_seq,
      });
      return { ok: true };
    }
    case "messages.purge": {
      const refusal = refuses(step, actor, "purge", userId);
      if (refusal !== null) return refusal;
      const since = frame.since_ms === undefined ? 0 : now - frame.since_ms;
      const found = step.messages.ofAuthor(userId, since, MAX_PURGE);
      const first = found.at(-1);
      if (first === undefined) return { ok: true };
      for (const message of found) step.messages.remove(message, now);
      releaseFiles(
        step,
        found.flatMap(({ attachments }) => attachments.map(({ id }) => id)),
      );
      log({ count: found.length, from_seq: first.seq });
      return {
        ok: true,
        seq: emit(step, { t: "messages.purged", user_id: userId, from_seq: first.seq, by }),
      };
    }
    default:
      return frame satisfies never;
  }
}
