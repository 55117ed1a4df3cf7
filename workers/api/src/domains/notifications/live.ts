import type { InboxServerFrame } from "@veza/contracts/ws/inbox";
import type { Logger } from "@veza/core/log";
import { continueTrace, traceparent } from "@veza/core/trace";
import { released } from "@veza/worker-kit/rpc-result";
import type { ApiEnv } from "../../env.ts";

/**
 * Shows something on all of a user's devices now. What is pushed is also in Postgres, so a device that misses
 * it sees it when it next asks: a failure here is logged and stops nothing.
 */
export async function pushLive(
  env: ApiEnv,
  userId: string,
  frames: InboxServerFrame[],
  log: Logger,
): Promise<void> {
  try {
    await released(
      env.CHAT_RPC.pushToInbox({
        user_id: userId,
        frames,
        traceparent: traceparent(log.trace ?? continueTrace(null)),
      }),
    );
  } catch (cause) {
    log.error("not pushed live", cause, { user_id: userId });
  }
}
