import { create } from "zustand";

export interface OpenParty {
  partyId: string;
  name: string;
  /** The listener plays something of their own meanwhile: the party goes on without their sound. */
  isAway: boolean;
}

/** The party that this page is in, for what every page shows. All of it is in store.ts. */
export const useOpenParty = create<{ party: OpenParty | null }>(() => ({ party: null }));
