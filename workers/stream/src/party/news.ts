import { z } from "zod";

/**
 * What members have not been told yet. News goes out at once when it is quiet; when it is busy it waits until a pause has passed
 * since the last of its kind, and what has happened meanwhile is one frame.
 */
export const Pending = z.object({
  queue: z.boolean(),
  /** Who came (or has another role) and who left, by id: somebody who came and left again is in the second alone. */
  came: z.array(z.string()),
  left: z.array(z.string()),
  /** Relays that a frame did not reach. */
  behind: z.array(z.int()),
});
export type Pending = z.infer<typeof Pending>;

export const NOTHING_PENDING: Pending = { queue: false, came: [], left: [], behind: [] };

export function withPerson(pending: Pending, userId: string, change: "came" | "left"): Pending {
  const without = (ids: string[]) => ids.filter((known) => known !== userId);
  return {
    ...pending,
    came: change === "came" ? [...without(pending.came), userId] : without(pending.came),
    left: change === "left" ? [...without(pending.left), userId] : without(pending.left),
  };
}
