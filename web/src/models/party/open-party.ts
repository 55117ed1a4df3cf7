import { createStore } from "zustand/vanilla";

export interface OpenParty {
  partyId: string;
  name: string;
  /** The listener plays something of their own meanwhile: the party goes on without their sound. */
  isAway: boolean;
}

/** The party that this page is in, for what every page shows. All of it is in store.ts. */
export const openPartyStore = createStore<{ party: OpenParty | null }>(() => ({ party: null }));
