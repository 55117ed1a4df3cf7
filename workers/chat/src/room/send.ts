import { canInRoom } from "@veza/contracts/permissions/room";
import type { ChatClientFrame } from "@veza/contracts/ws/chat";
import { EDIT_WINDOW_MS, MAX_REACTIONS } from "@veza/contracts/ws/chat";
import type { ChatAttachment } from "@veza/contracts/ws/chat-room";
import { mentionedNames } from "@veza/core/chat-text";
import { linkedCards } from "./linked-cards.ts";
import { messageFrame, type StoredMessage } from "./messages.ts";
import { notifyOf } from "./notify.ts";
import { type Core, isoOf, type Member, mutedUntil, type Person, roleNow } from "./state.ts";
import {
  type Done,
  emit,
  FORBIDDEN,
  NO_MESSAGE,
  nextSeq,
  type Outcome,
  type Refusal,
  refuse,
  releaseFiles,
  type Step,
  tellPlatform,
  writeLog,
} from "./step.ts";
import { watchedHits } from "./watched.ts";

type Frame<T extends ChatClientFrame["t"]> = Extract<ChatClientFrame, { t: T }>;

/** Distinct reactions to one message, of everybody together. */
const MAX_EMOJI_OF_MESSAGE = 50;

const skipsLimits = (core: Core, member: Member): boolean =>
  canInRoom(roleNow(member, core), core.kind, "skip_limits");

/** Why this member may not write now; null when they may. */
function refusesWriting(step: Step, member: Member): Refusal | null {
  const { core } = step.data;
  if (!canInRoom(roleNow(member, core), core.kind, "send")) return FORBIDDEN;
  if (mutedUntil(member, step.now) !== null)
    return refuse("muted", "You are muted in this room.", (member.muted_until_ms ?? 0) - step.now);
  return null;
}

/** Who a text names: members, and the room as a whole where the author may. */
function mentionsOf(
  step: Step,
  member: Member,
  body: string,
): { ids: string[]; room: boolean; count: number } {
  const names = mentionedNames(body);
  const { core } = step.data;
  const room = names.includes("room") && canInRoom(roleNow(member, core), core.kind, "mention_room");
  const ids = names.length === 0 ? [] : step.store.membersNamed(names.slice(0, 50));
  return {
    ids: ids.filter((id) => id !== member.user_id && !step.unreachable.includes(id)),
    room,
    count: names.length,
  };
}

/** What the room's rules say to a text; logs and reports what they find. Moderators are exempt. */
function refusesText(
  step: Step,
  member: Member,
  body: string,
  mentions: number,
): Refusal | { hits: string[] } {
  const { rules } = step.data.core;
  if (skipsLimits(step.data.core, member)) return { hits: [] };
  const hits = watchedHits(rules, body, mentions, step.setup.own_host);
  if (hits.length === 0) return { hits };
  writeLog(step, {
    action: rules.dry_run ? "watched.dry_run" : "watched.hit",
    by: null,
    user_id: member.user_id,
    detail: { hits, action: rules.action, body: body.slice(0, 500) },
  });
  if (rules.dry_run) return { hits: [] };
  return rules.action === "refuse"
    ? refuse("watched", "The rules of this room do not allow this text.")
    : { hits };
}

/** Whether the room's rules refuse this text by this member. */
export function refusesByRules(core: Core, member: Member, body: string, ownHost: string | null): boolean {
  const { rules } = core;
  if (skipsLimits(core, member) || rules.dry_run || rules.action !== "refuse") return false;
  return watchedHits(rules, body, mentionedNames(body).length, ownHost).length > 0;
}

/** Slow mode: how long this member must still wait; 0 when they need not. */
export function slowModeWait(step: Step, member: Member): number {
  const { core } = step.data;
  if (core.slow_mode_ms === 0 || skipsLimits(core, member)) return 0;
  const last = step.messages.lastOf(member.user_id);
  return last === null ? 0 : Math.min(core.slow_mode_ms, Math.max(0, last + core.slow_mode_ms - step.now));
}

/**
 * Why a message will not be taken; what needs no change of anything, so that nothing is asked of others in
 * vain.
 */
