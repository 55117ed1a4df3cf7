import { hintOf } from "@veza/worker-kit/relay-plan";
import type { Party } from "../party.do.ts";
import { objectName, type PartyCalls } from "./wire.ts";

/** The other objects of a party, as one of them reaches them. */
export interface Links {
  to(partyId: string, place: number, region: string): PartyCalls;
  /** Makes new ones: a stub that has failed once may never work again. */
  renew(): void;
}

/** One stub an object, for calls over one stub arrive in their order. */
export function createLinks(parties: () => DurableObjectNamespace<Party>): Links {
  const known = new Map<string, PartyCalls>();
  return {
    to(partyId, place, region) {
      const name = objectName(partyId, place);
      const before = known.get(name);
      if (before !== undefined) return before;
      const namespace = parties();
      const stub = namespace.get(namespace.idFromName(name), { locationHint: hintOf(region) });
      known.set(name, stub);
      return stub;
    },
    renew: () => known.clear(),
  };
}
