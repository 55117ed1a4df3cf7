import type { ApiChecks } from "./api-checks.ts";
import type { Answer, CheckedFrame, CommandFrame, Effects, Room } from "./engine.ts";
import { errorFrame } from "./read-frame.ts";

export interface CommandPorts {
  room: Room;
  checks: ApiChecks;
  now(): number;
  carryOut(effects: Effects): void;
  background(what: string, work: Promise<unknown>): void;
}

/**
 * Decides what members do, in the order in which each member did it. Frames about which veza-api must be
 * asked wait for its answer, and what the same member sends after them waits behind.
 */
export function createCommands(ports: CommandPorts) {
  const { room, checks } = ports;
  /** By user, the last frame that waits. */
  const waiting = new Map<string, Promise<unknown>>();

  const run = (
    userId: string,
    frame: CommandFrame,
    attachments: Parameters<Room["command"]>[3] = [],
    unreachable: string[] = [],
  ): Answer => {
    const { answer, effects } = room.command(userId, frame, ports.now(), attachments, unreachable);
    ports.carryOut(effects);
    return answer;
  };
  const runChecked = async (userId: string, frame: CheckedFrame): Promise<Answer> => {
    const known = room.known(userId, frame.id) ?? room.refuses(userId, frame, ports.now());
    if (known !== null) return known;
    // No file is held for what will be refused all the same.
    if (frame.t === "message.send" && room.isWatched(userId, frame.body)) return run(userId, frame);
    try {
      const checked = await checks.check(userId, frame);
      if (!checked.ok) return errorFrame(checked.code, checked.message, frame.id);
      return run(userId, frame, checked.attachments, checked.unreachable);
    } catch (cause) {
      ports.background("ask about a frame", Promise.reject(cause));
      return errorFrame("unavailable", "This could not be checked. Try again.", frame.id);
    }
  };

  /** Decides one frame. @returns its answer */
  return async (userId: string, frame: CommandFrame): Promise<Answer> => {
    const before = waiting.get(userId);
    if (before === undefined && !checks.needs(userId, frame)) return run(userId, frame);
    const answer = (before ?? Promise.resolve()).then(() =>
      checks.needs(userId, frame) ? runChecked(userId, frame) : run(userId, frame),
    );
    const done = answer
      .catch(() => undefined)
      .finally(() => {
        if (waiting.get(userId) === done) waiting.delete(userId);
      });
    waiting.set(userId, done);
    return answer;
  };
}