export function refusesMessage(step: Step, member: Member, frame: Frame<"message.send">): Refusal | null {
  const refusal = refusesWriting(step, member);
  if (refusal !== null) return refusal;
  if (frame.body.trim() === "" && (frame.attachments ?? []).length === 0)
    return refuse("empty", "There is nothing in this message.");
  const wait = slowModeWait(step, member);
  if (wait > 0) return refuse("slow_mode", "This room is in slow mode.", wait);
  return null;
}

export function sendMessage(
  step: Step,
  member: Member,
  person: Person,
  frame: Frame<"message.send">,
  attachments: ChatAttachment[],
): Outcome {
  const { messages, data, now } = step;
  const refusal = refusesMessage(step, member, frame);
  if (refusal !== null) return refusal;
  const replied = frame.reply_to ? messages.find(frame.reply_to) : null;
  if (frame.reply_to && replied === null)
    return refuse("not_found", "The message that this replies to is gone.");
  const root = frame.thread ? messages.find(frame.thread) : null;
  if (frame.thread && (root === null || root.thread !== null))
    return refuse("not_found", "There is no such thread.");
  const named = mentionsOf(step, member, frame.body);
  const text = refusesText(step, member, frame.body, named.count);
  if ("ok" in text) return text;
  const message: StoredMessage = {
    seq: nextSeq(step),
    id: step.setup.newMessageId(now),
    author: member.user_id,
    body: frame.body,
    reply_to: replied?.id ?? null,
    thread: root?.id ?? null,
    at_ms: now,
    edited_ms: null,
    deleted_ms: null,
    pinned_ms: null,
    mentions: named.ids,
    mentions_room: named.room,
    attachments,
    cards: [],
  };
  data.last_n += 1;
  messages.insert(message, data.last_n, frame.id);
  const seq = emit(
    step,
    {
      t: "message.new",
      message: messageFrame(message, { author: person, thread_count: 0, reactions: [] }),
    },
    message.seq,
  );
  // Who writes has read what stands above it.
  step.store.setRead(member.user_id, seq);
  if (text.hits.length > 0) report(step, message, null, "other", text.hits.join(", "));
  const links = linkedCards(frame.body, step.setup.own_host);
  if (links.length > 0) step.linked.push({ message_id: message.id, links });
  notifyOf(step, message, person, replied);
  return { ok: true, seq, message_id: message.id };
}

export function editMessage(step: Step, member: Member, frame: Frame<"message.edit">): Outcome {
  const before = step.messages.find(frame.message_id);
  if (before === null || before.deleted_ms !== null) return NO_MESSAGE;
  if (before.author !== member.user_id) return FORBIDDEN;
  const refusal = refusesWriting(step, member);
  if (refusal !== null) return refusal;
  if (step.now - before.at_ms > EDIT_WINDOW_MS)
    return refuse("too_late", "A message can be edited for 15 minutes.");
  if (frame.body.trim() === "" && before.attachments.length === 0)
    return refuse("empty", "There is nothing in this message.");
  if (frame.body === before.body) return { ok: true, message_id: before.id };
  const named = mentionsOf(step, member, frame.body);
  const text = refusesText(step, member, frame.body, named.count);
  if ("ok" in text) return text;
  const after = {
    ...before,
    body: frame.body,
    edited_ms: step.now,
    mentions: named.ids,
    mentions_room: named.room,
  };
  step.messages.edit(before, after);
  const seq = emit(
    step,
    {
      t: "message.edited",
      message_id: before.id,
      body: after.body,
      edited_at: isoOf(step.now),
      mentions: named.ids,
    },
    before.seq,
  );
  // Names that came or went change what is counted for those people.
  for (const userId of new Set([...before.mentions, ...named.ids])) step.store.queueStanding(userId);
  const links = linkedCards(frame.body, step.setup.own_host);
  if (links.length > 0) step.linked.push({ message_id: before.id, links });
  return { ok: true, seq, message_id: before.id };
}

