import { hintOf } from "./placement.ts";
import { objectName } from "./wire.ts";

/** The other objects of a fan-out, as one of them reaches them. */
export interface Stubs<Calls> {
  /** @param place 0: the primary; else a relay's number */
  to(id: string, place: number, region: string): Calls;
  /** Makes new ones: a stub that has failed once may never work again. */
  renew(): void;
}

/**
 * One stub an object, for calls over one stub arrive in their order.
 * @param open makes the stub of an object's name
 */
export function createStubs<Calls>(
  open: (name: string, locationHint: DurableObjectLocationHint) => Calls,
): Stubs<Calls> {
  const known = new Map<string, Calls>();
  return {
    to(id, place, region) {
      const name = objectName(id, place);
      const before = known.get(name);
      if (before !== undefined) return before;
      const stub = open(name, hintOf(region));
      known.set(name, stub);
      return stub;
    },
    renew: () => known.clear(),
  };
}
