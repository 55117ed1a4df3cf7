import type { RoomRefusal } from "@veza/contracts/chat-rpc";
import type { ErrorCode } from "@veza/contracts/errors";
import { AppError } from "@veza/worker-kit/app-error";
import { released } from "@veza/worker-kit/rpc-result";

/** Asks veza-chat; throws `unavailable` when it does not answer. */
export async function asked<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await released(call());
  } catch (cause) {
    throw new AppError("unavailable", {
      detail: "Rooms can't be reached now. Try again in a minute.",
      retry_after_ms: 30_000,
      cause,
    });
  }
}

const CODES: Record<RoomRefusal["code"], ErrorCode> = {
  not_found: "not_found",
  forbidden: "forbidden",
  banned: "banned",
  full: "room_full",
  wrong_state: "wrong_state",
  invite_invalid: "invite_invalid",
  blocked: "blocked",
  email_not_verified: "email_not_verified",
  owner_must_hand_over: "owner_must_hand_over",
};

/** A room's refusal as our error. `instead`: where a refusal means something else in this call. */
export function refused(
  refusal: RoomRefusal,
  instead: Partial<Record<RoomRefusal["code"], ErrorCode>> = {},
): AppError {
  const code = instead[refusal.code] ?? CODES[refusal.code];
  // What one may not know of is told in the same words whatever the reason.
  return new AppError(code, code === "not_found" ? {} : { detail: refusal.message });
}
