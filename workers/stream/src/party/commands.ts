import type { CompanyFacts, Entitlement } from "@veza/contracts/rpc";
import type { PartyServerFrame } from "@veza/contracts/ws/party";
import { UNWELCOME_WORDS } from "@veza/core/company";
import { type Actor, decide, type Outcome, type PartyCommand, refusesAdd } from "./engine.ts";
import { createGuests } from "./guests.ts";
import { type ErrorFrame, errorFrame } from "./read-frame.ts";
import type { PartyState } from "./state.ts";
import type { PartyStore } from "./store.ts";

export type Answer = Extract<PartyServerFrame, { t: "ack" }> | ErrorFrame;

export interface CommandPorts {
  store: Pick<PartyStore, "answer" | "saveAnswer">;
  now(): number;
  state(): PartyState;
  hasEnded(): boolean;
  usernameOf(userId: string): string | null;
  entitle(userId: string, trackId: string): Promise<Pick<Entitlement, "track" | "duration_ms"> | null>;
  /** What stands between a member and the host; null for who has no account any more. */
  company(userId: string, host: string): Promise<CompanyFacts | null>;
  /** What was decided and not refused. */
  carryOut(outcome: Extract<Outcome, { ok: true }>): void;
  background(what: string, work: Promise<unknown>): void;
}

/**
 * What members want: checked with veza-api where that has to be asked, decided, answered; the same `id` gets
 * the same answer.
 */
export function createCommands(ports: CommandPorts) {
  const { store, now, background } = ports;
  const guests = createGuests(ports);
  /** Commands with an id that are being worked on. */
  const running = new Map<string, Promise<Answer>>();
  const over = (frame: PartyCommand) => errorFrame("not_found", "This party is over.", frame.id);

  const answerTo = async (actor: Actor, frame: PartyCommand): Promise<Answer> => {
    try {
      const unwelcome = await guests.refuses(actor.user_id, ports.state().core.host);
      if (unwelcome !== null) return errorFrame(unwelcome, UNWELCOME_WORDS[unwelcome], frame.id);
    } catch (cause) {
      // The party itself goes on while veza-api is away; coming in does not.
      background("ask for a member's company", Promise.reject(cause));
    }
    if (ports.hasEnded()) return over(frame);
    let entitlement: Pick<Entitlement, "track" | "duration_ms"> | null = null;
    if (frame.t === "queue.add" && refusesAdd(ports.state(), actor.user_id) === null) {
      try {
        entitlement = await ports.entitle(actor.user_id, frame.track_id);
      } catch (cause) {
        background("ask for a track", Promise.reject(cause));
        return errorFrame("unavailable", "The track could not be looked up. Try again.", frame.id);
      }
      if (ports.hasEnded()) return over(frame);
    }
    const at = now();
    const { usernameOf } = ports;
    const outcome = decide(ports.state(), actor, frame, { now: at, entitlement, usernameOf });
    const answer: Answer = outcome.ok
      ? { t: "ack", re: frame.id ?? "" }
      : errorFrame(outcome.code, outcome.message, frame.id);
    if (frame.id !== undefined) store.saveAnswer(actor.user_id, frame.id, answer, at);
    if (outcome.ok) ports.carryOut(outcome);
    return answer;
  };

  return {
    /**
     * What a member wants. A repeated id gets the same answer, also while the first is being worked on.
     * @returns null where there is nothing to say: accepted, and without an id
     */
    async command(actor: Actor, frame: PartyCommand): Promise<Answer | null> {
      if (frame.id === undefined) {
        const answer = await answerTo(actor, frame);
        return answer.t === "ack" ? null : answer;
      }
      const known = store.answer(actor.user_id, frame.id, now());
      if (known !== null) return known;
      const key = `${actor.user_id} ${frame.id}`;
      const work = running.get(key) ?? answerTo(actor, frame);
      running.set(key, work);
      try {
        return await work;
      } finally {
        running.delete(key);
      }
    },
    /** Another host: what is known of the last one's guests says nothing. */
    forgetGuests: guests.forget,
  };
}