export function deleteMessage(step: Step, member: Member, frame: Frame<"message.delete">): Outcome {
  const { core } = step.data;
  const message = step.messages.find(frame.message_id);
  if (message === null) return NO_MESSAGE;
  const isOwn = message.author === member.user_id;
  if (!isOwn && !canInRoom(roleNow(member, core), core.kind, "delete_any")) return FORBIDDEN;
  if (message.deleted_ms !== null) return { ok: true, message_id: message.id };
  const seq = removeMessage(step, message, member.user_id);
  if (!isOwn)
    writeLog(step, {
      action: "message.delete",
      by: member.user_id,
      user_id: message.author,
      message_id: message.id,
      reason: frame.reason ?? null,
      detail: { body: message.body },
    });
  return { ok: true, seq, message_id: message.id };
}

/** Leaves a tombstone of a message, lets its files go and tells the room. @returns the event's seq */
export function removeMessage(step: Step, message: StoredMessage, by: string): number {
  step.messages.remove(message, step.now);
  releaseFiles(
    step,
    message.attachments.map(({ id }) => id),
  );
  return emit(step, { t: "message.deleted", message_id: message.id, by }, message.seq);
}

export function react(step: Step, member: Member, frame: Frame<"reaction.add" | "reaction.remove">): Outcome {
  const { core } = step.data;
  const { messages, now } = step;
  if (!canInRoom(roleNow(member, core), core.kind, "react") || mutedUntil(member, now) !== null)
    return FORBIDDEN;
  const message = messages.find(frame.message_id);
  if (message === null || message.deleted_ms !== null) return NO_MESSAGE;
  const own = messages.reactionsOf(message.seq, member.user_id);
  const added = frame.t === "reaction.add";
  const done: Done = { ok: true, message_id: message.id };
  if (own.includes(frame.emoji) === added) return done;
  if (added) {
    const isNew = messages.countReaction(message.seq, frame.emoji) === 0;
    if (own.length >= MAX_REACTIONS || (isNew && messages.countEmoji(message.seq) >= MAX_EMOJI_OF_MESSAGE))
      return refuse("too_many", "There are enough reactions to this message.");
    messages.addReaction(message.seq, frame.emoji, member.user_id, now);
  } else messages.removeReaction(message.seq, frame.emoji, member.user_id);
  const seq = emit(
    step,
    {
      t: "reaction.changed",
      message_id: message.id,
      emoji: frame.emoji,
      count: messages.countReaction(message.seq, frame.emoji),
      user_id: member.user_id,
      added,
    },
    message.seq,
  );
  return { ...done, seq };
}

export function setPinned(step: Step, member: Member, frame: Frame<"pin.set">): Outcome {
  const { core } = step.data;
  if (!canInRoom(roleNow(member, core), core.kind, "pin")) return FORBIDDEN;
  const message = step.messages.find(frame.message_id);
  if (message === null || message.deleted_ms !== null) return NO_MESSAGE;
  if ((message.pinned_ms !== null) === frame.pinned) return { ok: true, message_id: message.id };
  if (frame.pinned && step.messages.pinned(50).length >= 50)
    return refuse("too_many", "A room has at most 50 pins.");
  step.messages.setPinned(message.seq, frame.pinned ? step.now : null);
  writeLog(step, {
    action: frame.pinned ? "message.pin" : "message.unpin",
    by: member.user_id,
    message_id: message.id,
  });
  const seq = emit(
    step,
    { t: "pin.changed", message_id: message.id, pinned: frame.pinned, by: member.user_id },
    message.seq,
  );
  return { ok: true, seq, message_id: message.id };
}

export function reportMessage(step: Step, member: Member, frame: Frame<"message.report">): Outcome {
  const message = step.messages.find(frame.message_id);
  if (message === null || message.deleted_ms !== null) return NO_MESSAGE;
  report(step, message, member.user_id, frame.category, frame.note ?? "");
  return { ok: true, message_id: message.id };
}

function report(
  step: Step,
  message: StoredMessage,
  reporter_id: string | null,
  category: Frame<"message.report">["category"],
  note: string,
): void {
  const { id, author, body } = message;
  tellPlatform(step, "message.reported", {
    room_id: step.data.core.id,
    message_id: id,
    author_id: author,
    reporter_id,
    category,
    note: note.slice(0, 1000),
    body,
  });
  writeLog(step, {
    action: "message.report",
    by: reporter_id,
    user_id: author,
    message_id: id,
    detail: { category, note },
  });
}
