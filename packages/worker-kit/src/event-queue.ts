import { PlatformEvent } from "@veza/contracts/events";

/**
 * Sends events to a queue after parsing them by the contract: what its consumer would refuse is found where
 * it is made, with the stack of who made it. Throws the parser's error, and whatever the queue throws.
 */
export const sendEvents =
  (queue: Pick<Queue, "send">) =>
  async (event: PlatformEvent): Promise<void> => {
    await queue.send(PlatformEvent.parse(event));
  };
