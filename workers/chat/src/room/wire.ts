import { UserId } from "@veza/contracts/ids";
import { ChatClientFrame, PresenceStatus } from "@veza/contracts/ws/chat";
import { z } from "zod";
import type { Attending } from "./attendance.ts";
import type { Answer, CommandFrame } from "./engine.ts";

/** What the objects of a room say to each other and the Worker to them, parsed where it arrives. */
export const AttendingWire = z.object({
  place: z.int().positive(),
  version: z.int(),
  user_id: UserId,
  devices: z.int().min(0),
  status: PresenceStatus,
});

/**
 * A text for the sockets of a relay: for all who were welcomed, for one that is being welcomed, or for one
 * user.
 */
export interface Delivery {
  text: string;
  /** Only this socket, which is welcome from now on. */
  to?: string;
  /** Only this user's. */
  user?: string;
  /** Events in it: one that does not follow what came before was lost on the way. */
  first_seq?: number;
  last_seq?: number;
  /** Afterwards the user's sockets end. */
  close?: { user_id: string; reason: string };
}

/** A frame that a relay hands on. @throws when it is none that has an answer */
export function commandOf(value: unknown): CommandFrame {
  const frame = ChatClientFrame.parse(value);
  if (!("id" in frame)) throw new Error("not a command");
  return frame;
}

/** Methods of the room's objects that its other objects call. */
export interface RoomCalls {
  /**
   * False: not a member, or there is no such room. Its `welcome` comes by `deliver`, in order with what is
   * broadcast.
   */
  hello(statement: Attending, sid: string, since: number | null): Promise<boolean>;
  attend(statement: Attending): Promise<void>;
  command(userId: string, frame: CommandFrame): Promise<Answer>;
  typing(userId: string): Promise<void>;
  read(userId: string, seq: number): Promise<void>;
  deliver(delivery: Delivery): Promise<number>;
  /** Ends all sockets of a relay, so that they come back and resume. */
  reset(): Promise<void>;
  attendance(): Promise<{ version: number; people: Pick<Attending, "user_id" | "devices" | "status">[] }>;
}
