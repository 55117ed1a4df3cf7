import { UserId } from "@veza/contracts/ids";
import { CreateParty } from "@veza/contracts/rpc";
import { PARTY_REACTIONS, PartyClientFrame } from "@veza/contracts/ws/party";
import type { Statement } from "@veza/core/roster";
import { z } from "zod";
import type { Answer } from "./commands.ts";
import type { PartyCommand } from "./engine.ts";
import type { ReactionCounts } from "./frames.ts";
import type { Delivery } from "./primary.ts";

/** What the objects of a party say to each other and the Worker to them, parsed where it arrives. */
export const NewParty = CreateParty.extend({ party_id: z.string(), relay_after: z.int().positive() });
export type NewParty = z.infer<typeof NewParty>;

export const ActorWire = z.object({ user_id: UserId, username: z.string() });
export const StatementWire = z.object({
  place: z.int().positive(),
  version: z.int(),
  user_id: UserId,
  username: z.string(),
  devices: z.int().min(0),
});
export const CountsWire = z.partialRecord(z.enum(PARTY_REACTIONS), z.int().positive());

/** A frame that a relay hands on. @throws when it is none that changes a party */
export function commandOf(value: unknown): PartyCommand {
  const frame = PartyClientFrame.parse(value);
  if (frame.t === "ping" || frame.t === "reaction") throw new Error("not a command");
  return frame;
}

/** Methods of the Party object that other Party objects call. */
export interface PartyCalls {
  enter(statement: Statement, sid: string): Promise<boolean>;
  leave(statement: Statement): Promise<void>;
  command(actor: { user_id: string; username: string }, frame: PartyCommand): Promise<Answer | null>;
  react(counts: ReactionCounts): Promise<void>;
  deliver(delivery: Delivery): Promise<number>;
  roster(): Promise<{ version: number; people: { user_id: string; username: string; devices: number }[] }>;
}
