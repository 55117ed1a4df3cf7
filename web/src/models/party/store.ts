import type { PARTY_REACTIONS } from "@veza/contracts/ws/party";
import { createStore } from "zustand/vanilla";
import type { PartyView } from "./party-view.ts";

export type Reaction = (typeof PARTY_REACTIONS)[number];

/** How the page stands with its party. */
export type PartyPhase =
  | "idle"
  | "joining"
  | "in"
  /** The socket is on its way back; the music goes on meanwhile. */
  | "lost"
  | "ended"
  /** It will not come back by itself: `closeCode` says why. */
  | "refused";

export interface PartyState {
  partyId: string | null;
  phase: PartyPhase;
  closeCode: number | null;
  view: PartyView | null;
  /** The listener hears it: false when they turned the sound off, or play something of their own. */
  isListening: boolean;
  isAway: boolean;
  /** The browser wants a click before it plays. */
  isBlocked: boolean;
  /** The item that plays for the others and that this listener cannot hear. */
  missingItem: string | null;
}

export const NO_PARTY: PartyState = {
  partyId: null,
  phase: "idle",
  closeCode: null,
  view: null,
  isListening: true,
  isAway: false,
  isBlocked: false,
  missingItem: null,
};

/** The party that this page is in. Commands live in party.ts; components only read. */
export const partyStore = createStore<PartyState>(() => NO_PARTY);

export interface FlyingReaction {
  id: number;
  emoji: Reaction;
  /** Where it rises, as a share of the width. */
  x: number;
}

/**
 * Reactions that are in the air. Apart from the rest: they come often, and only one small part of the page
 * shows them.
 */
export const reactionsStore = createStore<{ flying: readonly FlyingReaction[] }>(() => ({ flying: [] }));
