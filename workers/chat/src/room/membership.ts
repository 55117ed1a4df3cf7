import type { RoomInvite } from "@veza/contracts/chat-rpc";
import { canInRoom, ownsRoom } from "@veza/contracts/permissions/room";
import { MAX_GROUP } from "@veza/contracts/ws/chat";
import type { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { isoOf, type Member, memberFrame, type Person, roleNow, type StoredRole } from "./state.ts";
import {
  changeCore,
  emit,
  FORBIDDEN,
  NO_MEMBER,
  type Outcome,
  refuse,
  releaseFiles,
  type Step,
  tellPlatform,
  tellRoom,
  writeLog,
} from "./step.ts";
import type { RoomStore } from "./store.ts";

const NO_PICTURE = refuse("attachment_invalid", "This file is no picture that can be shown here.");
const NOT_FOUND = refuse("not_found", "There is no such room.");

/** Puts somebody in, whose right to come was checked. */
export function admit(step: Step, person: Person, role: StoredRole, raid = step.data.core.raid_mode): number {
  const { store, data, now } = step;
  const member: Member = {
    user_id: person.user_id,
    role,
    joined_ms: now,
    raid,
    muted_until_ms: null,
    read_seq: data.last_seq + 1,
    quiet: false,
    standing_sent: 0,
    awake: true,
    notified_seq: 0,
  };
  store.savePerson(person, now);
  store.saveMember(member);
  data.member_count += 1;
  const seq = emit(step, {
    t: "member.joined",
    member: memberFrame(member, person, data.core, now),
    member_count: data.member_count,
  });
  tellPlatform(step, "room.member", {
    room_id: data.core.id,
    user_id: person.user_id,
    role: roleNow(member, data.core),
    revision: seq,
  });
  return seq;
}

/** Takes a member out. */
export function dismiss(step: Step, userId: string, how: "left" | "kicked" | "banned"): number {
  step.store.removeMember(userId);
  step.data.member_count -= 1;
  const seq = emit(step, {
    t: "member.left",
    user_id: userId,
    how,
    member_count: step.data.member_count,
  });
  step.closing.push({ user_id: userId, reason: how });
  step.store.queueStanding(userId);
  if (how === "banned") tellBan(step, userId, seq);
  else
    tellPlatform(step, "room.member", {
      room_id: step.data.core.id,
      user_id: userId,
      role: null,
      revision: seq,
    });
  return seq;
}

/** Tells the directory of a ban that is written down, and of its end. */
export function tellBan(step: Step, userId: string, revision: number): void {
  const until_ms = step.store.ban(userId, step.now)?.until_ms ?? null;
  tellPlatform(step, "room.member", {
    room_id: step.data.core.id,
    user_id: userId,
    role: "banned",
    banned_until: until_ms === null ? null : isoOf(until_ms),
    revision,
  });
}

/** Whether a code opens the room at this time. */
export function isInvite(store: RoomStore, code: string | null, now: number): boolean {
  const invite = code === null ? null : store.invite(code);
  return (
    invite !== null &&
    (invite.uses_left === null || invite.uses_left > 0) &&
    (invite.expires_ms === null || invite.expires_ms > now)
  );
}

/**
 * Comes by oneself: into a public room, or with an invite. A private room is not there for somebody without
 * one.
 */
export function join(step: Step, person: Person, code: string | null): Outcome {
  const { store, data, now } = step;
  if (store.member(person.user_id) !== null) return { ok: true };
  const isOpen = data.core.kind === "room" && data.core.visibility === "public";
  if (!isOpen && !isInvite(step.store, code, now))
    return code === null ? NOT_FOUND : refuse("invite_invalid", "This invite is not valid any more.");
  if (store.ban(person.user_id, now) !== null) return refuse("banned", "You are banned from this room.");
  if (data.core.kind === "direct") return FORBIDDEN;
  if (data.core.kind === "group" && data.member_count >= MAX_GROUP)
    return refuse("full", `A group has at most ${MAX_GROUP} members.`);
  if (!isOpen && code !== null) store.useInvite(code);
  return { ok: true, seq: admit(step, person, "member") };
}

/** A program that writes by a webhook: who let it write has let it in, also while a raid is kept out. */
export function enterToWrite(step: Step, person: Person): Outcome {
  const { store, data, now } = step;
  if (data.core.kind === "direct") return FORBIDDEN;
  if (store.member(person.user_id) === null) {
    if (store.ban(person.user_id, now) !== null) return refuse("banned", "You are banned from this room.");
    if (data.core.kind === "group" && data.member_count >= MAX_GROUP)
      return refuse("full", `A group has at most ${MAX_GROUP} members.`);
    return { ok: true, seq: admit(step, person, "member", false) };
  }
  const known = store.person(person.user_id);
  if (known?.username !== person.username || known.avatar_url !== person.avatar_url)
    store.savePerson(person, now);
  return { ok: true };
}

/** A member of a group brings somebody in. */
export function bringIn(step: Step, by: string, person: Person): Outcome {
  const { store, data } = step;
  const actor = store.member(by);
  if (actor === null) return NOT_FOUND;
  if (data.core.kind !== "group" || !canInRoom(roleNow(actor, data.core), "group", "invite"))
    return FORBIDDEN;
  if (store.member(person.user_id) !== null) return { ok: true };
  if (store.ban(person.user_id, step.now) !== null)
    return refuse("banned", "This user is banned from the group.");
  if (data.member_count >= MAX_GROUP) return refuse("full", `A group has at most ${MAX_GROUP} members.`);
  return { ok: true, seq: admit(step, person, "member") };
}

export function leave(step: Step, userId: string): Outcome {
  const member = step.store.member(userId);
  if (member === null) return NOT_FOUND;
  if (step.data.core.kind === "direct") return FORBIDDEN;
  if (ownsRoom(member.role) && step.data.member_count > 1)
    return refuse("owner_must_hand_over", "Hand the room over to somebody before you leave it.");
  return { ok: true, seq: dismiss(step, userId, "left") };
}

export function setRole(step: Step, userId: string, role: StoredRole): number {
  const member = step.store.member(userId);
  if (member === null) throw new Error("the role of somebody who is no member");
  // Whoever is given a role by hand is not one of the raid any more.
  const next = { ...member, role, raid: false };
  step.store.saveMember(next);
  step.changed_members.add(userId);
  const seq = emit(step, { t: "member.role", user_id: userId, role });
  tellPlatform(step, "room.member", { room_id: step.data.core.id, user_id: userId, role, revision: seq });
  return seq;
}

/** The owner makes another member the owner and becomes a moderator. */
export function handOver(step: Step, owner: Member, userId: string): Outcome {
  const { data } = step;
  if (!canInRoom(roleNow(owner, data.core), data.core.kind, "hand_over")) return FORBIDDEN;
  if (userId === owner.user_id) return { ok: true };
  if (step.store.member(userId) === null) return NO_MEMBER;
  setRole(step, owner.user_id, "moderator");
  const seq = setRole(step, userId, "owner");
  data.core = { ...data.core, owner_id: userId };
  step.store.saveCore(data.core);
  writeLog(step, { action: "owner.hand_over", by: owner.user_id, user_id: userId });
  tellRoom(step);
  return { ok: true, seq };
}

type InviteOutcome = { ok: true; invite: RoomInvite } | ReturnType<typeof refuse>;

/** An invite that so many may use until then; null is without a limit. */
export function createInvite(
  step: Step,
  userId: string,
  max_uses: number | null,
  expires_in_ms: number | null,
): InviteOutcome {
  const refusal = refusesInvites(step, userId);
  if (refusal !== null) return refusal;
  const expires_ms = expires_in_ms === null ? null : step.now + expires_in_ms;
  const invite: RoomInvite = {
    code: step.setup.newInviteCode(),
    created_by: userId,
    uses_left: max_uses,
    expires_at: expires_ms === null ? null : isoOf(expires_ms),
  };
  step.store.saveInvite(invite, expires_ms, step.now);
  writeLog(step, { action: "invite.created", by: userId, detail: { max_uses, expires_ms } });
  return { ok: true, invite };
}

export function revokeInvite(step: Step, userId: string, code: string): Outcome {
  const refusal = refusesInvites(step, userId);
  if (refusal !== null) return refusal;
  step.store.removeInvite(code);
  writeLog(step, { action: "invite.revoked", by: userId });
  return { ok: true };
}

/** Why somebody may not have to do with this room's invites; null when they may. */
export function refusesInvites(step: Step, userId: string): ReturnType<typeof refuse> | null {
  const member = step.store.member(userId);
  if (member === null) return NOT_FOUND;
  const { core } = step.data;
  return canInRoom(roleNow(member, core), core.kind, "invite") ? null : FORBIDDEN;
}

/** Facts of the room, by those who may change them. */
export function setRoom(
  step: Step,
  actor: Member,
  change: {
    name?: string | undefined;
    topic?: string | undefined;
    visibility?: "public" | "private" | undefined;
    slow_mode_ms?: number | undefined;
    raid_mode?: boolean | undefined;
    avatar?: string | null | undefined;
  },
  picture: ChatAttachment | null = null,
): Outcome {
  const { core } = step.data;
  const role = roleNow(actor, core);
  const { name, visibility, avatar, ...settings } = change;
  const avatar_url = avatar ? picture?.thumbnail_url : avatar;
  const asked = Object.fromEntries(
    Object.entries({ ...settings, name, visibility, avatar, avatar_url }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const isIdentity = name !== undefined || visibility !== undefined || avatar !== undefined;
  if (isIdentity && !canInRoom(role, core.kind, "identity")) return FORBIDDEN;
  if (avatar && !avatar_url) return NO_PICTURE;
  if (!canInRoom(role, core.kind, "settings")) return FORBIDDEN;
  if (visibility === "public" && core.kind !== "room") return FORBIDDEN;
  const changed = Object.entries(asked).filter(([key, value]) => core[key as keyof typeof core] !== value);
  if (changed.length === 0) return { ok: true };
  writeLog(step, { action: "room.set", by: actor.user_id, detail: Object.fromEntries(changed) });
  if (core.avatar !== null && changed.some(([key]) => key === "avatar")) releaseFiles(step, [core.avatar]);
  if (changed.some(([key]) => key === "raid_mode"))
    for (const userId of step.store.raiders(1_000)) step.changed_members.add(userId);
  return { ok: true, seq: changeCore(step, Object.fromEntries(changed)) };
}
