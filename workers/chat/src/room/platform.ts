import type { PlatformAct } from "@veza/contracts/chat-rpc";
import { ownsRoom } from "@veza/contracts/permissions/room";
import type { z } from "zod";
import { dismiss, setRole, tellBan } from "./membership.ts";
import { removeMessage } from "./send.ts";
import { NO_MESSAGE, type Outcome, type Step, tellRoom, writeLog } from "./step.ts";

type Act = z.output<typeof PlatformAct>;

/**
 * What a moderator of the platform does here, whatever the roles of this room say. Done once, however often
 * it is asked for.
 */
export function actForPlatform(step: Step, act: Act): Outcome {
  const message = act.message_id === null ? null : step.messages.find(act.message_id);
  if (act.message_id !== null && message === null) return NO_MESSAGE;
  if (message !== null && message.deleted_ms === null) {
    const { body, author, id } = message;
    removeMessage(step, message, act.by);
    writeLog(step, {
      action: "platform.delete",
      by: act.by,
      user_id: author,
      message_id: id,
      reason: act.reason,
      detail: { body },
    });
  }
  if (act.ban !== null) ban(step, act, act.ban);
  return { ok: true };
}

function ban(step: Step, act: Act, { user_id, duration_ms }: NonNullable<Act["ban"]>): void {
  const { store, data, now } = step;
  const before = store.ban(user_id, now);
  const isSame =
    before?.is_platform === true &&
    before.by === act.by &&
    (before.until_ms === null ? null : before.until_ms - before.at_ms) === duration_ms;
  if (isSame) return;
  const until_ms = duration_ms === null ? null : now + duration_ms;
  store.saveBan(user_id, { until_ms, reason: act.reason, by: act.by, at_ms: now, is_platform: true });
  writeLog(step, {
    action: "platform.ban",
    by: act.by,
    user_id,
    reason: act.reason,
    detail: { until: until_ms },
  });
  const member = store.member(user_id);
  if (member === null) {
    tellBan(step, user_id, data.last_seq);
    return;
  }
  dismiss(step, user_id, "banned");
  const heir = ownsRoom(member.role) ? store.heir(user_id) : null;
  if (heir === null) return;
  // A room is never without an owner while anybody is in it.
  setRole(step, heir, "owner");
  data.core = { ...data.core, owner_id: heir };
  store.saveCore(data.core);
  tellRoom(step);
}
